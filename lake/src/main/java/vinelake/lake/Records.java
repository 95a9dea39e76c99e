package vinelake.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import vinelake.core.contract.Contract;

/** What appended changes say of a date. */
public final class Records {

    /**
     * The rows in force on a date: of an append dataset all up to it, of keys the last change of each, unless it ended.
     *
     * @param changes rows of the dataset's records table
     */
    public static Dataset<Row> upTo(Contract contract, Dataset<Row> changes, LocalDate date) {
        var past = changes.where(col("as_of_date").leq(lit(Date.valueOf(date))));
        return contract.mode().isKeyed() ? lastChanges(contract, past).where(not(col("is_ended"))) : past;
    }

    /** The last change of each key, ended ones too. */
    public static Dataset<Row> lastChanges(Contract contract, Dataset<Row> changes) {
        return last(changes, keys(contract));
    }

    /**
     * When which values of a key were in force, by as-of date: the contract's columns, {@code valid_from}, {@code valid_to}
     * (exclusive; none: still in force), {@code learned_at} and where they were delivered. Of what was said of a key for
     * one date, what was received last counts; neighbours that say the same are one interval, and an end has none.
     *
     * @param changes rows of the dataset's records table, those that were known when it is asked
     * @throws IllegalArgumentException for an append dataset, whose rows are events and replace nothing
     */
    public static Dataset<Row> history(Contract contract, Dataset<Row> changes) {
        if (!contract.mode().isKeyed()) {
            throw new IllegalArgumentException(
                    ("%s: its mode is append, each row is an event, and none replaces another. "
                                    + "Allowed: datasets of mode snapshot or upsert")
                            .formatted(contract.name()));
        }
        var keys = keys(contract);
        var ofDate = Arrays.copyOf(keys, keys.length + 1);
        ofDate[keys.length] = col("as_of_date");
        var byDate = Window.partitionBy(keys).orderBy("as_of_date");
        // What ended says nothing any more, whatever values it repeats.
        var said = when(not(col("is_ended")), col("row_hash"));
        return last(changes, ofDate)
                .withColumn("_before", lag(said, 1).over(byDate))
                .withColumn("_said", said)
                .where(not(col("_said").eqNullSafe(col("_before"))))
                .withColumn("valid_to", lead(col("as_of_date"), 1).over(byDate))
                .where(not(col("is_ended")))
                .withColumnRenamed("as_of_date", "valid_from")
                .withColumnRenamed("received_at", "learned_at")
                .select(historyColumns(contract));
    }

    /**
     * Makes {@link #history} a view of the session of the changes.
     *
     * @return its name, {@code history_<department>_<dataset>}
     */
    public static String viewHistory(Contract contract, Dataset<Row> changes) {
        var view = "history_%s_%s"
                .formatted(contract.name().department(), contract.name().dataset());
        history(contract, changes).createOrReplaceTempView(view);
        return view;
    }

    private static Column[] historyColumns(Contract contract) {
        var columns = new ArrayList<Column>();
        contract.columns().forEach(c -> columns.add(col(c.name())));
        for (var name :
                List.of("valid_from", "valid_to", "learned_at", "delivery_id", "file", "line_number", "byte_offset")) {
            columns.add(col(name));
        }
        return columns.toArray(Column[]::new);
    }

    private static Column[] keys(Contract contract) {
        return contract.keyColumns().stream().map(c -> col(c.name())).toArray(Column[]::new);
    }

    private static Dataset<Row> last(Dataset<Row> changes, Column[] of) {
        var latestFirst = Window.partitionBy(of)
                .orderBy(desc("as_of_date"), desc("received_at"), desc("row_hash"), desc("delivery_id"));
        return changes.withColumn("change_rank", row_number().over(latestFirst))
                .where(col("change_rank").equalTo(1))
                .drop("change_rank");
    }

    private Records() {}
}
