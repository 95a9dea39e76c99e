package vinelake.etl.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.etl.text.OrderedPass.ReadPart;
import vinelake.etl.text.TextPart;
import vinelake.etl.text.TextTable;
import vinelake.etl.text.Verdicts;
import vinelake.lake.Records;

/**
 * Compares a snapshot with the state that is in force, by keys and hashes of rows: what repeats another row, what is
 * unchanged, what contradicts another row, and which keys have ended.
 */
final class SnapshotComparison implements AutoCloseable {

    private static final String IS_VALID = "_is_valid";
    private static final String IS_OVERRULED = "_is_overruled";

    /** A file's place in the batch, the record's in the file and the verdict, in one number. */
    private static final long FILE = 1L << 42;

    private static final int VERDICTS = 4;

    private final Contract contract;
    private final Dataset<Row> checked;
    private final Dataset<Row> state;
    private final Dataset<Row> judged;
    private final Optional<Part> part;

    /**
     * Rows of a delivery that are compared after the others.
     *
     * @param overruled keys of which another delivery has the last word for the date
     * @param delivered keys of all rows of the snapshot, where each of them is known now: what is not among them has ended
     */
    record Part(Optional<Dataset<Row>> overruled, Optional<Dataset<Row>> delivered) {}

    /**
     * @param checked rows of {@link RowRules#check}
     * @param state of a snapshot the changes in force on its date; of an upsert the last ones for the very date
     * @param part where the rows are no whole snapshot
     */
    SnapshotComparison(Contract contract, Dataset<Row> checked, Dataset<Row> state, Optional<Part> part) {
        this.part = part;
        this.contract = contract;
        this.checked = checked;
        this.state = state;
        this.judged =
                judge(contract, slim(contract, checked), state, part.flatMap(Part::overruled))
                        .persist(StorageLevel.MEMORY_AND_DISK());
    }

    private static Dataset<Row> slim(Contract contract, Dataset<Row> checked) {
        var columns = new ArrayList<Column>();
        contract.keyColumns().forEach(c -> columns.add(col(c.name())));
        columns.add(col(TextTable.FILE));
        columns.add(col(TextTable.RECORD_NUMBER));
        columns.add(col(TextTable.ROW_HASH));
        columns.add(not(RowRules.isRefused(contract)).as(IS_VALID));
        return checked.select(columns.toArray(Column[]::new));
    }

    private static Dataset<Row> judge(
            Contract contract, Dataset<Row> rows, Dataset<Row> state, Optional<Dataset<Row>> overruled) {
        var isValid = col(IS_VALID);
        var sameKey = Window.partitionBy(append(keys(contract), isValid));
        var isConflict = isValid.and(not(min(TextTable.ROW_HASH)
                .over(sameKey)
                .equalTo(max(TextTable.ROW_HASH).over(sameKey))));
        // Of rows that say the same the first by file and line counts.
        var copies = Window.partitionBy(col(TextTable.ROW_HASH), isValid)
                .orderBy(col(TextTable.FILE), col(TextTable.RECORD_NUMBER));
        var inForce = state.select(col(TextTable.ROW_HASH)).distinct().withColumn("_is_in_force", lit(true));
        var keyNames = contract.keyColumns().stream().map(ContractColumn::name).toArray(String[]::new);
        var marked = overruled
                .map(o -> rows.join(
                        o.select(keys(contract)).distinct().withColumn(IS_OVERRULED, lit(true)), keyNames, "left"))
                .orElseGet(() -> rows.withColumn(IS_OVERRULED, lit(null).cast(DataTypes.BooleanType)));
        return marked.withColumn("_is_conflict", isConflict)
                .join(inForce, TextTable.ROW_HASH, "left")
                .withColumn("_copy", row_number().over(copies))
                .withColumn(
                        TextTable.VERDICT,
                        when(not(isValid), Verdicts.NEW)
                                .when(col("_is_conflict"), Verdicts.CONFLICT)
                                .when(col("_copy").gt(1), Verdicts.DUPLICATE)
                                .when(
                                        col("_is_in_force").isNotNull().or(col(IS_OVERRULED)
                                                .isNotNull()),
                                        Verdicts.UNCHANGED)
                                .otherwise(Verdicts.NEW))
                .drop("_copy", "_is_in_force", "_is_conflict", IS_OVERRULED);
    }

