package vinelake.orchestration;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.table.Table;
import vinelake.core.value.Numbers;
import vinelake.lake.Lake;

/**
 * What the lake has of a dataset, from one pass over its records.
 *
 * @param rows all that were ever accepted, without those that say that a key has ended
 * @param firstOn the first date that they speak for; empty where there are none
 * @param columns by name
 */
record DatasetFacts(
        long rows, Optional<LocalDate> firstOn, Optional<LocalDate> lastOn, Map<String, ColumnFigures> columns) {

    private static final int SAMPLES = 5;
    private static final String ENDED = "is_ended";

    static final DatasetFacts NONE = new DatasetFacts(0, Optional.empty(), Optional.empty(), Map.of());

    /**
     * @param filled rows with a value
     * @param distinct about how many values there are
     * @param samples the most frequent values with about how many rows have them, of text those of two rows or more; none of a column that is personal or
     *     identifies somebody
     */
    record ColumnFigures(long filled, long distinct, List<Sample> samples) {}

    record Sample(String text, long rows) {}

    static DatasetFacts of(Lake lake, Contract contract) {
        var table = Table.records(contract);
        if (!lake.exists(table)) {
            return NONE;
        }
        var all = lake.read(table);
        var rows = table.columnNames().contains(ENDED) ? all.where(not(col(ENDED))) : all;
        var figures = new ArrayList<Column>();
        figures.add(min("as_of_date"));
        figures.add(max("as_of_date"));
        for (var column : contract.columns()) {
            figures.add(count(col(column.name())));
            figures.add(approx_count_distinct(col(column.name())));
            if (isShown(column)) {
                // No value counts as one, too.
                figures.add(expr("approx_top_k(`%s`, %d)".formatted(column.name(), SAMPLES + 1)));
            }
        }
        return of(
                contract,
                rows.agg(count(lit(1)), figures.toArray(Column[]::new)).head());
    }

    /** Whoever keeps a shop under his own name is a person, and a code of his tells who he is. */
    static boolean isShown(ContractColumn column) {
        return !column.isPersonal() && column.identifier().isEmpty();
    }

    private static DatasetFacts of(Contract contract, Row row) {
        var columns = new LinkedHashMap<String, ColumnFigures>();
        int at = 3;
        for (var column : contract.columns()) {
            long filled = row.getLong(at++);
            long distinct = row.getLong(at++);
            List<Sample> samples = isShown(column) ? samples(column, row.getList(at++)) : List.of();
            columns.put(column.name(), new ColumnFigures(filled, distinct, samples));
        }
        return new DatasetFacts(row.getLong(0), day(row, 1), day(row, 2), columns);
    }

    /** A text that one row alone has is no frequent value, and may be somebody's name. */
    private static List<Sample> samples(ContractColumn column, List<Row> top) {
        long least = column.type().kind() == ColumnType.Kind.STRING ? 2 : 1;
        return top.stream()
                .filter(item -> !item.isNullAt(0) && item.getLong(1) >= least)
                .limit(SAMPLES)
                .map(item -> new Sample(text(item.get(0)), item.getLong(1)))
                .toList();
    }

    private static String text(Object value) {
        return value instanceof BigDecimal number ? Numbers.plain(number) : value.toString();
    }

    private static Optional<LocalDate> day(Row row, int at) {
        return row.isNullAt(at) ? Optional.empty() : Optional.of(row.getDate(at).toLocalDate());
    }
}
