package vinelake.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.delta.exceptions.ConcurrentTransactionException;
import io.delta.tables.DeltaTable;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaConcurrentModificationException;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.VersionChecksum;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The log of a table, read and written without a query of Spark: a query to learn a version costs a hundred times what
 * it takes to look. Only here, in {@link ListedFiles} and in {@link Fence} are classes of Delta's own that it promises
 * to nobody.
 */
final class TableLog {

    /** The id under which the appends of a table that come in turn are counted in its log. */
    private static final String TURN = "turn";

    private static final scala.collection.immutable.Map<String, String> NOTHING =
            scala.collection.immutable.Map$.MODULE$.empty();

    /** Name of the column that tells which file a row is in, while a table is rewritten. */
    private static final String FILE = "_file";

    private final SparkSession spark;
    private final Path table;
    private final StructType schema;
    private final List<String> partitions;
    private final Map<String, String> properties;

    /** @param schema with partitions and properties, what the table is made with, or gains columns to */
    TableLog(
            SparkSession spark,
            Path table,
            StructType schema,
            List<String> partitions,
            Map<String, String> properties) {
        this.spark = spark;
        this.table = table;
        this.schema = schema;
        this.partitions = partitions;
        this.properties = properties;
    }

    /** The version now; empty when there is no table yet. */
    OptionalLong version() {
        long version = latest().version();
        return version < 0 ? OptionalLong.empty() : OptionalLong.of(version);
    }

    /** The number under which an id is in the log; below 0 for none. */
    long transaction(String id) {
        return transaction(latest(), id);
    }

    private static long transaction(Snapshot snapshot, String id) {
        var checksum = snapshot.checksumOpt();
        if (checksum.isEmpty() || checksum.get().setTransactions().isEmpty()) {
            // Of a table with very many of them, or after a kill: by a query.
            return (Long) snapshot.transactions().getOrElse(id, () -> -1L);
        }
        return CollectionConverters.asJava(checksum.get().setTransactions().get()).stream()
                .filter(transaction -> transaction.appId().equals(id))
                .mapToLong(SetTransaction::version)
                .findFirst()
                .orElse(-1);
    }

    /** Whoever reads a number so, and finds another one in the log when it commits, is refused by Delta. */
    private static long read(OptimisticTransaction transaction, String id) {
        transaction.readTxn().addOne(id);
        return transaction(transaction.snapshot(), id);
    }

    /** The notes of the commits after a version, oldest first. */
    List<Lake.Note> notesAfter(long version) {
        var notes = new ArrayList<Lake.Note>();
        if (latest().version() <= version) {
            return notes;
        }
        var commits = CollectionConverters.asJava(log().getChanges(version + 1, Option.empty(), false));
        commits.forEachRemaining(commit -> {
            for (var action : CollectionConverters.asJava(commit._2())) {
                if (action instanceof CommitInfo info && info.userMetadata().isDefined()) {
                    notes.add(new Lake.Note(
                            (Long) commit._1(), info.userMetadata().get()));
                }
            }
        });
        return notes;
    }

    /**
     * How large the table is now.
     *
     * @param files without those of older versions
     */
    record Size(long files, long bytes) {}

    /** The columns of the version now, from the log alone. */
    StructType storedSchema() {
        return latest().schema();
    }

    /** All rows of the version now. */
    Dataset<Row> rows() {
        return rows(file -> true).orElseGet(this::rowsByQuery);
    }

    /** The rows of a partition of the version now, for tables with one column of partitions. */
    Dataset<Row> rows(String column, String value) {
        return rows(file -> isIn(file, column, value))
                .orElseGet(() -> rowsByQuery().where(col(column).equalTo(lit(value))));
    }

