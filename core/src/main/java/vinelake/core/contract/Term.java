package vinelake.core.contract;

import java.time.LocalDate;
import java.util.Optional;

/**
 * The as-of dates for which a version of a contract holds.
 *
 * @param from the first one; none: from the beginning
 * @param to the last one; none: it holds still
 */
public record Term(Optional<LocalDate> from, Optional<LocalDate> to) {

    /** Of a contract that was never another. */
    public static final Term ALWAYS = new Term(Optional.empty(), Optional.empty());

    public boolean hasBegunOn(LocalDate date) {
        return from.filter(first -> first.isAfter(date)).isEmpty();
    }
}
