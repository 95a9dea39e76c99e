package vinelake.core.contract;

import java.util.List;
import java.util.Optional;

/**
 * A bound that a figure of a whole delivery must lie in.
 *
 * @param name snake_case, unique in the contract
 * @param columns that the figure is of: one for rows without a value, one or more for repeated values, else none
 * @param query of {@link Measure#QUERY}: SQL that gives one number
 * @param description what is promised, in the words of the department (Chinese)
 */
public record SetRule(
        String name, Measure measure, List<String> columns, Optional<String> query, Bound bound, String description) {

    /** The rule that {@code usualRows} makes. */
    public static final String USUAL_ROWS = "usual_rows";

    /** Which figure. Accepted rows of a snapshot are those that it leaves in force, changed by it or not. */
    public enum Measure {
        /** Rows read. */
        ROWS,
        /** Rows read, in percent of the median of the dataset's last deliveries. */
        ROWS_PERCENT_OF_USUAL,
        /** Accepted rows without a value in the column. */
        EMPTY_ROWS,
        /** The same, in percent of the accepted rows. */
        EMPTY_PERCENT,
        /** Accepted rows whose values in the columns, all there, another accepted row of the delivery has before. */
        REPEATED_ROWS,
        /** The same, in percent of the accepted rows. */
        REPEATED_PERCENT,
        /** Refused rows. */
        QUARANTINED_ROWS,
        /** The same, in percent of the rows read. */
        QUARANTINED_PERCENT,
        /** What the query gives. */
        QUERY
    }

    public SetRule {
        columns = List.copyOf(columns);
    }
}
