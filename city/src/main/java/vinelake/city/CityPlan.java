package vinelake.city;

import java.time.LocalDate;
import java.time.YearMonth;

/**
 * How large a city, over what time.
 *
 * @param subjects enterprises and self-employed that ever exist
 * @param months months of history, the last one being that of {@code asOf}
 * @param asOf last day that the deliveries speak for, a month end
 * @param seed the same seed gives the same bytes
 * @param partitions how many ranges of subjects are written beside each other; changes no byte
 */
record CityPlan(int subjects, int months, LocalDate asOf, long seed, int partitions) {

    static final int MIN_SUBJECTS = 10;
    static final int MAX_SUBJECTS = 2_000_000;
    static final int MIN_MONTHS = 6;
    static final int MAX_MONTHS = 240;
    static final int MAX_PARTITIONS = 256;

    CityPlan {
        requireBetween("--subjects", subjects, MIN_SUBJECTS, MAX_SUBJECTS);
        requireBetween("--months", months, MIN_MONTHS, MAX_MONTHS);
        requireBetween("--partitions", partitions, 1, MAX_PARTITIONS);
        if (!asOf.equals(YearMonth.from(asOf).atEndOfMonth()) || asOf.getYear() < 2000 || asOf.getYear() > 2099) {
            throw new IllegalArgumentException(
                    "--as-of: is %s. Allowed: the last day of a month from 2000 to 2099. Try %s."
                            .formatted(asOf, YearMonth.from(asOf).atEndOfMonth()));
        }
    }

    private static void requireBetween(String option, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(
                    "%s: is %d. Allowed: a whole number from %d to %d.".formatted(option, value, low, high));
        }
    }

    /** The calendar month of a month index: 0 is the first, {@code months - 1} the last; negative ones lie before. */
    YearMonth month(int index) {
        return YearMonth.from(asOf).minusMonths((long) months - 1 - index);
    }

    /** The inverse of {@link #month}. */
    int monthIndex(LocalDate day) {
        YearMonth last = YearMonth.from(asOf);
        return months - 1 - ((last.getYear() - day.getYear()) * 12 + last.getMonthValue() - day.getMonthValue());
    }

    LocalDate firstDay() {
        return month(0).atDay(1);
    }

    int firstSubjectOf(int partition) {
        return (int) ((long) subjects * partition / partitions);
    }
}
