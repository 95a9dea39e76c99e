package vinelake.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaConcurrentModificationException;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import vinelake.core.table.Table;

/**
 * The tables of one hub. All writing goes through {@link #append} and {@link #replace}; both compare the columns with
 * the table's definition first, because Delta would cast silently.
 */
public final class Lake {

    private static final String AS_OF = "as_of_date";

    /** Readers skip files by these, and by days. */
    private static final Set<String> SKIPPED_BY = Set.of("received_at", "delivery_id", "subject_id");

    /** By DDL: to read it costs more than most of what a schema is wanted for. */
    private static final Map<String, StructType> SCHEMAS = new ConcurrentHashMap<>();

    /**
     * How long a log remembers its commits, and which files they took out. Before a commit is forgotten, its line must be
     * in the ledger; and as long as it remembers a file, nobody takes that for one that was never committed. Ids of
     * transactions are remembered for good: where they may expire, Delta leaves them out of the checksum, and every append
     * would ask for them by a query. Until a log is summed up in a checkpoint, which takes two queries, its commits are read
     * one by one: fifty of them in a moment, and a night of many deliveries adds a hundred to some tables.
     */
    private static final Map<String, String> KEPT = Map.of(
            "delta.checkpointInterval",
            "50",
            "delta.logRetentionDuration",
            "interval %d days".formatted(LeftoverSweep.LONGEST_RETENTION.toDays()),
            "delta.deletedFileRetentionDuration",
            "interval %d days".formatted(LeftoverSweep.LONGEST_RETENTION.toDays()));

    private final SparkSession spark;
    private final URI root;
    private final URI derivedRoot;
    private final Optional<Fence> fence;

    private Lake(SparkSession spark, URI root, URI derivedRoot, Optional<Fence> fence) {
        this.spark = spark;
        this.root = root;
        this.derivedRoot = derivedRoot;
        this.fence = fence;
    }

    public static Lake at(SparkSession spark, URI root) {
        return new Lake(spark, root, root, Optional.empty());
    }

    /** The same history, with derived tables in a folder of their own, where they are computed again. */
    public Lake withDerivedAt(URI scratch) {
        return new Lake(spark, root, scratch, Optional.empty());
    }

    /** The same tables and claim in another session. */
    public Lake in(SparkSession session) {
        return new Lake(session, root, derivedRoot, fence);
    }

    /**
     * The lake for a run that writes for a date. From now on whoever claimed the date before is refused at its next commit,
     * and so is this run when somebody claims it later: by {@link OvertakenException}.
     */
    public Lake claimed(LocalDate asOf, String runId, Instant moment) {
        return new Lake(spark, root, derivedRoot, Optional.of(Fence.claim(spark, new Path(root), asOf, runId, moment)));
    }

    /** The run that had the claimed date before, whether it ended or was killed; empty for none. */
    public Optional<String> runBefore() {
        return fence.flatMap(Fence::runBefore);
    }

    public SparkSession spark() {
        return spark;
    }

    public URI root() {
        return root;
    }

    public URI location(Table table) {
        var base = table.keeping() == Table.Keeping.DERIVED ? derivedRoot : root;
        var text = base.toString();
        return URI.create((text.endsWith("/") ? text : text + "/") + table.path());
    }

    public boolean exists(Table table) {
        return version(table).isPresent();
    }

    /** The version of the table now; empty when there is no table yet. */
    public OptionalLong version(Table table) {
        return log(table).version();
    }

    /** The files of the table now; none when there is no table yet. */
    public List<StoredFile> files(Table table) {
        return log(table).storedFiles();
    }

    /**
     * All rows of the table, in the columns of its definition; no rows when there is no table yet. A column that a contract
     * gained after the table's last commit has no values.
     */
    public Dataset<Row> read(Table table) {
        return exists(table) ? defined(table, log(table).rows()) : none(table);
    }

    /** The rows of a derived table that speak for the date. */
    public Dataset<Row> read(Table table, LocalDate asOf) {
        requireKeeping(table, Table.Keeping.DERIVED);
        return exists(table) ? defined(table, log(table).rows(AS_OF, asOf.toString())) : none(table);
    }

    /** The columns that the table has in the lake, whatever its definition says; empty when there is no table yet. */
    public Optional<StructType> storedSchema(Table table) {
        return exists(table) ? Optional.of(log(table).storedSchema()) : Optional.empty();
    }

