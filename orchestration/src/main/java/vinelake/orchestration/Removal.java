package vinelake.orchestration;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import vinelake.core.table.Table;
import vinelake.lake.Lake;

/**
 * What an erasure does to a table.
 *
 * @param marked adds {@link Lake#HIT} to its rows
 * @param made what comes in place of the rows of a file that has one that is hit
 */
record Removal(Table table, UnaryOperator<Dataset<Row>> marked, UnaryOperator<Dataset<Row>> made) {

    /** Rows go. */
    static Removal of(Table table, UnaryOperator<Dataset<Row>> marked) {
        return new Removal(table, marked, rows -> rows.where(not(col(Lake.HIT))));
    }

    /** Rows that a condition holds for go. */
    static Removal of(Table table, Column condition) {
        return of(table, marking(condition));
    }

    static UnaryOperator<Dataset<Row>> marking(Column condition) {
        return rows -> rows.withColumn(Lake.HIT, coalesce(condition, lit(false)));
    }

    /** How many rows of the table it hits now. */
    long count(Lake lake) {
        return hits(lake).count();
    }

    /** The rows that it hits now, in the columns of the table's definition. */
    Dataset<Row> hits(Lake lake) {
        return marked.apply(lake.read(table)).where(col(Lake.HIT));
    }

    void run(Lake lake) {
        lake.rewrite(table, marked, made);
    }
}