    /**
     * Which files the rows are in is known without a query where the checksum beside the last commit lists them: Delta
     * writes a list of up to 50 files there.
     */
    private Optional<Dataset<Row>> rows(Predicate<AddFile> isWanted) {
        var snapshot = latest();
        return listed(snapshot).map(files -> {
            var wanted = files.stream().filter(isWanted).toList();
            var log = log();
            var index =
                    new ListedFiles(spark, CollectionConverters.asScala(wanted).toSeq(), log, table, snapshot);
            return spark.baseRelationToDataFrame(
                    log.buildHadoopFsRelationWithFileIndex(snapshot, index, Option.empty(), false));
        });
    }

    private Dataset<Row> rowsByQuery() {
        return spark.read().format("delta").load(table.toString());
    }

    /** From the checksum beside the last commit; by a query where a kill has left none. */
    Size size() {
        var snapshot = latest();
        if (snapshot.version() < 0) {
            return new Size(0, 0);
        }
        var checksum = snapshot.checksumOpt();
        return checksum.isDefined()
                ? new Size(checksum.get().numFiles(), checksum.get().tableSizeBytes())
                : new Size(snapshot.numOfFiles(), snapshot.sizeInBytes());
    }

    /** The files of the version now. */
    List<StoredFile> storedFiles() {
        var snapshot = latest();
        var root = table.toUri().toString().replaceAll("/?$", "/");
        return snapshot.version() < 0
                ? List.of()
                : files(snapshot).stream()
                        // The log has paths as URIs, below the table's folder.
                        .map(file -> new StoredFile(
                                URI.create(root).resolve(file.path()), file.size(), Optional.ofNullable(file.stats())))
                        .toList();
    }

    /** Files of the table now, and of its versions since a moment: all that a reader may open who began since then. */
    record Files(Set<String> live, Set<String> past) {}

    /**
     * By a query, of the latest state.
     *
     * @return paths below the table's folder
     * @throws IllegalStateException when another program has given the table what its list of files does not tell
     */
    Files filesSince(Instant moment) {
        var snapshot = latest();
        if (snapshot.protocol().minReaderVersion() > 1) {
            throw new IllegalStateException(
                    "%s: its protocol has reader version %d. Allowed: 1, which all that read the lake know"
                            .formatted(table, snapshot.protocol().minReaderVersion()));
        }
        var live = snapshot.allFiles().toDF().select(col("path"), lit(true).as("is_live"));
        var past = snapshot.tombstones()
                .toDF()
                .where(col("deletionTimestamp").geq(lit(moment.toEpochMilli())))
                .select(col("path"), lit(false).as("is_live"));
        var files = new Files(new HashSet<>(), new HashSet<>());
        for (var row : live.union(past).collectAsList()) {
            // The log has paths as URIs.
            var path = new Path(URI.create(row.getString(0))).toString();
            (row.getBoolean(1) ? files.live() : files.past()).add(path);
        }
        return files;
    }

    /** Whether the table has the properties that it would be made with today. */
    boolean hasProperties() {
        var snapshot = latest();
        return snapshot.version() < 0
                || CollectionConverters.asJava(snapshot.metadata().configuration())
                        .entrySet()
                        .containsAll(properties.entrySet());
    }

    /** Gives the table the properties that it would be made with today. */
    void setProperties() {
        var transaction = log().startTransaction();
        var metadata = transaction.metadata();
        var all = new HashMap<>(CollectionConverters.asJava(metadata.configuration()));
        all.putAll(properties);
        transaction.updateMetadata(
                metadata.copy(
                        metadata.id(),
                        metadata.name(),
                        metadata.description(),
                        metadata.format(),
                        metadata.schemaString(),
                        metadata.partitionColumns(),
                        toScala(all),
                        metadata.createdTime()),
                false);
        transaction.commit(
                CollectionConverters.asScala(List.<Action>of()).toSeq(),
                new DeltaOperations.SetTableProperties(toScala(properties)));
    }

    /**
     * What was joined.
     *
     * @param files that are no longer in the table
     * @param into files that are, instead
     */
    record Joined(long files, long into) {}

