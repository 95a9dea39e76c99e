package vinelake.core.contract;

import java.util.Map;
import java.util.Optional;

/**
 * A column of a dataset: where it comes from and what it becomes.
 *
 * @param name the column in the lake, English snake_case
 * @param source the column's header in the file, or {@code #3} for the third column of a file without that header
 * @param title what an official calls it (Chinese), for pages and reports
 * @param isRequired a row without a value is refused
 * @param isKey part of what tells the rows of a snapshot or an upsert apart
 * @param isPersonal personal data: leaves the landing zone only as a keyed hash
 * @param identifier scheme of the identifier that the column holds: {@code uscc}, {@code organization_code},
 *     {@code registration_number} or one of the hub's own
 * @param values text as delivered -> text that is parsed; where it is not empty, any other text is refused
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
        Map<String, String> values) {

    public ContractColumn {
        values = Map.copyOf(values);
    }
}
