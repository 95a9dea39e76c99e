package vinelake.etl.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vinelake.core.contract.Contract;
import vinelake.core.contract.HoldReason;
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
import vinelake.lake.DataFile;
import vinelake.lake.Decision;
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

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryIngest.class);

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

    /** Lines of the dataset's accepted deliveries, those of this run too. */
    private final List<Delivery> taken = new ArrayList<>();

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
     * @param decision the last one on the delivery; of a replay the last repair
     * @param retrial of refused rows; none for what was delivered
     */
    record Pending(
            Inbox.Arrival arrival, List<FileDigest> files, Optional<Decision> decision, Optional<Retrial> retrial) {

        Pending(Inbox.Arrival arrival, List<FileDigest> files, Optional<Decision> decision) {
            this(arrival, files, decision, Optional.empty());
        }

        /** Whether somebody accepted it, whatever it breaks as a whole; a replay is no whole. */
        boolean isExempt() {
            return retrial.isPresent()
                    || decision.filter(d -> d.kind() == Decision.Kind.ACCEPT_DELIVERY)
                            .isPresent();
        }

        String deliveryId() {
            return retrial.map(Retrial::id)
                    .orElseGet(() -> DeliveryIngest.deliveryId(arrival.contract(), arrival.asOf(), files));
        }

        /** The same, judged by another version of its contract. */
        private Pending under(Contract contract) {
            return new Pending(
                    new Inbox.Arrival(contract, arrival.asOf(), arrival.files(), arrival.manifests(), arrival.folder()),
                    files,
                    decision,
                    retrial);
        }

        /** @param file or an entry or a sheet of one */
        private boolean has(String file) {
            return files.stream()
                    .map(FileDigest::name)
                    .anyMatch(name -> file.equals(name) || file.startsWith(name + "!/") || file.startsWith(name + "#"));
        }
    }

    /**
     * Refused rows of a delivery that are tried again.
     *
     * @param id of the replay
     * @param repairs the delivery that they came with
     * @param refused how many are refused as before
     * @param rows these, as rows of the quarantine
     * @param dismissed how many stay refused for good
     * @param delivered the files of the delivery, where they are there still
     */
    record Retrial(
            String id,
            String repairs,
            long refused,
            Dataset<Row> rows,
            long dismissed,
            Optional<List<OrderedPass.Source>> delivered) {}

    /** A delivery whose files lie in the landing zone and fit the contract. */
    private record Readable(Pending pending, String deliveryId, List<OrderedPass.Source> sources, Scratch scratch) {}

    /**
     * Takes in deliveries of one dataset. Those of an append dataset share one commit, which carries a line of the
     * ledger for each: a commit costs more than a small delivery. Those of keys come one by one: each is compared with
     * what stands there.
     *
     * @param pending in order of as-of date
     * @param accepted lines of the dataset's deliveries so far
     * @return their lines of the ledger; accepted deliveries are committed by then, held ones are not entered yet
     */
    List<Delivery> take(Inbox inbox, List<Pending> pending, List<Delivery> accepted) {
        var lines = new ArrayList<Delivery>();
        var batch = new ArrayList<Readable>();
        taken.addAll(accepted);
        for (var delivery : inTurn(pending)) {
            if (context.stop().isRaised()) {
                return lines;
            }
            var contract = delivery.arrival().contract();
            if (!batch.isEmpty() && !contract.equals(contract(batch))) {
                lines.addAll(commitReadable(batch));
                batch.clear();
            }
            prepare(inbox, delivery, lines).ifPresent(batch::add);
            boolean isAlone = contract.mode().isKeyed() || contract.promises().hasQueries();
            if (isAlone || bytes(batch) > BATCH_BYTES) {
                lines.addAll(commitReadable(batch));
                batch.clear();
            }
        }
        lines.addAll(commitReadable(batch));
        return lines;
    }

    /** Enters deliveries among the held ones without a look at them. */
    List<Delivery> hold(List<Pending> pending, Contract current, String reason) {
        return pending.stream()
                .map(delivery -> held(delivery.deliveryId(), delivery.under(current), reason))
                .toList();
    }

    /**
     * Takes in what repairs made of refused rows.
     *
     * @param accepted lines of the dataset's deliveries so far
     * @param sources rows that now keep the contract's rules
     * @param scratch where they lie
     * @return the replay's line of the ledger, committed
     */
    Delivery retry(Pending replay, List<Delivery> accepted, List<OrderedPass.Source> sources, Scratch scratch) {
        taken.addAll(accepted);
        var lines = commitAllReadable(List.of(new Readable(replay, replay.deliveryId(), sources, scratch)));
        return lines.get(0);
    }

    /**
     * All deliveries of a run are received at one moment, which tells no two rows for one key and date apart. So a delivery
     * for a date that is taken already, the last of them first, comes before all others: what a late snapshot makes the
     * next one say again then finds the last word there, and adds none.
     */
    private List<Pending> inTurn(List<Pending> pending) {
        var dates = taken.stream().map(Delivery::asOfDate).collect(Collectors.toSet());
        var again = pending.stream()
                .filter(p -> p.arrival().contract().mode().isKeyed())
                .filter(p -> dates.contains(p.arrival().asOf()))
                .sorted(Comparator.comparing((Pending p) -> p.arrival().asOf()).reversed())
                .toList();
        return Stream.concat(again.stream(), pending.stream().filter(p -> !again.contains(p)))
                .toList();
    }

    /** Copies the files and compares their columns; a delivery that cannot be read is entered among the lines. */
    private Optional<Readable> prepare(Inbox inbox, Pending delivery, List<Delivery> lines) {
        var contract = delivery.arrival().contract();
        var id = delivery.deliveryId();
        var scratch =
                new Scratch(java.nio.file.Path.of(spark.sparkContext().getConf().get("spark.local.dir")));
        boolean isKept = false;
        try {
            var problems = new ArrayList<>(unagreed(delivery));
            boolean isAgreed = problems.isEmpty();
            var matches = new ArrayList<Header.Match>();
            var cipher = landingZone.cipher(id);
            for (var file : delivery.files()) {
                long start = System.nanoTime();
                var copy = landingZone.take(
                        delivery.arrival().folder(), id, file, inbox.checksums().get(file.name()), cipher);
                times.since(start, Phase.COPY);
                if (isAgreed) {
                    matches.addAll(new DeliveredFile(contract, configuration, scratch, cipher)
                            .open(file.name(), copy, unclaimed));
                }
            }
            for (var manifest : delivery.arrival().manifests().files()) {
                landingZone.take(
                        delivery.arrival().folder(),
                        id,
                        manifest,
                        inbox.checksums().get(manifest.name()),
                        cipher);
            }
            DeliveredFile.reason(matches).ifPresent(problems::add);
            problems.addAll(DeliveryPromises.brokenBeforeReading(delivery));
            if (problems.isEmpty()) {
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
            lines.add(held(id, delivery, String.join("; ", problems)));
        } catch (UnreadableFileException e) {
            lines.add(held(id, delivery, e.getMessage()));
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

    /** Why the version of the contract that holds on the date, or held at last, is not the one for the files. */
    private static List<String> unagreed(Pending delivery) {
        var contract = delivery.arrival().contract();
        var date = delivery.arrival().asOf();
        var problem = contract.problemOn(date);
        if (problem.isPresent()) {
            return List.of(problem.get());
        }
        var pattern = PathPattern.of(contract.path());
        return delivery.files().stream()
                .map(FileDigest::name)
                .filter(name -> !pattern.matches(name))
                .map(name ->
                        name + ": " + HoldReason.NAMED_BY_OTHER_VERSION.text(contract.version(), date, contract.path()))
                .toList();
    }

    /** The version that a batch comes under: one for all. */
    private static Contract contract(List<Readable> batch) {
        return batch.get(0).pending().arrival().contract();
    }

    private List<Delivery> commitReadable(List<Readable> batch) {
        try {
            return commitAllReadable(batch);
        } finally {
            batch.forEach(delivery -> delivery.scratch().close());
        }
    }

    /**
     * Commits what can be split into records and keeps what its contract promises of it as a whole; a delivery that does
     * not is held, the others go on.
     */
    private List<Delivery> commitAllReadable(List<Readable> batch) {
        var lines = new ArrayList<Delivery>();
        var rest = new ArrayList<>(batch);
        while (!rest.isEmpty()) {
            try {
                var judged = commit(rest);
                lines.addAll(judged);
                var ids = judged.stream().map(Delivery::deliveryId).collect(Collectors.toSet());
                rest.removeIf(r -> ids.contains(r.deliveryId()));
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
        var contract = contract(batch);
        var records = Table.records(contract);
        var parser = RowParser.of(contract, context.hub().timeZone(), personalHash);
        var pass = new OrderedPass(configuration, workers, progress::read);
        if (!contract.mode().isKeyed()) {
            return append(batch, parser, pass);
        }
        long start = System.nanoTime();
        var parts = pass.count(sources(batch));
        times.since(start, Phase.COUNT);
        var read = read(parts);
        boolean isSnapshot = contract.mode() == Mode.SNAPSHOT;
        var retrial = batch.get(0).pending().retrial();
        if (isSnapshot && retrial.isEmpty() && read.values().stream().allMatch(n -> n == 0)) {
            return List.of(held(
                    batch.get(0).deliveryId(),
                    batch.get(0).pending(),
                    "%s: %s"
                            .formatted(
                                    batch.get(0).pending().files().get(0).name(), HoldReason.EMPTY_SNAPSHOT.text())));
        }
        var unjudged = parts.stream().map(ReadPart::part).toList();
        var checked = RowRules.check(contract, TextTable.read(spark, contract, parser, unjudged));
        var changes = lake.read(records);
        var asOf = batch.get(0).pending().arrival().asOf();
        // An upsert is compared with what was said for its very date only: equal to what another date says it may still
        // be
        // a change, as soon as a late delivery comes between the two.
        var state = isSnapshot
                ? Records.upTo(contract, changes, asOf)
                : Records.lastChanges(contract, changes.where(col("as_of_date").equalTo(lit(Date.valueOf(asOf)))));
        var part = retrial.isEmpty()
                ? Optional.<SnapshotComparison.Part>empty()
                : Optional.of(part(retrial.get(), contract, parser, pass, checked, changes, asOf));
        try (var comparison = new SnapshotComparison(contract, checked, state, part)) {
            start = System.nanoTime();
            var judged = comparison.judge(parts);
            times.since(start, Phase.EARLIER);
            var written = write(sink(batch, parser), judged);
            return isSnapshot
                    ? commit(batch, read, written, Optional.of(comparison.ended()), restated(comparison, changes, asOf))
                    : commit(batch, read, written, Optional.empty(), Optional.empty());
        }
    }

    private SnapshotComparison.Part part(
            Retrial replay,
            Contract contract,
            RowParser parser,
            OrderedPass pass,
            Dataset<Row> checked,
            Dataset<Row> changes,
            LocalDate asOf)
            throws IOException {
        var later = deliveredSince(replay, asOf);
        if (!later.isEmpty()) {
            // That has the last word for the date: a snapshot on every key, an upsert on those that it names.
            return new SnapshotComparison.Part(
                    Optional.of(
                            contract.mode() == Mode.SNAPSHOT
                                    ? checked
                                    : changes.where(col("delivery_id").isInCollection(later))),
                    Optional.empty());
        }
        if (contract.mode() != Mode.SNAPSHOT
                || replay.refused() > 0
                || replay.delivered().isEmpty()) {
            return new SnapshotComparison.Part(Optional.empty(), Optional.empty());
        }
        var parts = pass.count(replay.delivered().get()).stream()
                .map(ReadPart::part)
                .toList();
        return new SnapshotComparison.Part(
                Optional.empty(), Optional.of(TextTable.read(spark, contract, parser, parts)));
    }

    /** What was delivered for the same date after the rows of a replay were, and replays of it. */
    private List<String> deliveredSince(Retrial replay, LocalDate asOf) {
        var received = taken.stream()
                .filter(Delivery::isDelivered)
                .collect(Collectors.toMap(Delivery::deliveryId, Delivery::receivedAt, (a, b) -> a));
        var own = received.get(replay.repairs());
        return taken.stream()
                .filter(line -> line.asOfDate().equals(asOf))
                .filter(line -> received.get(
                                line.replay().map(Delivery.Replay::repairs).orElse(line.deliveryId()))
                        .isAfter(own))
                .map(Delivery::deliveryId)
                .toList();
    }

    /** What the next snapshot says again, where there is one already. */
    private Optional<Restated> restated(SnapshotComparison comparison, Dataset<Row> changes, LocalDate asOf) {
        return taken.stream()
                .filter(line -> line.asOfDate().isAfter(asOf))
                .min(Comparator.comparing(Delivery::asOfDate).thenComparing(Delivery::deliveryId))
                .map(next -> new Restated(
                        next.asOfDate(),
                        comparison.restated(
                                changes, next.asOfDate(), next.files().get(0).name())));
    }

    /** Rows that say again what a snapshot said that is taken already. */
    private record Restated(LocalDate asOf, Dataset<Row> rows) {}

    /** Reads the rows once and writes them; those that may be in the lake already wait until it was asked. */
    private List<Delivery> append(List<Readable> batch, RowParser parser, OrderedPass pass) throws IOException {
        var contract = contract(batch);
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
        return commit(batch, read(parts), written, Optional.empty(), Optional.empty());
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
        var contract = contract(batch);
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

    /**
     * Refused rows first: they count when the commit of the records makes them count. Where a delivery breaks promises,
     * nothing is committed of any.
     *
     * @return the lines of all, or the one of a delivery that is held
     */
    private List<Delivery> commit(
            List<Readable> batch,
            Map<Integer, Long> read,
            List<RowSink.Written> written,
            Optional<Dataset<Row>> ended,
            Optional<Restated> restated) {
        long start = System.nanoTime();
        var contract = contract(batch);
        long endedCount = ended.map(Dataset::count).orElse(0L);
        var lines = lines(batch, read, written, endedCount);
        var files = written.stream().flatMap(w -> w.records().stream()).toList();
        var broken = new DeliveryPromises(context, lake, contract, taken)
                .firstBroken(
                        candidates(batch, lines, read, written),
                        files,
                        ended.filter(e -> endedCount > 0).map(e -> endedRows(lines.get(0), contract, e)));
        if (broken.isPresent()) {
            discard(contract, written);
            int index = broken.get().index();
            return List.of(heldAs(lines.get(index), broken.get().sentences()));
        }
        quarantine(contract, batch, lines, written);
        known = lake.appendInTurn(
                Table.records(contract),
                files,
                Stream.concat(
                                ended
                                        .filter(e -> endedCount > 0)
                                        .map(e -> endedRows(lines.get(0), contract, e))
                                        .stream(),
                                restated.map(r -> restatedRows(lines.get(0), contract, r)).stream())
                        .reduce(Dataset::union),
                new CommitNote(transaction(lines), Delivery.toJson(lines)),
                known);
        taken.addAll(lines);
        times.since(start, Phase.COMMIT);
        return lines;
    }

    private static List<DeliveryPromises.Candidate> candidates(
            List<Readable> batch, List<Delivery> lines, Map<Integer, Long> read, List<RowSink.Written> written) {
        var candidates = new ArrayList<DeliveryPromises.Candidate>();
        int file = 0;
        for (int i = 0; i < batch.size(); i++) {
            var delivery = batch.get(i);
            var promised = RowSink.promised(delivery.pending().arrival().contract());
            int from = file;
            int to = file + delivery.sources().size();
            var empty = new HashMap<String, Long>();
            promised.forEach(column -> empty.put(column, 0L));
            written.stream()
                    .flatMap(w -> w.tallies().stream())
                    .filter(t -> t.origin() >= from && t.origin() < to)
                    .forEach(t -> {
                        for (int column = 0; column < promised.size(); column++) {
                            empty.merge(promised.get(column), t.empty().get(column), Long::sum);
                        }
                    });
            var byFile = new TreeMap<String, Long>();
            for (int source = from; source < to; source++) {
                byFile.merge(
                        delivery.sources().get(source - from).file().name(), read.getOrDefault(source, 0L), Long::sum);
            }
            candidates.add(new DeliveryPromises.Candidate(
                    lines.get(i),
                    empty,
                    byFile,
                    delivery.pending().arrival().manifests(),
                    delivery.pending().isExempt()));
            file = to;
        }
        return candidates;
    }

    /** Removes what no table names. What stays where this fails is swept in time. */
    private void discard(Contract contract, List<RowSink.Written> written) {
        for (var task : written) {
            task.records().forEach(file -> delete(Table.records(contract), file));
            task.quarantine().forEach(file -> delete(Tables.QUARANTINE, file));
        }
    }

    private void delete(Table table, DataFile file) {
        var path = new Path(new Path(lake.location(table)), file.path());
        try {
            path.getFileSystem(configuration).delete(path, false);
        } catch (IOException e) {
            LOG.debug("{}: left behind", path, e);
        }
    }

    private static Delivery heldAs(Delivery line, List<String> sentences) {
        return new Delivery(
                line.deliveryId(),
                line.dataset(),
                line.asOfDate(),
                line.receivedAt(),
                Delivery.Status.HELD,
                line.counts(),
                line.files(),
                line.ruleVersion(),
                Optional.of(String.join("; ", sentences)),
                line.runId(),
                line.decisionId(),
                line.manifest(),
                line.declaredRows(),
                line.replay());
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
            // What a replay leaves refused was tried, too, and is in the quarantine under its id.
            long refused = delivery.pending().retrial().map(Retrial::refused).orElse(0L);
            lines.add(accepted(
                    delivery,
                    new Counts(
                            refused
                                    + IntStream.range(from, to)
                                            .mapToLong(f -> read.getOrDefault(f, 0L))
                                            .sum(),
                            own.stream().mapToLong(RowSink.Tally::accepted).sum(),
                            refused
                                    + own.stream()
                                            .mapToLong(RowSink.Tally::quarantined)
                                            .sum(),
                            own.stream().mapToLong(RowSink.Tally::duplicate).sum(),
                            own.stream().mapToLong(RowSink.Tally::unchanged).sum(),
                            ended)));
            file = to;
        }
        return lines;
    }

    private Delivery accepted(Readable delivery, Counts counts) {
        return line(delivery.deliveryId(), delivery.pending(), Delivery.Status.ACCEPTED, counts, Optional.empty());
    }

    private Delivery line(String id, Pending pending, Delivery.Status status, Counts counts, Optional<String> reason) {
        var arrival = pending.arrival();
        var declared = arrival.manifests().rows(pending.files());
        return new Delivery(
                id,
                arrival.contract().name(),
                arrival.asOf(),
                context.knownAt(),
                status,
                counts,
                pending.files(),
                arrival.contract().ruleVersion(),
                reason,
                context.runId(),
                pending.decision().map(Decision::decisionId),
                arrival.manifests().digest(),
                declared.isPresent() ? Optional.of(declared.getAsLong()) : Optional.empty(),
                pending.retrial().map(r -> new Delivery.Replay(r.repairs(), r.dismissed())));
    }

    /**
     * Commits the refused rows. Those of a delivery that a killed run has committed already, under the same rules, were not
     * written again: they were committed all together.
     */
    private void quarantine(
            Contract contract, List<Readable> batch, List<Delivery> lines, List<RowSink.Written> written) {
        var files = written.stream().flatMap(w -> w.quarantine().stream()).toList();
        var again = batch.get(0)
                .pending()
                .retrial()
                .filter(r -> r.refused() > 0 && !left.have(r.id(), contract.ruleVersion()))
                .map(Retrial::rows);
        if (files.isEmpty() && again.isEmpty()) {
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
        lake.append(Tables.QUARANTINE, files, again, new CommitNote(transaction, "{}"));
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

    /** The delivery that makes a later one say it again is where a run learns it from. */
    private static Dataset<Row> restatedRows(Delivery line, Contract contract, Restated restated) {
        return restated.rows()
                .withColumn("delivery_id", lit(line.deliveryId()))
                .withColumn("as_of_date", lit(Date.valueOf(restated.asOf())))
                .withColumn("received_at", lit(Timestamp.from(line.receivedAt())))
                .select(Lake.columns(Table.records(contract)));
    }

    private Delivery held(String id, Pending delivery, String reason) {
        return line(id, delivery, Delivery.Status.HELD, Counts.NONE, Optional.of(reason));
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
