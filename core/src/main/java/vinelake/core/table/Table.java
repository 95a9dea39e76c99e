package vinelake.core.table;

import java.util.List;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.DatasetName;

/**
 * A table of the lake, as plain data.
 *
 * @param path below the lake's root, singular nouns: {@code network/edge}
 * @param keeping what a later run does to what it holds
 * @param columns in order
 */
public record Table(String path, Keeping keeping, List<Column> columns) {

    /** What a later run does to the rows of an earlier one. */
    public enum Keeping {
        /** Rows are only ever added. */
        HISTORY,
        /** The rows of a date are replaced, in one commit, by the run that speaks for the date. */
        DERIVED
    }

    /** @param sqlType Spark's DDL type, {@code DECIMAL(18,2)} */
    public record Column(String name, String sqlType, boolean isNullable, String comment) {

        private String ddl() {
            return "`%s` %s%s%s"
                    .formatted(
                            name,
                            sqlType,
                            isNullable ? "" : " NOT NULL",
                            comment.isEmpty() ? "" : " COMMENT '" + comment.replace("'", "\\'") + "'");
        }
    }

    public Table {
        columns = List.copyOf(columns);
    }

    static Table history(String path, Column... columns) {
        return new Table(path, Keeping.HISTORY, List.of(columns));
    }

    static Table derived(String path, Column... columns) {
        return new Table(path, Keeping.DERIVED, List.of(columns));
    }

    static Column required(String name, String sqlType, String comment) {
        return new Column(name, sqlType, false, comment);
    }

    static Column optional(String name, String sqlType, String comment) {
        return new Column(name, sqlType, true, comment);
    }

    /**
     * The accepted changes of a dataset. Typed columns are nullable in the table even where the contract requires a
     * value: a contract may relax later, the table's schema must not change then.
     */
    public static Table records(Contract contract) {
        var columns = new java.util.ArrayList<Column>();
        for (var column : contract.columns()) {
            columns.add(optional(column.name(), sqlType(column.isPersonal(), column.type()), column.title()));
        }
        columns.add(required("delivery_id", "STRING", ""));
        columns.add(required("file", "STRING", "below the landing folder"));
        columns.add(optional(
                "line_number",
                "BIGINT",
                "line where the record begins, row of a sheet, element of an array ...; none for a row that ended"));
        columns.add(optional("byte_offset", "BIGINT", "where the record begins in a text file"));
        columns.add(required("as_of_date", "DATE", "the date that the delivery speaks for"));
        columns.add(required("received_at", "TIMESTAMP", "when the lake learned it"));
        columns.add(required("row_hash", "BINARY", "128 bits over all typed columns"));
        if (contract.mode().isKeyed()) {
            columns.add(required("is_ended", "BOOLEAN", "the key ended on the date"));
        }
        return new Table(recordsPath(contract.name()), Keeping.HISTORY, columns);
    }

    public static String recordsPath(DatasetName dataset) {
        return "records/" + dataset;
    }

    public List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    /** The schema in Spark's DDL. */
    public String ddl() {
        return String.join(", ", columns.stream().map(Column::ddl).toList());
    }

    private static String sqlType(boolean isPersonal, ColumnType type) {
        return isPersonal ? "STRING" : type.sql();
    }
}