    /**
     * Gives the stored table the wider decimals that its definition has now, and writes its rows anew.
     *
     * @return whether there was something to do
     */
    public boolean widen(Table table) {
        requireKeeping(table, Table.Keeping.HISTORY);
        fence.ifPresent(Fence::requireHeld);
        return log(table).widen();
    }

    private Dataset<Row> none(Table table) {
        return spark.createDataFrame(List.of(), schema(table));
    }

    private static Dataset<Row> defined(Table table, Dataset<Row> rows) {
        var stored = Set.of(rows.columns());
        return rows.select(Arrays.stream(schema(table).fields())
                .map(field -> stored.contains(field.name())
                        ? col(field.name())
                        : lit(null).cast(field.dataType()).as(field.name()))
                .toArray(Column[]::new));
    }

    /**
     * Adds rows in one commit that carries the note. Tried again with the same transaction, it changes nothing.
     *
     * @throws IllegalArgumentException when the columns are not exactly the table's, with the difference
     * @throws OvertakenException when another run has taken the claimed date over
     */
    public void append(Table table, Dataset<Row> rows, CommitNote note) {
        requireKeeping(table, Table.Keeping.HISTORY);
        requireSameColumns(table, rows.schema());
        fence.ifPresent(Fence::requireHeld);
        if (!log(table).append(List.of(), Optional.of(rows), note)) {
            // It was done before, perhaps a moment ago by a run that tries the same again: has this one still its date?
            fence.ifPresent(Fence::requireHeld);
        }
    }

    /**
     * Adds files that are written already, in one commit that carries the note. Tried again with the same transaction, it
     * changes nothing.
     */
    public void append(Table table, List<DataFile> files, CommitNote note) {
        append(table, files, Optional.empty(), note);
    }

    /** The same, with rows beside the files. */
    public void append(Table table, List<DataFile> files, Optional<Dataset<Row>> rows, CommitNote note) {
        requireKeeping(table, Table.Keeping.HISTORY);
        rows.ifPresent(r -> requireSameColumns(table, r.schema()));
        fence.ifPresent(Fence::requireHeld);
        log(table).append(files, rows, note);
    }

    /**
     * Adds files that are written already, and rows beside them, in one commit that carries the note. Of two that know the
     * table up to the same version, whatever process and machine they are in, one commits.
     *
     * @param known version up to which the caller knows the notes of the table; below 0 for none
     * @return the version of the commit
     * @throws OvertakenException when a commit with a note came since
     */
    public long appendInTurn(
            Table table, List<DataFile> files, Optional<Dataset<Row>> rows, CommitNote note, long known) {
        requireKeeping(table, Table.Keeping.HISTORY);
        rows.ifPresent(r -> requireSameColumns(table, r.schema()));
        fence.ifPresent(Fence::requireHeld);
        return log(table)
                .appendInTurn(
                        files,
                        rows,
                        note,
                        version -> version > known && !notesAfter(table, known).isEmpty());
    }

    /**
     * Replaces what an earlier run wrote for the same date, in one commit.
     *
     * @throws IllegalArgumentException when the columns are not exactly the table's, with the difference
     * @throws OvertakenException when a run that claimed the date later stands before this one
     */
    public void replace(Table table, LocalDate asOf, Dataset<Row> rows) {
        requireKeeping(table, Table.Keeping.DERIVED);
        requireSameColumns(table, rows.schema());
        if (fence.isEmpty()) {
            log(table).replace(AS_OF, asOf.toString(), rows, "replaced/" + asOf, last -> last + 1);
            return;
        }
        var held = fence.get();
        held.requireHeld();
        try {
            log(table).replace(AS_OF, asOf.toString(), rows, "fence/" + asOf, last -> next(table, asOf, last));
        } catch (DeltaConcurrentModificationException e) {
            held.requireHeld();
            throw e;
        }
        // What the rows were made of was read while they were written: it may be another run's already.
        held.requireHeld();
    }

    /** The number of the claim, where the log has none that is as high. */
    private long next(Table table, LocalDate asOf, long last) {
        var held = fence.orElseThrow();
        if (!held.asOf().equals(asOf) || last >= held.number()) {
            held.requireHeld();
            throw new IllegalStateException(
                    "%s: rows as of %s by claim %d of %s, the log has claim %d. Allowed: one time in a run, for its date"
                            .formatted(table.path(), asOf, held.number(), held.asOf(), last));
        }
        return held.number();
    }

    /** Whether a row is one that {@link #rewrite} or {@link #erase} looks for. */
    public static final String HIT = "_hit";

