package vinelake.lake;

import io.delta.exceptions.ConcurrentTransactionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** A commit of Delta that is made of files, without a query of Spark. */
final class FileCommit {

    /** The id under which the appends of a table that come in turn are counted in its log. */
    private static final String TURN = "turn";

    private final SparkSession spark;
    private final Path table;
    private final StructType schema;

    FileCommit(SparkSession spark, Path table, StructType schema) {
        this.spark = spark;
        this.table = table;
        this.schema = schema;
    }

    /** Adds files; nothing when it was done before. */
    void append(List<DataFile> files, CommitNote note) {
        var transaction = DeltaLog.forTable(spark, table).startTransaction();
        if (transaction.txnVersion(note.transaction()) < 0) {
            commit(transaction, files, Optional.empty(), note, List.of());
        }
    }

    /**
     * Adds files and rows, unless somebody else did so in turn since.
     *
     * @param isOvertaken whether there is such a commit up to a version
     * @return the version of the commit
     */
    long appendInTurn(List<DataFile> files, Optional<Dataset<Row>> rows, CommitNote note, LongPredicate isOvertaken) {
        var transaction = DeltaLog.forTable(spark, table).startTransaction();
        // Whoever has read the turn and finds another one in the log when it commits is refused by Delta.
        long turn = transaction.txnVersion(TURN);
        if (isOvertaken.test(transaction.readVersion())) {
            throw OvertakenException.ofTable(table.toString(), null);
        }
        try {
            return commit(
                    transaction,
                    files,
                    rows,
                    note,
                    List.of(new SetTransaction(TURN, turn + 1, Option.apply(System.currentTimeMillis()))));
        } catch (ConcurrentTransactionException e) {
            throw OvertakenException.ofTable(table.toString(), e);
        }
    }

    /** The number under which an id is in the table's log; below 0 for none. */
    static long transaction(SparkSession spark, Path table, String id) {
        return DeltaLog.forTable(spark, table).startTransaction().txnVersion(id);
    }

    private long commit(
            OptimisticTransaction transaction,
            List<DataFile> files,
            Optional<Dataset<Row>> rows,
            CommitNote note,
            List<SetTransaction> turn) {
        gainColumns(transaction, schema);
        var actions = new ArrayList<Action>(turn);
        actions.add(new SetTransaction(note.transaction(), 1, Option.apply(System.currentTimeMillis())));
        files.forEach(file -> actions.add(add(file)));
        rows.ifPresent(r -> actions.addAll(CollectionConverters.asJava(transaction.writeFiles(r))));
        return transaction.commit(CollectionConverters.asScala(actions).toSeq(), operation(note));
    }

    /** A contract may gain a column. */
    private static void gainColumns(OptimisticTransaction transaction, StructType schema) {
        var stored = transaction.metadata().schema();
        var merged = stored;
        for (var field : schema.fields()) {
            if (!List.of(stored.fieldNames()).contains(field.name())) {
                merged = merged.add(field);
            }
        }
        if (merged.length() > stored.length()) {
            var metadata = transaction.metadata();
            transaction.updateMetadata(
                    metadata.copy(
                            metadata.id(),
                            metadata.name(),
                            metadata.description(),
                            metadata.format(),
                            merged.json(),
                            metadata.partitionColumns(),
                            metadata.configuration(),
                            metadata.createdTime()),
                    false);
        }
    }

    private static AddFile add(DataFile file) {
        return new AddFile(
                file.path(),
                scala.collection.immutable.Map$.MODULE$.empty(),
                file.bytes(),
                file.modifiedAt(),
                true,
                file.statistics(),
                null,
                null,
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty());
    }

    private static DeltaOperations.Operation operation(CommitNote note) {
        return new DeltaOperations.Write(
                SaveMode.Append,
                Option.empty(),
                Option.empty(),
                Option.apply(note.metadata()),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty());
    }
}
