package vinelake.etl.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.RuleName;

/**
 * Says of every row of a delivery what becomes of it, in a column {@code _state}: accepted, quarantined, duplicate or
 * unchanged.
 */
final class Classification {

    /** A row of another delivery or place in the file says the same: the first by as-of date, file and line is accepted. */
    private static final Column[] BY_PLACE = {col("as_of_date"), col("file"), col("line_number"), col("_record_number")
    };

    /**
     * @param checked rows with {@code _rules}
     * @param earlier all records of the dataset so far
     */
    static Dataset<Row> ofAppend(Dataset<Row> checked, Dataset<Row> earlier) {
        var isValid = size(col("_rules")).equalTo(0);
        var copies = Window.partitionBy(col("row_hash"), isValid).orderBy(BY_PLACE);
        return checked.join(known(earlier, "row_hash"), "row_hash", "left")
                .withColumn("_copy", row_number().over(copies))
                .withColumn(
                        "_state",
                        when(not(isValid), "quarantined")
                                .when(
                                        col("_is_known")
                                                .isNotNull()
                                                .or(col("_copy").gt(1)),
                                        "duplicate")
                                .otherwise("accepted"))
                .drop("_copy", "_is_known");
    }

    /**
     * @param checked rows with {@code _rules}
     * @param state the last change of each key so far that has not ended
     */
    static Dataset<Row> ofSnapshot(Contract contract, Dataset<Row> checked, Dataset<Row> state) {
        var keys = contract.keyColumns().stream().map(c -> col(c.name())).toArray(Column[]::new);
        var isValid = size(col("_rules")).equalTo(0);
        var sameKey = Window.partitionBy(append(keys, isValid));
        var isConflict = isValid.and(
                not(min("row_hash").over(sameKey).equalTo(max("row_hash").over(sameKey))));
        var copies = Window.partitionBy(col("row_hash"), isValid).orderBy(BY_PLACE);
        return checked.withColumn("_is_conflict", isConflict)
                .withColumn(
                        "_rules",
                        when(col("_is_conflict"), concat(col("_rules"), array(lit(RuleName.KEY_CONFLICT))))
                                .otherwise(col("_rules")))
                .drop("_is_conflict")
                .join(known(state, "row_hash"), "row_hash", "left")
                .withColumn("_copy", row_number().over(copies))
                .withColumn(
                        "_state",
                        when(not(isValid), "quarantined")
                                .when(col("_copy").gt(1), "duplicate")
                                .when(col("_is_known").isNotNull(), "unchanged")
                                .otherwise("accepted"))
                .drop("_copy", "_is_known");
    }

    /**
     * The keys that have ended: in the state and not in the snapshot. A refused row still says that its key is there; a
     * refused row of no known key may be any of them, so then nothing ends in this delivery.
     */
    static Dataset<Row> ended(Contract contract, Dataset<Row> classified, Dataset<Row> state) {
        var keyNames = contract.keyColumns().stream().map(ContractColumn::name).toArray(String[]::new);
        var keys = Arrays.stream(keyNames).map(functions::col).toArray(Column[]::new);
        var unrecognised = classified
                .where(col("_state").equalTo("quarantined"))
                .select(keys)
                .join(state.select(keys), keyNames, "left_anti");
        return state.join(classified.select(keys).distinct(), keyNames, "left_anti")
                .join(unrecognised.limit(1).select(lit(true).as("_is_unsure")), lit(true), "left_anti");
    }

    private static Dataset<Row> known(Dataset<Row> records, String column) {
        return records.select(col(column)).distinct().withColumn("_is_known", lit(true));
    }

    private static Column[] append(Column[] columns, Column last) {
        var all = Arrays.copyOf(columns, columns.length + 1);
        all[columns.length] = last;
        return all;
    }

    private Classification() {}
}
