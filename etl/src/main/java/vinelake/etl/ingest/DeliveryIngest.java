package vinelake.etl.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import vinelake.core.contract.Contract;
import vinelake.core.contract.Mode;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.core.value.PersonalHash;
import vinelake.lake.CommitNote;
import vinelake.lake.Delivery;
import vinelake.lake.Delivery.Counts;
import vinelake.lake.Delivery.FileDigest;
import vinelake.lake.Digest;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Records;

/**
 * Takes in one delivery: copies its files, parses, checks, writes what is refused, and commits what is accepted
 * together with its line of the ledger.
 */
final class DeliveryIngest {

    /** Up to here a delivery is parsed faster than Spark compiles code for it or plans it again between stages. */
    private static final long SMALL_BYTES = 16L << 20;

    /** A records file holds about this many rows at least, so that a large delivery is written by several tasks. */
    private static final long ROWS_PER_FILE = 500_000;

    private static final int ID_HEX = 32;

    private final JobContext context;
    private final Lake lake;
    private final SparkSession spark;
    private final Optional<PersonalHash> personalHash;
    private final Configuration configuration;
    private final LandingZone landingZone;

    DeliveryIngest(JobContext context, Optional<PersonalHash> personalHash) {
        this.context = context;
        // A predicate of a contract that fails on a row (a division by zero) breaks the row, not the job: not ANSI.
        this.spark = context.lake().spark().newSession();
        this.spark.conf().set("spark.sql.ansi.enabled", false);
        this.lake = Lake.at(spark, context.lake().root());
        this.personalHash = personalHash;
        this.configuration = spark.sparkContext().hadoopConfiguration();
        this.landingZone = new LandingZone(lake.root(), configuration);
    }

    /** An id that the same files of the same dataset and date always have. */
    static String deliveryId(Contract contract, LocalDate asOf, List<FileDigest> files) {
        var parts = new ArrayList<String>();
        parts.add(contract.name().toString());
        parts.add(asOf.toString());
        files.stream().map(FileDigest::sha256).sorted().forEach(parts::add);
        return Digest.sha256(String.join("\n", parts)).substring(0, ID_HEX);
    }

    /**
     * @param files those of the arrival that no accepted delivery holds already
     * @param lastAsOf the latest date that an accepted delivery of the dataset speaks for
     * @return its line of the ledger; an accepted delivery is committed by then, a held one is not entered yet
     */
    Delivery take(Inbox inbox, Inbox.Arrival arrival, List<FileDigest> files, Optional<LocalDate> lastAsOf) {
        var contract = arrival.contract();
        var id = deliveryId(contract, arrival.asOf(), files);
        if (contract.mode() == Mode.SNAPSHOT
                && lastAsOf.filter(d -> !d.isBefore(arrival.asOf())).isPresent()) {
            return held(
                    id,
                    arrival,
                    files,
                    "the snapshot speaks for %s, one for %s is taken already. Allowed: snapshots in order of date"
                            .formatted(arrival.asOf(), lastAsOf.get()));
        }
        try {
            var sources = new ArrayList<DelimitedText.Source>();
            var problems = new ArrayList<String>();
            for (var file : files) {
                var copy = landingZone.take(inbox.landing(), id, file);
                var text = TextFile.of(file.name(), copy, contract.format());
                var match = new Header(contract, configuration).match(text);
                match.layout().ifPresent(layout -> sources.add(new DelimitedText.Source(text, layout)));
                match.problem().ifPresent(problems::add);
            }
            return problems.isEmpty()
                    ? commit(id, arrival, files, sources)
                    : held(id, arrival, files, String.join("; ", problems));
        } catch (LandingZone.ChangedWhileReadException e) {
            // Under an id of its own: the same files, complete, are a delivery that nobody has seen yet.
            return held(Digest.sha256(id + "\nincomplete").substring(0, ID_HEX), arrival, files, e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "%s as of %s: %s".formatted(contract.name(), arrival.asOf(), e.getMessage()), e);
        } catch (Exception e) {
            // Spark throws checked exceptions that it does not declare, the failure of a task among them.
            var unreadable = unreadable(e);
            if (unreadable.isPresent()) {
                return held(id, arrival, files, unreadable.get().getMessage());
            }
            throw e instanceof RuntimeException known
                    ? known
                    : new IllegalStateException(
                            "%s as of %s: %s".formatted(contract.name(), arrival.asOf(), e.getMessage()), e);
        }
    }

