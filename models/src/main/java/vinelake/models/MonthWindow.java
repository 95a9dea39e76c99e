package vinelake.models;

import static org.apache.spark.sql.functions.lit;

import java.sql.Date;
import java.time.LocalDate;
import org.apache.spark.sql.Column;

/** The months up to a day. */
public final class MonthWindow {

    /**
     * Whether a date is in (day - months, day]; with 0 months in all of history up to the day.
     *
     * @param date column of type DATE; NULL gives NULL
     */
    public static Column isWithin(Column date, LocalDate day, int months) {
        var isPast = date.leq(lit(Date.valueOf(day)));
        return months == 0 ? isPast : isPast.and(date.gt(lit(Date.valueOf(before(day, months)))));
    }

    /** Month ends go to month ends, so that quarters stay quarters: a year before 2024-02-29 is 2023-02-28. */
    public static LocalDate before(LocalDate day, int months) {
        var earlier = day.minusMonths(months);
        boolean isMonthEnd = day.getDayOfMonth() == day.lengthOfMonth();
        return isMonthEnd ? earlier.withDayOfMonth(earlier.lengthOfMonth()) : earlier;
    }

    /** Twelve months after a month end are a month end again. */
    public static LocalDate after(LocalDate day, int months) {
        return before(day, -months);
    }

    private MonthWindow() {}
}