    /**
     * Joins files in one commit that changes no rows, and that no append stands in the way of.
     *
     * @param below files of fewer bytes are joined
     * @param upTo bytes of files that are joined into one
     * @return nothing where another process did so meanwhile
     */
    Joined join(long below, long upTo) {
        var session = spark.newSession();
        session.conf().set("spark.databricks.delta.optimize.minFileSize", below);
        session.conf().set("spark.databricks.delta.optimize.maxFileSize", upTo);
        // As our own writer does: in INT96, Spark's own way, there are no bounds to skip by.
        session.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
        try {
            var metrics = DeltaTable.forPath(session, table.toString())
                    .optimize()
                    .executeCompaction()
                    .select("metrics.numFilesRemoved", "metrics.numFilesAdded")
                    .head();
            return new Joined(metrics.getLong(0), metrics.getLong(1));
        } catch (DeltaConcurrentModificationException e) {
            return new Joined(0, 0);
        }
    }

    /**
     * Writes all rows anew where columns have become wider: a file of the narrower type is none that every reader of Delta
     * takes for the wider one. One commit without a note; killed before it, nothing has happened.
     *
     * @return whether there was something to do
     */
    boolean widen() {
        var transaction = log().startTransaction();
        if (transaction.readVersion() < 0) {
            return false;
        }
        var stored = transaction.metadata().schema();
        var wider = new StructType();
        var columns = new ArrayList<Column>();
        boolean isWider = false;
        for (var field : stored.fields()) {
            boolean isOne = List.of(schema.fieldNames()).contains(field.name())
                    && RecordsFit.isWider(schema.apply(field.name()).dataType(), field.dataType());
            var type = isOne ? schema.apply(field.name()).dataType() : field.dataType();
            wider = wider.add(field.name(), type, field.nullable(), field.metadata());
            columns.add(col("`" + field.name() + "`").cast(type).as(field.name()));
            isWider |= isOne;
        }
        if (!isWider) {
            return false;
        }
        var rows = rows().select(columns.toArray(Column[]::new));
        var now = System.currentTimeMillis();
        var actions = new ArrayList<Action>();
        files(transaction.snapshot()).forEach(file -> actions.add(file.removeWithTimestamp(now, true)));
        transaction.updateMetadata(withSchema(transaction.metadata(), wider), false);
        actions.addAll(CollectionConverters.asJava(transaction.writeFiles(rows)));
        transaction.commit(
                CollectionConverters.asScala(actions).toSeq(),
                operation(SaveMode.Overwrite, Option.empty(), Option.empty()));
        return true;
    }

