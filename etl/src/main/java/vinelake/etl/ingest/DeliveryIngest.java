package vinelake.etl.ingest;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
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
 * Takes in deliveries of one dataset: copies their files, parses, checks, writes what is refused, and commits what is
 * accepted together with the lines of the ledger.
 */
final class DeliveryIngest {

    /** Up to here a delivery is parsed faster than Spark compiles code for it or plans it again between stages. */
    private static final long SMALL_BYTES = 16L << 20;

    /** A records file holds about this many rows at least, so that a large delivery is written by several tasks. */
    private static final long ROWS_PER_FILE = 500_000;

    /** Deliveries are committed together up to here, so that a backlog of years is not one piece of work. */
    private static final long BATCH_BYTES = 256L << 20;

    private static final int ID_HEX = 32;

    private static final StructType FILES =
            StructType.fromDDL("file STRING NOT NULL, delivery_id STRING NOT NULL, as_of_date DATE NOT NULL");

    private final JobContext context;
    private final Lake lake;
    private final SparkSession spark;
    private final Optional<PersonalHash> personalHash;
    private final Configuration configuration;
    private final LandingZone landingZone;
    private final RefusedRowsLeft left;

    DeliveryIngest(JobContext context, Optional<PersonalHash> personalHash, RefusedRowsLeft left) {
        this.context = context;
        // A predicate of a contract that fails on a row (a division by zero) breaks the row, not the job: not ANSI.
        this.spark = context.lake().spark().newSession();
        this.spark.conf().set("spark.sql.ansi.enabled", false);
        this.lake = Lake.at(spark, context.lake().root());
        this.personalHash = personalHash;
        this.left = left;
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
     * What is to be taken in of an arrival.
     *
     * @param files those that no accepted delivery holds already
     */
    record Pending(Inbox.Arrival arrival, List<FileDigest> files) {

        String deliveryId() {
            return DeliveryIngest.deliveryId(arrival.contract(), arrival.asOf(), files);
        }

        private boolean has(String file) {
            return files.stream().anyMatch(f -> f.name().equals(file));
        }
    }

    /** A delivery whose files lie in the landing zone and fit the contract. */
    private record Readable(Pending pending, String deliveryId, List<DelimitedText.Source> sources) {}

    /**
     * Takes in deliveries of one dataset. Those of an append dataset share one commit, which carries a line of the
     * ledger for each: a commit costs more than a small delivery. Snapshots come one by one, each builds on the last.
     *
     * @param pending in order of as-of date
     * @param lastAsOf the latest date that an accepted delivery of the dataset speaks for
     * @return their lines of the ledger; accepted deliveries are committed by then, held ones are not entered yet
     */
    List<Delivery> take(Inbox inbox, List<Pending> pending, Optional<LocalDate> lastAsOf) {
        var lines = new ArrayList<Delivery>();
        var batch = new ArrayList<Readable>();
        var latest = lastAsOf;
        for (var delivery : pending) {
            if (context.stop().isRaised()) {
                return lines;
            }
            var contract = delivery.arrival().contract();
            boolean isSnapshot = contract.mode() == Mode.SNAPSHOT;
            var asOf = delivery.arrival().asOf();
            if (isSnapshot && latest.filter(d -> !d.isBefore(asOf)).isPresent()) {
                lines.add(held(
                        delivery.deliveryId(),
                        delivery,
                        "the snapshot speaks for %s, one for %s is taken already. Allowed: snapshots in order of date"
                                .formatted(asOf, latest.get())));
                continue;
            }
            prepare(inbox, delivery, lines).ifPresent(batch::add);
            if (isSnapshot || bytes(batch) > BATCH_BYTES) {
                var taken = commitReadable(batch);
                lines.addAll(taken);
                latest = taken.stream().anyMatch(d -> !d.isHeld()) ? Optional.of(asOf) : latest;
                batch.clear();
            }
        }
        lines.addAll(commitReadable(batch));
        return lines;
    }

    /** Copies the files and compares their columns; a delivery that cannot be read is entered among the lines. */
    private Optional<Readable> prepare(Inbox inbox, Pending delivery, List<Delivery> lines) {
        var contract = delivery.arrival().contract();
        var id = delivery.deliveryId();
        try {
            var sources = new ArrayList<DelimitedText.Source>();
            var problems = new ArrayList<String>();
            for (var file : delivery.files()) {
                var copy = landingZone.take(inbox.landing(), id, file);
                var text = TextFile.of(file.name(), copy, contract.format());
                var match = new Header(contract, configuration).match(text);
                match.layout().ifPresent(layout -> sources.add(new DelimitedText.Source(text, layout)));
                match.problem().ifPresent(problems::add);
            }
            if (problems.isEmpty()) {
                return Optional.of(new Readable(delivery, id, sources));
            }
            lines.add(held(id, delivery, String.join("; ", problems)));
        } catch (LandingZone.ChangedWhileReadException e) {
            // Under an id of its own: the same files, complete, are a delivery that nobody has seen yet.
            lines.add(held(Digest.sha256(id + "\nincomplete").substring(0, ID_HEX), delivery, e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "%s as of %s: %s"
                            .formatted(contract.name(), delivery.arrival().asOf(), e.getMessage()),
                    e);
        }
        return Optional.empty();
    }

    /** Commits what can be split into records; a delivery with a file that cannot be is held, the others go on. */
    private List<Delivery> commitReadable(List<Readable> batch) {
        var lines = new ArrayList<Delivery>();
        var rest = new ArrayList<>(batch);
        while (!rest.isEmpty()) {
            try {
                lines.addAll(commit(rest));
                return lines;
            } catch (Exception e) {
                // Spark throws checked exceptions that it does not declare, the failure of a task among them.
                var unreadable = unreadable(e);
                var bad = rest.stream()
                        .filter(r -> unreadable
                                .filter(u -> r.pending().has(u.file()))
                                .isPresent())
                        .findFirst();
                if (bad.isEmpty()) {
                    var dataset = rest.get(0).pending().arrival().contract().name();
                    throw e instanceof RuntimeException known
                            ? known
                            : new IllegalStateException("%s: %s".formatted(dataset, e.getMessage()), e);
                }
                lines.add(held(
                        bad.get().deliveryId(),
                        bad.get().pending(),
                        unreadable.orElseThrow().getMessage()));
                rest.remove(bad.get());
            }
        }
        return lines;
    }

    private List<Delivery> commit(List<Readable> batch) {
        tune(bytes(batch));
        var contract = batch.get(0).pending().arrival().contract();
        var records = Table.records(contract);
        var parser = RowParser.of(contract, context.hub().timeZone(), personalHash);
        var sources = batch.stream().flatMap(r -> r.sources().stream()).toList();
        var checked = RowRules.check(contract, DelimitedText.read(spark, contract, parser, sources))
                .join(broadcast(deliveries(batch)), "file");
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
            var lines = lines(batch, classified, ended);
            if (isSnapshot && lines.get(0).counts().read() == 0) {
                return List.of(held(
                        batch.get(0).deliveryId(),
                        batch.get(0).pending(),
                        "%s: the snapshot has no rows, and would end whatever is in force. Allowed: at least one row"
                                .formatted(sources.get(0).file().name())));
            }
            quarantine(contract, lines, classified);
            var accepted = accepted(contract, classified);
            var rows = ended.filter(e -> lines.get(0).counts().ended() > 0)
                    .map(e -> accepted.union(endedRows(lines.get(0), contract, e)))
                    .orElse(accepted);
            long count = lines.stream().mapToLong(l -> l.counts().accepted()).sum();
            lake.append(
                    records,
                    rows.coalesce((int) Math.max(1, count / ROWS_PER_FILE)),
                    new CommitNote(transaction(lines), Delivery.toJson(lines)));
            return lines;
        } finally {
            classified.unpersist();
        }
    }

    /** The delivery and the date of each file. */
    private Dataset<Row> deliveries(List<Readable> batch) {
        var rows = new ArrayList<Row>();
        for (var delivery : batch) {
            var asOf = Date.valueOf(delivery.pending().arrival().asOf());
            delivery.pending().files().forEach(f -> rows.add(RowFactory.create(f.name(), delivery.deliveryId(), asOf)));
        }
        return spark.createDataFrame(rows, FILES);
    }

    private static long bytes(List<Readable> batch) {
        return batch.stream()
                .flatMap(r -> r.pending().files().stream())
                .mapToLong(FileDigest::bytes)
                .sum();
    }

    private static String transaction(List<Delivery> lines) {
        return Digest.sha256(lines.stream().map(Delivery::deliveryId).sorted().collect(Collectors.joining("\n")));
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
     * Counts the rows of each delivery by state. How many were read comes from the reader, which numbers the records of
     * each file: a row lost or doubled on the way breaks the law and stops the batch.
     */
    private List<Delivery> lines(List<Readable> batch, Dataset<Row> classified, Optional<Dataset<Row>> ended) {
        var byState = new HashMap<String, Map<String, Long>>();
        var lastRecord = new HashMap<String, Map<String, Long>>();
        for (var row : classified
                .groupBy("delivery_id", "file", "_state")
                .agg(count(lit(1)), max("_record_number"))
                .collectAsList()) {
            byState.computeIfAbsent(row.getString(0), id -> new HashMap<>())
                    .merge(row.getString(2), row.getLong(3), Long::sum);
            lastRecord
                    .computeIfAbsent(row.getString(0), id -> new HashMap<>())
                    .merge(row.getString(1), row.getLong(4), Long::max);
        }
        long endedCount = ended.map(Dataset::count).orElse(0L);
        return batch.stream()
                .map(r -> {
                    var states = byState.getOrDefault(r.deliveryId(), Map.of());
                    var read = lastRecord.getOrDefault(r.deliveryId(), Map.of()).values();
                    return accepted(
                            r,
                            new Counts(
                                    read.stream().mapToLong(Long::longValue).sum(),
                                    states.getOrDefault("accepted", 0L),
                                    states.getOrDefault("quarantined", 0L),
                                    states.getOrDefault("duplicate", 0L),
                                    states.getOrDefault("unchanged", 0L),
                                    endedCount));
                })
                .toList();
    }

    private Delivery accepted(Readable delivery, Counts counts) {
        var arrival = delivery.pending().arrival();
        return new Delivery(
                delivery.deliveryId(),
                arrival.contract().name(),
                arrival.asOf(),
                context.knownAt(),
                Delivery.Status.ACCEPTED,
                counts,
                delivery.pending().files(),
                arrival.contract().ruleVersion(),
                Optional.empty(),
                context.runId());
    }

    /**
     * Writes the refused rows, before the commit that makes them count. A delivery whose refused rows a killed run has
     * written already, under the same rules, is left out: they were written in one commit, all of them.
     */
    private void quarantine(Contract contract, List<Delivery> lines, Dataset<Row> classified) {
        var refusing = lines.stream()
                .filter(l -> l.counts().quarantined() > 0)
                .map(Delivery::deliveryId)
                .collect(Collectors.toCollection(TreeSet::new));
        if (refusing.isEmpty()) {
            return;
        }
        var version = contract.ruleVersion();
        refusing.removeIf(id -> left.have(id, version));
        if (refusing.isEmpty()) {
            return;
        }
        var refused = classified
                .where(col("_state")
                        .equalTo("quarantined")
                        .and(col("delivery_id").isInCollection(refusing)))
                .select(
                        col("delivery_id"),
                        lit(version).as("rule_version"),
                        lit(contract.name().department()).as("department"),
                        lit(contract.name().dataset()).as("dataset"),
                        col("as_of_date"),
                        col("file"),
                        col("line_number"),
                        col("_rules").as("rules"),
                        col("_text").as("text"),
                        col("_text_hash").as("text_hash"));
        var transaction = "quarantine:" + Digest.sha256(version + "\n" + String.join("\n", refusing));
        lake.append(Tables.QUARANTINE, refused.coalesce(1), new CommitNote(transaction, "{}"));
        refusing.forEach(id -> left.add(id, version));
    }

    private Dataset<Row> accepted(Contract contract, Dataset<Row> classified) {
        var rows = classified
                .where(col("_state").equalTo("accepted"))
                .withColumn("received_at", lit(Timestamp.from(context.knownAt())));
        return (contract.mode() == Mode.SNAPSHOT ? rows.withColumn("is_ended", lit(false)) : rows)
                .select(Lake.columns(Table.records(contract)));
    }

    /** The last known values of a key, marked as ended by this delivery; they stand on no line of it. */
    private static Dataset<Row> endedRows(Delivery line, Contract contract, Dataset<Row> ended) {
        return ended.withColumn("delivery_id", lit(line.deliveryId()))
                .withColumn("as_of_date", lit(Date.valueOf(line.asOfDate())))
                .withColumn("received_at", lit(Timestamp.from(line.receivedAt())))
                .withColumn("file", lit(line.files().get(0).name()))
                .withColumn("line_number", lit(null).cast("bigint"))
                .withColumn("is_ended", lit(true))
                .select(Lake.columns(Table.records(contract)));
    }

    private Delivery held(String id, Pending delivery, String reason) {
        var arrival = delivery.arrival();
        return new Delivery(
                id,
                arrival.contract().name(),
                arrival.asOf(),
                context.knownAt(),
                Delivery.Status.HELD,
                Counts.NONE,
                delivery.files(),
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
