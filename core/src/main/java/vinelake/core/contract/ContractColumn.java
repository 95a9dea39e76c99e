package vinelake.core.contract;

import java.util.Map;
import java.util.Optional;

/**
 * A column of a dataset: where it comes from and what it becomes.
 *
 * @param name the column in the lake, English snake_case
 * @param source the column's header in the file, or {@code #3} for the third column of a file without that header; empty
 *     where the contract's files do not have it: then it has no value
 * @param title what an official calls it (Chinese), for pages and reports
 * @param isRequired a row without a value is refused
 * @param isKey part of what tells the rows of a snapshot or an upsert apart
 * @param isPersonal personal data: leaves the landing zone only as a keyed hash
 * @param identifier scheme of the identifier that the column holds: {@code uscc}, {@code organization_code},
 *     {@code registration_number} or one of the hub's own
 * @param values text as delivered -> text that is parsed; where it is not empty, any other text is refused
 * @param readAs the type that its text must be of: in an earlier version of a contract it may have fewer digits than what
 *     the lake keeps
 */
public record ContractColumn(
        String name,
        String source,
        String title,
        ColumnType type,
        boolean isRequired,
        boolean isKey,
        boolean isPersonal,
        Optional<String> identifier,
        Map<String, String> values,
        ColumnType readAs) {

    public ContractColumn {
        values = Map.copyOf(values);
    }

    /** A column whose text is of the type that the lake keeps. */
    public ContractColumn(
            String name,
            String source,
            String title,
            ColumnType type,
            boolean isRequired,
            boolean isKey,
            boolean isPersonal,
            Optional<String> identifier,
            Map<String, String> values) {
        this(name, source, title, type, isRequired, isKey, isPersonal, identifier, values, type);
    }

    /** Whether the contract's files have it. */
    public boolean isDelivered() {
        return !source.isEmpty();
    }

    /** The same column under an earlier version of the contract. */
    ContractColumn as(ContractColumn earlier) {
        return new ContractColumn(
                name,
                earlier.source,
                title,
                type,
                earlier.isRequired,
                isKey,
                isPersonal,
                identifier,
                earlier.values,
                earlier.type);
    }

    /** The same column under an earlier version of the contract that does not have it. */
    ContractColumn notDelivered() {
        return new ContractColumn(name, "", title, type, false, isKey, isPersonal, identifier, Map.of());
    }
}
