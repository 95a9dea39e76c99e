package vinelake.orchestration;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructType;
import vinelake.core.contract.Contract;
import vinelake.core.hub.Problem;
import vinelake.core.table.Table;
import vinelake.lake.Lake;

/**
 * Compares contracts with the records that the lake has of their datasets: what was stored is never rewritten, so that a
 * contract must go on fitting it.
 *
 * @param problems contracts that no longer fit
 * @param news what is different and fits, in words
 */
record StoredTables(List<Problem> problems, List<String> news) {

    private static final String ENDED = "is_ended";

    static StoredTables of(Lake lake, List<Contract> contracts) {
        var problems = new ArrayList<Problem>();
        var news = new ArrayList<String>();
        for (var contract : contracts) {
            var table = Table.records(contract);
            lake.storedSchema(table).ifPresent(stored -> compare(contract, table, stored, problems, news));
        }
        return new StoredTables(List.copyOf(problems), List.copyOf(news));
    }

    private static void compare(
            Contract contract, Table table, StructType stored, List<Problem> problems, List<String> news) {
        var file = "contracts/%s.odcs.yaml".formatted(contract.name());
        var defined = Lake.schema(table);
        var added = new ArrayList<String>();
        for (var field : defined.fields()) {
            if (field.name().equals(ENDED)) {
                continue;
            }
            if (!List.of(stored.fieldNames()).contains(field.name())) {
                added.add(field.name());
                continue;
            }
            var was = stored.apply(field.name()).dataType().asNullable().catalogString();
            var is = field.dataType().asNullable().catalogString();
            if (!was.equals(is)) {
                problems.add(new Problem(
                        file,
                        "column " + field.name(),
                        "is %s, and the lake has it as %s. Allowed: the type that is stored. Give the new one a column of another name"
                                .formatted(is, was)));
            }
        }
        var gone = List.of(stored.fieldNames()).stream()
                .filter(name -> !name.equals(ENDED) && !table.columnNames().contains(name))
                .collect(Collectors.joining(", "));
        if (!gone.isEmpty()) {
            problems.add(new Problem(
                    file,
                    "",
                    "lacks %s, which the lake has. Allowed: every column that is stored. Keep it, and let the sender leave it blank"
                            .formatted(gone)));
        }
        boolean wasEnding = List.of(stored.fieldNames()).contains(ENDED);
        boolean isEnding = table.columnNames().contains(ENDED);
        if (wasEnding != isEnding) {
            problems.add(new Problem(
                    file,
                    "mode",
                    "is %s, and the lake's rows are of a %s. Allowed: the mode that the records were taken in by. Draft a dataset of another name"
                            .formatted(
                                    contract.mode().name().toLowerCase(java.util.Locale.ROOT),
                                    wasEnding ? "mode that ends keys" : "mode that ends no keys")));
        }
        if (!added.isEmpty()) {
            news.add("%s: %s new; records that are stored have no value there"
                    .formatted(
                            contract.name(),
                            added.size() == 1
                                    ? "column " + added.get(0) + " is"
                                    : "columns " + String.join(", ", added) + " are"));
        }
    }
}
