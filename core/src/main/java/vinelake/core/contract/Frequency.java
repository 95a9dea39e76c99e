package vinelake.core.contract;

import java.time.LocalDate;

/**
 * How often a sender delivers, and how long after the date that a delivery speaks for it may come.
 *
 * @param every how many units lie between two deliveries, from 1
 * @param graceDays days after the date that the next delivery speaks for, until it is late
 */
public record Frequency(int every, Unit unit, int graceDays) {

    public enum Unit {
        DAY,
        WEEK,
        MONTH,
        YEAR
    }

    public Frequency {
        if (every < 1 || graceDays < 0) {
            throw new IllegalArgumentException(
                    "every %d units, %d days of grace. Allowed: every 1 or more, 0 days or more"
                            .formatted(every, graceDays));
        }
    }

    /**
     * The last day on which the next delivery is not late.
     *
     * @param last the date that the last one speaks for
     */
    public LocalDate dueBy(LocalDate last) {
        var next = switch (unit) {
            case DAY -> last.plusDays(every);
            case WEEK -> last.plusWeeks(every);
            case MONTH -> endOfMonth(last, last.plusMonths(every));
            case YEAR -> endOfMonth(last, last.plusYears(every));
        };
        return next.plusDays(graceDays);
    }

    /** What speaks for the end of a month is followed by the end of another one. */
    private static LocalDate endOfMonth(LocalDate last, LocalDate next) {
        return last.getDayOfMonth() == last.lengthOfMonth() ? next.withDayOfMonth(next.lengthOfMonth()) : next;
    }
}