    private Delivery commit(
            String id, Inbox.Arrival arrival, List<FileDigest> files, List<DelimitedText.Source> sources) {
        tune(files.stream().mapToLong(FileDigest::bytes).sum());
        var contract = arrival.contract();
        var records = Table.records(contract);
        var receivedAt = context.knownAt();
        var parser = RowParser.of(contract, context.hub().timeZone(), personalHash);
        var checked = RowRules.check(contract, DelimitedText.read(spark, contract, parser, sources));
        var earlier = lake.read(records);
        boolean isSnapshot = contract.mode() == Mode.SNAPSHOT;
        var state = isSnapshot ? Records.lastChanges(contract, earlier).where(not(col("is_ended"))) : earlier;
        var classified = (isSnapshot
                        ? Classification.ofSnapshot(contract, checked, state)
                        : Classification.ofAppend(checked, earlier))
                .persist(StorageLevel.MEMORY_AND_DISK());
        Optional<Dataset<Row>> ended =
                isSnapshot ? Optional.of(Classification.ended(contract, classified, state)) : Optional.empty();
        try {
            var counts = counts(classified, ended);
            if (isSnapshot && counts.read() == 0) {
                return held(
                        id,
                        arrival,
                        files,
                        "%s: the snapshot has no rows, and would end whatever is in force. Allowed: at least one row"
                                .formatted(files.get(0).name()));
            }
            var line = new Delivery(
                    id,
                    contract.name(),
                    arrival.asOf(),
                    receivedAt,
                    Delivery.Status.ACCEPTED,
                    counts,
                    files,
                    contract.ruleVersion(),
                    Optional.empty(),
                    context.runId());
            if (counts.quarantined() > 0) {
                quarantine(line, classified);
            }
            var accepted = accepted(line, contract, classified);
            var rows = ended.filter(e -> counts.ended() > 0)
                    .map(e -> accepted.union(endedRows(line, contract, e)))
                    .orElse(accepted);
            lake.append(
                    records,
                    rows.coalesce((int) Math.max(1, counts.accepted() / ROWS_PER_FILE)),
                    new CommitNote(id, line.toJson()));
            return line;
        } finally {
            classified.unpersist();
        }
    }

    /** The session is this dataset's own, and its deliveries come one after the other. */
    private void tune(long bytes) {
        boolean isSmall = bytes <= SMALL_BYTES;
        var conf = spark.conf();
        conf.set("spark.sql.adaptive.enabled", !isSmall);
        conf.set("spark.sql.codegen.wholeStage", !isSmall);
        conf.set("spark.sql.codegen.factoryMode", isSmall ? "NO_CODEGEN" : "FALLBACK");
        conf.set(
                "spark.sql.shuffle.partitions",
                isSmall ? 1 : spark.sparkContext().defaultParallelism());
    }

    /**
     * Counts the rows by state. How many were read comes from the reader, which numbers the records of each file: a row
     * lost or doubled on the way breaks the law and stops the delivery.
     */
    private static Counts counts(Dataset<Row> classified, Optional<Dataset<Row>> ended) {
        var byState = new HashMap<String, Long>();
        var lastRecord = new HashMap<String, Long>();
        for (var row : classified
                .groupBy("file", "_state")
                .agg(count(lit(1)), max("_record_number"))
                .collectAsList()) {
            byState.merge(row.getString(1), row.getLong(2), Long::sum);
            lastRecord.merge(row.getString(0), row.getLong(3), Long::max);
        }
        return new Counts(
                lastRecord.values().stream().mapToLong(Long::longValue).sum(),
                byState.getOrDefault("accepted", 0L),
                byState.getOrDefault("quarantined", 0L),
                byState.getOrDefault("duplicate", 0L),
                byState.getOrDefault("unchanged", 0L),
                ended.map(Dataset::count).orElse(0L));
    }

    private void quarantine(Delivery line, Dataset<Row> classified) {
        var refused = classified
                .where(col("_state").equalTo("quarantined"))
                .select(
                        lit(line.deliveryId()).as("delivery_id"),
                        lit(line.ruleVersion()).as("rule_version"),
                        lit(line.dataset().department()).as("department"),
                        lit(line.dataset().dataset()).as("dataset"),
                        lit(Date.valueOf(line.asOfDate())).as("as_of_date"),
                        col("file"),
                        col("line_number"),
                        col("_rules").as("rules"),
                        col("_text").as("text"),
                        col("_text_hash").as("text_hash"));
        lake.append(
                Tables.QUARANTINE,
                refused.coalesce(1),
                new CommitNote("quarantine:%s:%s".formatted(line.deliveryId(), line.ruleVersion()), "{}"));
    }

    private static Dataset<Row> accepted(Delivery line, Contract contract, Dataset<Row> classified) {
        var rows =
                stamped(line, line.receivedAt(), classified.where(col("_state").equalTo("accepted")));
        return (contract.mode() == Mode.SNAPSHOT ? rows.withColumn("is_ended", lit(false)) : rows)
                .select(Lake.columns(Table.records(contract)));
    }

    /** The last known values of a key, marked as ended by this delivery; they stand on no line of it. */
    private static Dataset<Row> endedRows(Delivery line, Contract contract, Dataset<Row> ended) {
        return stamped(line, line.receivedAt(), ended)
                .withColumn("file", lit(line.files().get(0).name()))
                .withColumn("line_number", lit(null).cast("bigint"))
                .withColumn("is_ended", lit(true))
                .select(Lake.columns(Table.records(contract)));
    }

    private static Dataset<Row> stamped(Delivery line, Instant receivedAt, Dataset<Row> rows) {
        return rows.withColumn("delivery_id", lit(line.deliveryId()))
                .withColumn("as_of_date", lit(Date.valueOf(line.asOfDate())))
                .withColumn("received_at", lit(Timestamp.from(receivedAt)));
    }

    private Delivery held(String id, Inbox.Arrival arrival, List<FileDigest> files, String reason) {
        return new Delivery(
                id,
                arrival.contract().name(),
                arrival.asOf(),
                context.knownAt(),
                Delivery.Status.HELD,
                Counts.NONE,
                files,
                arrival.contract().ruleVersion(),
                Optional.of(reason),
                context.runId());
    }

    private static Optional<UnreadableFileException> unreadable(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnreadableFileException unreadable) {
                return Optional.of(unreadable);
            }
        }
        return Optional.empty();
    }
}
