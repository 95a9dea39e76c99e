package vinelake.core.contract;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A bound that a figure of a whole delivery must lie in.
 *
 * @param name snake_case, unique in the contract
 * @param columns that the figure is of: one for a share without a value, one or more for repeated values, else none
 * @param query of {@link Measure#QUERY}: SQL that gives one number
 * @param least the smallest figure that is allowed, where there is one
 * @param most the largest one
 * @param description what is promised, in the words of the department (Chinese)
 */
public record SetRule(
        String name,
        Measure measure,
        List<String> columns,
        Optional<String> query,
        Optional<BigDecimal> least,
        Optional<BigDecimal> most,
        String description) {

    /** Which figure. */
    public enum Measure {
        /** Rows read. */
        ROWS,
        /** Rows read, in percent of what the dataset's last deliveries usually have. */
        ROWS_PERCENT_OF_USUAL,
        /** Accepted rows without a value in the column, in percent of the accepted rows. */
        EMPTY_PERCENT,
        /** Accepted rows whose values in the columns an earlier row of the delivery has. */
        REPEATED_ROWS,
        /** Refused rows, in percent of the rows read. */
        QUARANTINED_PERCENT,
        /** What the query gives. */
        QUERY
    }

    public SetRule {
        columns = List.copyOf(columns);
    }
}