    /**
     * Takes rows out of a table of any keeping: the one exception to rows being added only, for what the law has erased. The
     * files that they were in are written anew, in one commit without a note, so that nothing counts it as a delivery; the
     * former files stay on the disk until they are swept.
     *
     * @param marked adds {@link #HIT} to all rows of the table, in whatever columns it is stored
     * @return how many
     */
    public long erase(Table table, UnaryOperator<Dataset<Row>> marked) {
        return rewrite(table, marked, rows -> rows.where(not(col(HIT))));
    }

    /**
     * The same, with other rows in their place.
     *
     * @param made of all rows of the files that have one that is hit; further columns are left out
     */
    public long rewrite(Table table, UnaryOperator<Dataset<Row>> marked, UnaryOperator<Dataset<Row>> made) {
        fence.ifPresent(Fence::requireHeld);
        var session = spark.newSession();
        // As our own writer does: in INT96, Spark's own way, there are no bounds to skip by.
        session.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
        return in(session).log(table).rewrite(rows -> marked.apply(withAllColumns(table, rows)), made);
    }

    /** A condition may name a column that the contract gained after the table's last commit. */
    private static Dataset<Row> withAllColumns(Table table, Dataset<Row> rows) {
        var stored = Set.of(rows.columns());
        var all = rows;
        for (var field : schema(table).fields()) {
            if (!stored.contains(field.name())) {
                all = all.withColumn(field.name(), lit(null).cast(field.dataType()));
            }
        }
        return all;
    }

    /** Makes the table when it is not there, empty, with the columns of its definition. */
    public void create(Table table) {
        log(table).create();
    }

    /**
     * What a commit carries, and its version.
     *
     * @param metadata of its {@link CommitNote}
     */
    public record Note(long version, String metadata) {}

    /** The notes of the commits after a version, oldest first. */
    public List<Note> notesAfter(Table table, long version) {
        return log(table).notesAfter(version);
    }

    /** The table's columns in order: every stage that writes it ends in a select of these. */
    public static Column[] columns(Table table) {
        return table.columnNames().stream().map(functions::col).toArray(Column[]::new);
    }

    public static StructType schema(Table table) {
        return SCHEMAS.computeIfAbsent(table.ddl(), StructType::fromDDL);
    }

    /** @throws OvertakenException when the lake is claimed, and somebody else has claimed the date since */
    void requireHeld() {
        fence.ifPresent(Fence::requireHeld);
    }

    /** Whether the lake is claimed for the date. */
    boolean isClaimedFor(LocalDate asOf) {
        return fence.filter(f -> f.asOf().equals(asOf)).isPresent();
    }

    TableLog log(Table table) {
        boolean isDerived = table.keeping() == Table.Keeping.DERIVED;
        // Statistics of all columns would cost a third of the time of a write; only these are ever skipped by.
        var skipped = table.columns().stream()
                .filter(column ->
                        SKIPPED_BY.contains(column.name()) || column.sqlType().equals("DATE"))
                .map(Table.Column::name)
                .toList();
        var properties = new HashMap<>(KEPT);
        properties.putAll(
                isDerived
                        ? Map.of("delta.dataSkippingNumIndexedCols", "0")
                        : Map.of("delta.dataSkippingStatsColumns", String.join(",", skipped)));
        return new TableLog(
                spark, new Path(location(table)), schema(table), isDerived ? List.of(AS_OF) : List.of(), properties);
    }

    private static void requireKeeping(Table table, Table.Keeping keeping) {
        if (table.keeping() != keeping) {
            throw new IllegalArgumentException(
                    "table %s is %s. Needed here: %s".formatted(table.path(), table.keeping(), keeping));
        }
    }

    private static void requireSameColumns(Table table, StructType actual) {
        var expected = schema(table);
        var problems = new ArrayList<String>();
        for (int i = 0; i < Math.max(expected.length(), actual.length()); i++) {
            var want = i < expected.length() ? describe(expected, i) : "nothing";
            var have = i < actual.length() ? describe(actual, i) : "nothing";
            if (!want.equals(have)) {
                problems.add("column %d is %s, the table has %s".formatted(i + 1, have, want));
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("%s: %s".formatted(table.path(), String.join("; ", problems)));
        }
    }

    private static String describe(StructType schema, int index) {
        var field = schema.fields()[index];
        return field.name() + " " + field.dataType().asNullable().catalogString();
    }
}
