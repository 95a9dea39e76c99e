package vinelake.etl.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import vinelake.core.contract.Contract;
import vinelake.core.contract.Mode;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.core.value.PersonalHash;
import vinelake.etl.ingest.PhaseTimes.Phase;
import vinelake.etl.text.DuplicateSearch;
import vinelake.etl.text.OrderedPass;
import vinelake.etl.text.OrderedPass.ReadPart;
import vinelake.etl.text.RowParser;
import vinelake.etl.text.TextPart;
import vinelake.etl.text.TextTable;
import vinelake.etl.text.UnreadableFileException;
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

    /** Deliveries are committed together up to here, so that a backlog of years is not one piece of work. */
    private static final long BATCH_BYTES = 256L << 20;

    private static final int ID_HEX = 32;

    private final JobContext context;
    private final Lake lake;
    private final SparkSession spark;
    private final Optional<PersonalHash> personalHash;
    private final Configuration configuration;
    private final LandingZone landingZone;
    private final RefusedRowsLeft left;
    private final PhaseTimes times;
    private final OrderedPass.Workers workers;
    private final IngestProgress progress;
    private final Consumer<String> unclaimed;

    /** Up to this version the commits of the dataset's table are known: the duplicates are judged by them. */
    private long known;

    /**
     * @param unclaimed gets the names of archives' entries that are not taken
     * @param known version of the dataset's table up to which its commits are known; below 0 for none
     */
    DeliveryIngest(
            JobContext context,
            Optional<PersonalHash> personalHash,
            Optional<LandingKey> landingKey,
            RefusedRowsLeft left,
            PhaseTimes times,
            OrderedPass.Workers workers,
            IngestProgress progress,
            Consumer<String> unclaimed,
            long known) {
        this.unclaimed = unclaimed;
        this.known = known;
        this.workers = workers;
        this.progress = progress;
        this.times = times;
        this.context = context;
        // A predicate of a contract that fails on a row (a division by zero) breaks the row, not the job: not ANSI.
        this.spark = context.lake().spark().newSession();
        this.spark.conf().set("spark.sql.ansi.enabled", false);
        this.lake = context.lake().in(spark);
        this.personalHash = personalHash;
        this.left = left;
        this.configuration = spark.sparkContext().hadoopConfiguration();
        this.landingZone = new LandingZone(lake.root(), configuration, landingKey);
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

        /** @param file or an entry or a sheet of one */
        private boolean has(String file) {
            return files.stream()
                    .map(FileDigest::name)
                    .anyMatch(name -> file.equals(name) || file.startsWith(name + "!/") || file.startsWith(name + "#"));
        }
    }

    /** A delivery whose files lie in the landing zone and fit the contract. */
    private record Readable(Pending pending, String deliveryId, List<OrderedPass.Source> sources, Scratch scratch) {}

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
        var scratch = new Scratch(Path.of(spark.sparkContext().getConf().get("spark.local.dir")));
        boolean isKept = false;
        try {
            var matches = new ArrayList<Header.Match>();
            var cipher = landingZone.cipher(id);
            for (var file : delivery.files()) {
                long start = System.nanoTime();
                var copy = landingZone.take(
                        delivery.arrival().folder(), id, file, inbox.checksums().get(file.name()), cipher);
                times.since(start, Phase.COPY);
                matches.addAll(new DeliveredFile(contract, configuration, scratch, cipher).open(file.name(), copy, unclaimed));
            }
            var problem = DeliveredFile.reason(matches);
            if (problem.isEmpty()) {
                var readable = new Readable(
                        delivery,
                        id,
                        matches.stream()
                                .map(match -> match.source().orElseThrow())
                                .toList(),
                        scratch);
                isKept = true;
                return Optional.of(readable);
            }
            lines.add(held(id, delivery, problem.get()));
        } catch (LandingZone.ChangedWhileReadException e) {
            // Under an id of its own: the same files, complete, are a delivery that nobody has seen yet.
            lines.add(held(Digest.sha256(id + "\nincomplete").substring(0, ID_HEX), delivery, e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "%s as of %s: %s"
                            .formatted(contract.name(), delivery.arrival().asOf(), e.getMessage()),
                    e);
        } finally {
            if (!isKept) {
                scratch.close();
            }
        }
        return Optional.empty();
    }

    private List<Delivery> commitReadable(List<Readable> batch) {
        try {
            return commitAllReadable(batch);
        } finally {
            batch.forEach(delivery -> delivery.scratch().close());
        }
    }

    /** Commits what can be split into records; a delivery with a file that cannot be is held, the others go on. */
    private List<Delivery> commitAllReadable(List<Readable> batch) {
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

    private List<Delivery> commit(List<Readable> batch) throws IOException {
        tune(bytes(batch));
        var contract = batch.get(0).pending().arrival().contract();
        var records = Table.records(contract);
        var parser = RowParser.of(contract, context.hub().timeZone(), personalHash);
        var pass = new OrderedPass(configuration, workers, progress::read);
        if (contract.mode() != Mode.SNAPSHOT) {
            return append(batch, parser, pass);
        }
        long start = System.nanoTime();
        var parts = pass.count(sources(batch));
        times.since(start, Phase.COUNT);
        var read = read(parts);
        if (read.values().stream().allMatch(n -> n == 0)) {
            return List.of(held(
                    batch.get(0).deliveryId(),
                    batch.get(0).pending(),
                    "%s: the snapshot has no rows, and would end whatever is in force. Allowed: at least one row"
                            .formatted(batch.get(0).pending().files().get(0).name())));
        }
        var unjudged = parts.stream().map(ReadPart::part).toList();
        var checked = RowRules.check(contract, TextTable.read(spark, contract, parser, unjudged));
        var state = Records.lastChanges(contract, lake.read(records)).where(not(col("is_ended")));
        try (var comparison = new SnapshotComparison(contract, checked, state)) {
            start = System.nanoTime();
            var judged = comparison.judge(parts);
            times.since(start, Phase.EARLIER);
            var written = write(sink(batch, parser), judged);
            return commit(batch, read, written, Optional.of(comparison.ended()));
        }
    }

    /** Reads the rows once and writes them; those that may be in the lake already wait until it was asked. */
    private List<Delivery> append(List<Readable> batch, RowParser parser, OrderedPass pass) throws IOException {
        var contract = batch.get(0).pending().arrival().contract();
        long start = System.nanoTime();
        var earlier = new EarlierHashes(lake, contract, bytes(batch));
        var search = new DuplicateSearch(earlier);
        times.since(start, Phase.EARLIER);
        var sink = sink(batch, parser);
        var writers = sink.writers(configuration);
        var written = new ArrayList<RowSink.Written>();
        List<ReadPart> parts;
        try {
            var spent = new OrderedPass.Spent();
            parts = pass.read(sources(batch), sink.rows(search, writers, spent));
            written.addAll(writers.written());
            enter(spent, earlier.filtering(), written);
            start = System.nanoTime();
            var aside = search.aside();
            times.since(start, Phase.EARLIER);
            if (!aside.isEmpty()) {
                written.addAll(write(sink, aside));
            }
        } catch (Throwable e) {
            // No commit was tried: no table names what was written.
            writers.discard();
            throw e;
        }
        return commit(batch, read(parts), written, Optional.empty());
    }

    private void enter(OrderedPass.Spent spent, long filtering, List<RowSink.Written> written) {
        times.add(spent.parsing(), Phase.PARSE);
        times.add(spent.waiting(), Phase.TURN);
        times.add(filtering, Phase.EARLIER);
        times.add(spent.judging() - filtering, Phase.JUDGE);
        written.forEach(w -> times.add(w.spent().checking(), Phase.CHECK));
        written.forEach(w -> times.add(w.spent().writing(), Phase.WRITE));
    }

    /** Records by place of the file. */
    private static Map<Integer, Long> read(List<ReadPart> parts) {
        return parts.stream()
                .collect(Collectors.groupingBy(p -> p.part().file(), Collectors.summingLong(ReadPart::records)));
    }

    private static List<OrderedPass.Source> sources(List<Readable> batch) {
        return batch.stream().flatMap(r -> r.sources().stream()).toList();
    }

    private RowSink sink(List<Readable> batch, RowParser parser) {
        var contract = batch.get(0).pending().arrival().contract();
        var checker = RowChecker.of(spark, contract, parser, bytes(batch) > SMALL_BYTES);
        return new RowSink(contract, lake, parser, checker, context.knownAt(), origins(batch));
    }

    /** Writes accepted and refused rows to files that are in no table yet. */
    private List<RowSink.Written> write(RowSink sink, List<TextPart> parts) {
        var configuration = new SerializableConfiguration(this.configuration);
        long start = System.nanoTime();
        var tasks = TextTable.tasks(parts);
        var written = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(tasks, Math.max(1, tasks.size()))
                .map(task -> sink.write(task, configuration.value()))
                .collect();
        times.since(start, Phase.WRITE_AGAIN);
        return written;
    }

    /** The files of the batch, in the order of {@link #sources}. */
    private List<RowSink.Origin> origins(List<Readable> batch) {
        var origins = new ArrayList<RowSink.Origin>();
        for (var delivery : batch) {
            var arrival = delivery.pending().arrival();
            boolean isWritten =
                    left.have(delivery.deliveryId(), arrival.contract().ruleVersion());
            for (var source : delivery.sources()) {
                origins.add(new RowSink.Origin(source.file().name(), delivery.deliveryId(), arrival.asOf(), isWritten));
            }
        }
        return origins;
    }

    /** Refused rows first: they count when the commit of the records makes them count. */
    private List<Delivery> commit(
            List<Readable> batch,
            Map<Integer, Long> read,
            List<RowSink.Written> written,
            Optional<Dataset<Row>> ended) {
        long start = System.nanoTime();
        var contract = batch.get(0).pending().arrival().contract();
        long endedCount = ended.map(Dataset::count).orElse(0L);
        var lines = lines(batch, read, written, endedCount);
        quarantine(contract, lines, written);
        var files = written.stream().flatMap(w -> w.records().stream()).toList();
        known = lake.appendInTurn(
                Table.records(contract),
                files,
                ended.filter(e -> endedCount > 0).map(e -> endedRows(lines.get(0), contract, e)),
                new CommitNote(transaction(lines), Delivery.toJson(lines)),
                known);
        times.since(start, Phase.COMMIT);
        return lines;
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
     * The lines of the ledger. How many rows were read comes from who splits the text, and knows nothing of what becomes of
     * them: a row lost or doubled on the way breaks the law and stops the batch.
     *
     * @param read records by place of the file
     */
    private List<Delivery> lines(
            List<Readable> batch, Map<Integer, Long> read, List<RowSink.Written> written, long ended) {
        var tallies = written.stream().flatMap(w -> w.tallies().stream()).toList();
        var lines = new ArrayList<Delivery>();
        int file = 0;
        for (var delivery : batch) {
            int from = file;
            int to = file + delivery.sources().size();
            var own = tallies.stream()
                    .filter(t -> t.origin() >= from && t.origin() < to)
                    .toList();
            lines.add(accepted(
                    delivery,
                    new Counts(
                            IntStream.range(from, to)
                                    .mapToLong(f -> read.getOrDefault(f, 0L))
                                    .sum(),
                            own.stream().mapToLong(RowSink.Tally::accepted).sum(),
                            own.stream().mapToLong(RowSink.Tally::quarantined).sum(),
                            own.stream().mapToLong(RowSink.Tally::duplicate).sum(),
                            own.stream().mapToLong(RowSink.Tally::unchanged).sum(),
                            ended)));
            file = to;
        }
        return lines;
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
     * Commits the refused rows. Those of a delivery that a killed run has committed already, under the same rules, were not
     * written again: they were committed all together.
     */
    private void quarantine(Contract contract, List<Delivery> lines, List<RowSink.Written> written) {
        var files = written.stream().flatMap(w -> w.quarantine().stream()).toList();
        if (files.isEmpty()) {
            return;
        }
        var version = contract.ruleVersion();
        var refusing = lines.stream()
                .filter(l -> l.counts().quarantined() > 0)
                .map(Delivery::deliveryId)
                .filter(id -> !left.have(id, version))
                .sorted()
                .toList();
        var transaction = "quarantine:" + Digest.sha256(version + "\n" + String.join("\n", refusing));
        lake.append(Tables.QUARANTINE, files, new CommitNote(transaction, "{}"));
        refusing.forEach(id -> left.add(id, version));
    }

    /** The last known values of a key, marked as ended by this delivery; they stand on no line of it. */
    private static Dataset<Row> endedRows(Delivery line, Contract contract, Dataset<Row> ended) {
        return ended.withColumn("delivery_id", lit(line.deliveryId()))
                .withColumn("as_of_date", lit(Date.valueOf(line.asOfDate())))
                .withColumn("received_at", lit(Timestamp.from(line.receivedAt())))
                .withColumn("file", lit(line.files().get(0).name()))
                .withColumn("line_number", lit(null).cast("bigint"))
                .withColumn("byte_offset", lit(null).cast("bigint"))
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
