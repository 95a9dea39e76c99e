package vinelake.orchestration;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import vinelake.core.contract.Contract;
import vinelake.core.contract.RowFault;
import vinelake.lake.Delivery;
import vinelake.lake.Lake;
import vinelake.lake.OpenRows;

/**
 * A refused row that waits for repair.
 *
 * @param sentences what is wrong, in Chinese, for each rule
 * @param text as delivered, personal fields masked; null where only its hash is kept
 */
record OpenRow(
        String deliveryId,
        String asOfDate,
        String file,
        long line,
        List<String> rules,
        List<String> sentences,
        String text) {

    /**
     * The latest first.
     *
     * @param rule that they break; empty for any
     */
    static List<OpenRow> read(Lake lake, Contract contract, List<OpenRows> open, Optional<String> rule, int limit) {
        return OpenRows.rows(lake, open)
                .where(rule.map(r -> array_contains(col("rules"), r)).orElse(lit(true)))
                .orderBy(col("as_of_date").desc(), col("file"), col("line_number"))
                .select("delivery_id", "as_of_date", "file", "line_number", "rules", "text")
                .limit(limit)
                .collectAsList()
                .stream()
                .map(row -> of(contract, row))
                .toList();
    }

    /** The deliveries of which the row at that place waits. */
    static List<Delivery> deliveries(Lake lake, List<OpenRows> open, String file, long line) {
        if (open.isEmpty()) {
            return List.of();
        }
        var waiting = OpenRows.rows(lake, open)
                .where(col("file").equalTo(file).and(col("line_number").equalTo(line)))
                .select("delivery_id")
                .as(Encoders.STRING())
                .collectAsList();
        return open.stream()
                .filter(o -> waiting.contains(o.last().deliveryId()))
                .map(OpenRows::delivery)
                .toList();
    }

    private static OpenRow of(Contract current, Row row) {
        var contract = current.on(row.getDate(1).toLocalDate());
        var rules = row.<String>getList(4);
        return new OpenRow(
                row.getString(0),
                row.getDate(1).toString(),
                row.getString(2),
                row.getLong(3),
                rules,
                rules.stream()
                        .map(rule -> RowFault.of(contract, rule).sentence())
                        .toList(),
                row.getString(5));
    }
}