    /**
     * Writes the files anew that have certain rows, in one commit without a note; the others stay.
     *
     * @param marked adds {@link Lake#HIT}, whether a row is one of them, to all rows of the table
     * @param made what comes in place of all the rows of such files
     * @return how many rows were hit
     */
    long rewrite(UnaryOperator<Dataset<Row>> marked, UnaryOperator<Dataset<Row>> made) {
        var transaction = log().startTransaction();
        var snapshot = transaction.snapshot();
        if (snapshot.version() < 0) {
            return 0;
        }
        var rows = spark.read()
                .format("delta")
                .option("versionAsOf", snapshot.version())
                .load(table.toString());
        var hit = marked.apply(rows.withColumn(FILE, col("_metadata.file_name")));
        var counts = new HashMap<String, Long>();
        hit.where(col(Lake.HIT))
                .groupBy(FILE)
                .count()
                .collectAsList()
                .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
        if (counts.isEmpty()) {
            return 0;
        }
        var now = System.currentTimeMillis();
        var actions = new ArrayList<Action>();
        files(snapshot).stream()
                .filter(file -> counts.containsKey(new Path(URI.create(file.path())).getName()))
                .forEach(file -> actions.add(file.removeWithTimestamp(now, true)));
        if (actions.size() != counts.size()) {
            throw new IllegalStateException(
                    "%s: rows are in %d files, the log has %d of them".formatted(table, counts.size(), actions.size()));
        }
        var columns =
                Arrays.stream(rows.columns()).map(name -> col("`" + name + "`")).toArray(Column[]::new);
        var kept =
                made.apply(hit.where(col(FILE).isInCollection(counts.keySet()))).select(columns);
        actions.addAll(CollectionConverters.asJava(transaction.writeFiles(kept)));
        transaction.commit(CollectionConverters.asScala(actions).toSeq(), DeltaOperations.ManualUpdate$.MODULE$);
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Makes the table when it is not there. */
    void create() {
        var transaction = log().startTransaction();
        if (transaction.readVersion() >= 0) {
            return;
        }
        var metadata = metadata();
        transaction.updateMetadata(metadata, false);
        try {
            transaction.commit(
                    CollectionConverters.asScala(List.<Action>of()).toSeq(),
                    new DeltaOperations.CreateTable(metadata, false, false, Option.empty()));
        } catch (DeltaConcurrentModificationException e) {
            if (!isMadeSince(transaction)) {
                throw e;
            }
        }
    }

    /**
     * Adds files and rows.
     *
     * @return whether it did; not when it was done before
     */
    boolean append(List<DataFile> files, Optional<Dataset<Row>> rows, CommitNote note) {
        var transaction = log().startTransaction();
        if (read(transaction, note.transaction()) >= 0) {
            return false;
        }
        try {
            commit(transaction, files, rows, note, List.of());
            return true;
        } catch (ConcurrentTransactionException e) {
            // It was done meanwhile, by a run that tries the same again: what was written here is in no table.
            return false;
        } catch (DeltaConcurrentModificationException e) {
            if (!isMadeSince(transaction)) {
                throw e;
            }
            return append(files, rows, note);
        }
    }

    /**
     * Replaces the rows of a partition. Of two that do so at once under the same id one commits.
     *
     * @param rows all of that partition
     * @param id under which the log counts the replacements
     * @param next the number of this one, by that of the last, which is below 0 for none
     * @throws DeltaConcurrentModificationException when somebody else was quicker
     */
    void replace(String column, String value, Dataset<Row> rows, String id, LongUnaryOperator next) {
        var transaction = log().startTransaction();
        long number = next.applyAsLong(read(transaction, id));
        prepare(transaction);
        var now = System.currentTimeMillis();
        var actions = new ArrayList<Action>();
        actions.add(new SetTransaction(id, number, Option.apply(now)));
        files(transaction.snapshot()).stream()
                .filter(file -> isIn(file, column, value))
                .forEach(file -> actions.add(file.removeWithTimestamp(now, true)));
        for (var action : CollectionConverters.asJava(transaction.writeFiles(rows))) {
            if (action instanceof AddFile file && !isIn(file, column, value)) {
                throw new IllegalArgumentException("%s: rows with %s %s. Allowed: %s"
                        .formatted(
                                table,
                                column,
                                file.partitionValues().get(column).getOrElse(() -> "NULL"),
                                value));
            }
            actions.add(action);
        }
        try {
            transaction.commit(
                    CollectionConverters.asScala(actions).toSeq(),
                    operation(SaveMode.Overwrite, Option.apply("%s = '%s'".formatted(column, value)), Option.empty()));
        } catch (ConcurrentTransactionException e) {
            throw e;
        } catch (DeltaConcurrentModificationException e) {
            if (!isMadeSince(transaction)) {
                throw e;
            }
            replace(column, value, rows, id, next);
        }
    }

    private static boolean isIn(AddFile file, String column, String value) {
        return file.partitionValues().get(column).contains(value);
    }

    private static List<AddFile> files(Snapshot snapshot) {
        return listed(snapshot).orElseGet(() -> snapshot.allFiles().collectAsList());
    }

    /** The files as the checksum beside the commit lists them; of a table with many of them, or after a kill, none. */
    private static Optional<List<AddFile>> listed(Snapshot snapshot) {
        var files = snapshot.checksumOpt().flatMap(VersionChecksum::allFiles);
        return files.isDefined() ? Optional.of(CollectionConverters.asJava(files.get())) : Optional.empty();
    }

    /** Two runs may make a table at once: one of them finds it there when it commits. */
    private boolean isMadeSince(OptimisticTransaction transaction) {
        return transaction.readVersion() < 0 && version().isPresent();
    }

    /**
     * Adds files and rows, unless somebody else did so in turn since.
     *
     * @param isOvertaken whether there is such a commit up to a version
     * @return the version of the commit
     */
    long appendInTurn(List<DataFile> files, Optional<Dataset<Row>> rows, CommitNote note, LongPredicate isOvertaken) {
        var transaction = log().startTransaction();
        long turn = read(transaction, TURN);
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
        } catch (DeltaConcurrentModificationException e) {
            if (!isMadeSince(transaction)) {
                throw e;
            }
            return appendInTurn(files, rows, note, isOvertaken);
        }
    }

