package vinelake.core.contract;

import java.util.List;
import java.util.Set;

/** The names under which a row is refused, beside those of the contract's own {@link RowRule}s. */
public final class RuleName {

    /** The row has more or fewer fields than the header, or than the contract has columns. */
    public static final String FIELD_COUNT = "field_count";

    /** The row's bytes are no text in the contract's charset. */
    public static final String CHARSET = "charset";

    /** Text follows the closing quote of a field. */
    public static final String QUOTE = "quote";

    /** Another row of the snapshot has the same key and says something else. */
    public static final String KEY_CONFLICT = "key_conflict";

    private static final Set<String> OF_ROWS = Set.of(FIELD_COUNT, CHARSET, QUOTE, KEY_CONFLICT);

    /** The column has no value and is required. */
    public static String required(String column) {
        return column + ".required";
    }

    /** The column's text cannot be read as its type. */
    public static String type(String column) {
        return column + ".type";
    }

    /** The column's text is not among its values. */
    public static String value(String column) {
        return column + ".value";
    }

    /** Whether the name means something in every contract, so that no rule may take it. */
    public static boolean isReserved(String name) {
        return OF_ROWS.contains(name);
    }

    /** Whether a row of the contract can break it. */
    public static boolean isOf(Contract contract, String rule) {
        return isReserved(rule)
                || contract.rules().stream().anyMatch(own -> own.name().equals(rule))
                || contract.columns().stream()
                        .map(ContractColumn::name)
                        .anyMatch(column -> List.of(required(column), type(column), value(column))
                                .contains(rule));
    }

    private RuleName() {}
}
