package vinelake.city;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * When a department delivers.
 *
 * @param stepMonths months between deliveries, counted back from the last day of the plan
 * @param joinedAfterMonths months into the history at which the department joined the platform; its first delivery
 *     brings the backlog
 */
record Rhythm(int stepMonths, int joinedAfterMonths) {

    static Rhythm every(int stepMonths) {
        return new Rhythm(stepMonths, 0);
    }

    Rhythm joinedAfter(int months) {
        return new Rhythm(stepMonths, months);
    }

    /** As-of dates, all month ends, ascending; at least one. */
    List<LocalDate> deliveries(CityPlan plan) {
        List<LocalDate> dates = new ArrayList<>();
        YearMonth last = YearMonth.from(plan.asOf());
        YearMonth earliest = plan.month(Math.max(stepMonths, joinedAfterMonths) - 1);
        YearMonth month = last;
        do {
            dates.add(month.atEndOfMonth());
            month = month.minusMonths(stepMonths);
        } while (!month.isBefore(earliest));
        Collections.reverse(dates);
        return dates;
    }
}