    private long commit(
            OptimisticTransaction transaction,
            List<DataFile> files,
            Optional<Dataset<Row>> rows,
            CommitNote note,
            List<SetTransaction> turn) {
        prepare(transaction);
        var actions = new ArrayList<Action>(turn);
        actions.add(new SetTransaction(note.transaction(), 1, Option.apply(System.currentTimeMillis())));
        files.forEach(file -> actions.add(add(file)));
        rows.ifPresent(r -> actions.addAll(CollectionConverters.asJava(transaction.writeFiles(r))));
        return transaction.commit(
                CollectionConverters.asScala(actions).toSeq(),
                operation(SaveMode.Append, Option.empty(), Option.apply(note.metadata())));
    }

    /** Makes the table where there is none, and gives it the columns that a contract has gained since. */
    private void prepare(OptimisticTransaction transaction) {
        if (transaction.readVersion() < 0) {
            transaction.updateMetadata(metadata(), false);
        } else {
            gainColumns(transaction, schema);
        }
    }

    private static void gainColumns(OptimisticTransaction transaction, StructType schema) {
        var stored = transaction.metadata().schema();
        var merged = stored;
        for (var field : schema.fields()) {
            if (!List.of(stored.fieldNames()).contains(field.name())) {
                merged = merged.add(field);
            }
        }
        if (merged.length() > stored.length()) {
            transaction.updateMetadata(withSchema(transaction.metadata(), merged), false);
        }
    }

    private static Metadata withSchema(Metadata metadata, StructType other) {
        return metadata.copy(
                metadata.id(),
                metadata.name(),
                metadata.description(),
                metadata.format(),
                other.json(),
                metadata.partitionColumns(),
                metadata.configuration(),
                metadata.createdTime());
    }

    private Metadata metadata() {
        return new Metadata(
                UUID.randomUUID().toString(),
                null,
                null,
                new Format("parquet", NOTHING),
                schema.json(),
                CollectionConverters.asScala(partitions).toSeq(),
                toScala(properties),
                Option.apply(System.currentTimeMillis()));
    }

    private static scala.collection.immutable.Map<String, String> toScala(Map<String, String> map) {
        return scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(map));
    }

    private static AddFile add(DataFile file) {
        return new AddFile(
                file.path(),
                NOTHING,
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

    private static DeltaOperations.Operation operation(
            SaveMode mode, Option<String> predicate, Option<String> metadata) {
        return new DeltaOperations.Write(
                mode,
                Option.empty(),
                predicate,
                metadata,
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty());
    }

    private Snapshot latest() {
        return log().update(false, Option.empty(), Option.empty());
    }

    private DeltaLog log() {
        return DeltaLog.forTable(spark, table);
    }
}