    /** The parts, with what is known of their records. */
    List<TextPart> judge(List<ReadPart> parts) {
        var codes = new byte[parts.size()][];
        var verdicts = judged.where(col(TextTable.VERDICT).notEqual(Verdicts.NEW))
                .select(TextTable.FILE, TextTable.RECORD_NUMBER, TextTable.VERDICT)
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitions(SnapshotComparison::packed);
        for (var some : verdicts.collect()) {
            for (long verdict : some) {
                set(parts, codes, (int) (verdict / FILE), verdict % FILE / VERDICTS, (int) (verdict % VERDICTS));
            }
        }
        var known = new ArrayList<TextPart>();
        for (int i = 0; i < codes.length; i++) {
            var part = parts.get(i).part();
            known.add(codes[i] == null ? part : part.withVerdicts(Verdicts.of(codes[i])));
        }
        return known;
    }

    private static Iterator<long[]> packed(Iterator<InternalRow> rows) {
        var packed = LongStream.builder();
        rows.forEachRemaining(row -> packed.add(row.getInt(0) * FILE + row.getLong(1) * VERDICTS + row.getInt(2)));
        return List.of(packed.build().toArray()).iterator();
    }

    /** @param record counted from 1 in its file */
    private static void set(List<ReadPart> parts, byte[][] codes, int file, long record, int verdict) {
        for (int i = 0; i < codes.length; i++) {
            var read = parts.get(i);
            long at = record - 1 - read.part().recordsBefore();
            if (read.part().file() == file && at >= 0 && at < read.records()) {
                if (codes[i] == null) {
                    codes[i] = Verdicts.codes((int) read.records());
                }
                Verdicts.set(codes[i], (int) at, verdict);
                return;
            }
        }
        throw new IllegalStateException("record %d of file %d is in no part".formatted(record, file));
    }

    /**
     * The rows that have ended: their keys are in the state and not in the snapshot. A refused row still says that its key
     * is there; a refused row of no known key may be any of them, so then nothing ends in this delivery.
     */
    Dataset<Row> ended() {
        var keyNames = contract.keyColumns().stream().map(ContractColumn::name).toArray(String[]::new);
        var keys = keys(contract);
        if (part.isPresent()) {
            return part.get()
                    .delivered()
                    .map(all -> state.join(
                            all.select(keys).union(judged.select(keys)).distinct(), keyNames, "left_anti"))
                    .orElseGet(() -> state.limit(0));
        }
        var isRefused = not(col(IS_VALID)).or(col(TextTable.VERDICT).equalTo(Verdicts.CONFLICT));
        var unrecognised = judged.where(isRefused).select(keys).join(state.select(keys), keyNames, "left_anti");
        return state.join(judged.select(keys).distinct(), keyNames, "left_anti")
                .join(unrecognised.limit(1).select(lit(true).as("_is_unsure")), lit(true), "left_anti");
    }

    /**
     * What the next snapshot, taken before this one, must say again: it holds only what differed from the state that it
     * met, and for some keys this delivery changes that state. Their rows in force at the next one keep their values and
     * where they were delivered; what was not in it has ended there, on no line.
     *
     * @param changes all rows of the dataset
     * @param next date of the next snapshot
     * @return rows of {@code changes}, in force at the next snapshot before this delivery
     */
    Dataset<Row> restated(Dataset<Row> changes, LocalDate next, String nextFile) {
        var keyNames = contract.keyColumns().stream().map(ContractColumn::name).toArray(String[]::new);
        var keys = keys(contract);
        var fresh = judged.where(col(IS_VALID).and(col(TextTable.VERDICT).equalTo(Verdicts.NEW)));
        var changed = fresh.select(keys).union(ended().select(keys));
        var date = lit(Date.valueOf(next));
        var said = Records.lastChanges(contract, changes.where(col("as_of_date").leq(date)));
        var again = said.where(col("as_of_date").lt(date)).join(changed, keyNames, "left_semi");
        var unsaid = checked.join(
                        fresh.select(TextTable.FILE, TextTable.RECORD_NUMBER),
                        new String[] {TextTable.FILE, TextTable.RECORD_NUMBER},
                        "left_semi")
                .join(said.select(keys), keyNames, "left_anti")
                .withColumn("file", lit(nextFile))
                .withColumn("line_number", lit(null).cast("bigint"))
                .withColumn("byte_offset", lit(null).cast("bigint"))
                .withColumn("is_ended", lit(true));
        var columns = new ArrayList<Column>();
        contract.columns().forEach(c -> columns.add(col(c.name())));
        for (var name : List.of("file", "line_number", "byte_offset", "row_hash", "is_ended")) {
            columns.add(col(name));
        }
        var all = columns.toArray(Column[]::new);
        return again.select(all).union(unsaid.select(all));
    }

    @Override
    public void close() {
        judged.unpersist();
    }

    private static Column[] keys(Contract contract) {
        return contract.keyColumns().stream().map(c -> col(c.name())).toArray(Column[]::new);
    }

    private static Column[] append(Column[] columns, Column last) {
        var all = Arrays.copyOf(columns, columns.length + 1);
        all[columns.length] = last;
        return all;
    }
}
