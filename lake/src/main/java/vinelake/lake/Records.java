package vinelake.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;

import java.sql.Date;
import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import vinelake.core.contract.Contract;
import vinelake.core.contract.Mode;

/** What appended changes say of a date. */
public final class Records {

    /**
     * The rows in force on a date: of an append dataset all up to it, of a snapshot the last change of each key, unless
     * it ended.
     *
     * @param changes rows of the dataset's records table
     */
    public static Dataset<Row> upTo(Contract contract, Dataset<Row> changes, LocalDate date) {
        var past = changes.where(col("as_of_date").leq(lit(Date.valueOf(date))));
        return contract.mode() == Mode.SNAPSHOT ? lastChanges(contract, past).where(not(col("is_ended"))) : past;
    }

    /** The last change of each key, ended ones too. */
    public static Dataset<Row> lastChanges(Contract contract, Dataset<Row> changes) {
        var keys = contract.keyColumns().stream().map(c -> col(c.name())).toArray(Column[]::new);
        var latestFirst = Window.partitionBy(keys).orderBy(desc("as_of_date"), desc("received_at"), desc("row_hash"));
        return changes.withColumn("change_rank", row_number().over(latestFirst))
                .where(col("change_rank").equalTo(1))
                .drop("change_rank");
    }

    private Records() {}
}
