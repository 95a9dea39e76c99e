package vinelake.orchestration;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.instr;
import static org.apache.spark.sql.functions.lit;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.table.Table;
import vinelake.lake.Lake;
import vinelake.lake.Records;

/**
 * The intervals of one key, each a map in the order in which it is shown. Of personal values only the first characters of
 * their hash are shown: enough to see that one changed.
 */
record KeyHistory(Contract contract, List<Map<String, String>> intervals) {

    private static final int HASH_SHOWN = 8;

    /** @param key a text for each of the contract's key columns, in their order */
    static KeyHistory read(Lake lake, Contract contract, List<String> key, Optional<Instant> knownAt) {
        var changes = lake.read(Table.records(contract));
        if (knownAt.isPresent()) {
            changes = changes.where(col("received_at").leq(lit(Timestamp.from(knownAt.get()))));
        }
        var columns = contract.keyColumns();
        for (int i = 0; i < key.size(); i++) {
            changes = changes.where(col(columns.get(i).name()).cast("string").equalTo(key.get(i)));
        }
        var shown = new ArrayList<Column>();
        shown.add(col("valid_from"));
        shown.add(col("valid_to"));
        contract.columns().forEach(c -> shown.add(value(c)));
        for (var name : List.of("file", "line_number", "learned_at")) {
            shown.add(col(name));
        }
        var rows = Records.history(contract, changes)
                .orderBy("valid_from")
                .select(shown.stream().map(c -> c.cast("string")).toArray(Column[]::new))
                .collectAsList();
        return new KeyHistory(
                contract, rows.stream().map(row -> interval(contract, row)).toList());
    }

    private static Column value(ContractColumn column) {
        var value = col(column.name());
        // Before the hash stands the version of its key, as v1:
        return column.isPersonal() ? value.substr(lit(1), instr(value, ":").plus(HASH_SHOWN)) : value;
    }

    private static Map<String, String> interval(Contract contract, Row row) {
        var values = new LinkedHashMap<String, String>();
        values.put("valid_from", row.getString(0));
        values.put("valid_to", row.getString(1));
        int at = 2;
        for (var column : contract.columns()) {
            values.put(column.name(), row.getString(at++));
        }
        values.put("file", row.getString(at++));
        values.put("line_number", row.getString(at++));
        values.put("learned_at", row.getString(at));
        return Collections.unmodifiableMap(values);
    }

    /** A table for the terminal; its session's time zone is that of the moments. */
    String text() {
        var table = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of("from", "to"));
        contract.columns().forEach(c -> head.add(c.name()));
        head.addAll(List.of("where", "learned at"));
        table.add(head);
        for (var interval : intervals) {
            var line = new ArrayList<String>();
            line.add(interval.get("valid_from"));
            line.add(Optional.ofNullable(interval.get("valid_to")).orElse("in force"));
            contract.columns()
                    .forEach(c ->
                            line.add(Optional.ofNullable(interval.get(c.name())).orElse("-")));
            line.add("%s:%s".formatted(interval.get("file"), interval.get("line_number")));
            line.add(interval.get("learned_at"));
            table.add(line);
        }
        var text = new StringBuilder();
        for (var line : table) {
            for (int i = 0; i < line.size(); i++) {
                int column = i;
                int width = i == line.size() - 1
                        ? 0
                        : table.stream()
                                        .mapToInt(l -> width(l.get(column)))
                                        .max()
                                        .orElse(0)
                                + 2;
                text.append(line.get(i)).append(" ".repeat(Math.max(0, width - width(line.get(i)))));
            }
            text.append(System.lineSeparator());
        }
        return text.toString();
    }

    /** A Chinese character takes two columns of a terminal. */
    private static int width(String text) {
        return text.codePoints().map(c -> c >= 0x1100 ? 2 : 1).sum();
    }
}
