package vinelake.etl.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vinelake.core.contract.Contract;
import vinelake.core.contract.DatasetName;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.core.value.PersonalHash;
import vinelake.core.value.Secret;
import vinelake.etl.exchange.ExchangeInbox;
import vinelake.etl.text.OrderedPass;
import vinelake.lake.Decision;
import vinelake.lake.Decisions;
import vinelake.lake.Delivery;
import vinelake.lake.Delivery.FileDigest;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.lake.Ledger;
import vinelake.lake.RecordsFit;
import vinelake.lake.SparkSessions;

/** Takes in what lies in the landing folder and is not in the lake yet, each dataset in order of as-of date. */
public final class IngestDeliveries implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(IngestDeliveries.class);
    private static final int DATASETS_AT_ONCE = 2;

    private final Hub hub;
    private final Path landing;
    private final Optional<PersonalHash> personalHash;
    private final Optional<LandingKey> landingKey;
    private final Function<Secret, String> secrets;
    private final ConcurrentLinkedQueue<Delivery> seen = new ConcurrentLinkedQueue<>();
    private final List<String> unclaimed = Collections.synchronizedList(new ArrayList<>());
    private final PhaseTimes times = new PhaseTimes();

    /**
     * @param landing the inbox; it is only read
     * @param secrets fetches what a reference refers to: users and passwords of exchange databases
     */
    public IngestDeliveries(
            Hub hub,
            Path landing,
            Optional<PersonalHash> personalHash,
            Optional<LandingKey> landingKey,
            Function<Secret, String> secrets) {
        this.landingKey = landingKey;
        this.hub = hub;
        this.landing = landing;
        this.personalHash = personalHash;
        this.secrets = secrets;
    }

    /** For a hub without exchange databases, whose landing zone is not encrypted. */
    public IngestDeliveries(Hub hub, Path landing, Optional<PersonalHash> personalHash) {
        this(hub, landing, personalHash, Optional.empty(), secret -> {
            throw new IllegalArgumentException("nobody knows the secrets of an exchange database");
        });
    }

    @Override
    public String name() {
        return "ingest-deliveries";
    }

    @Override
    public List<Table> reads() {
        return List.of();
    }

    @Override
    public List<Table> writes() {
        var tables = new ArrayList<Table>();
        hub.contracts().forEach(c -> tables.add(Table.records(c)));
        tables.add(Tables.QUARANTINE);
        tables.add(Tables.DELIVERY);
        return tables;
    }

    /** Every delivery whose files lie in the landing folder, taken in now or before; after {@link #run}. */
    public List<Delivery> seen() {
        return seen.stream()
                .sorted(Comparator.comparing((Delivery d) -> d.dataset().toString())
                        .thenComparing(Delivery::asOfDate)
                        .thenComparing(Delivery::receivedAt)
                        .thenComparing(Delivery::deliveryId))
                .toList();
    }

    /** Seconds by phase, summed over the threads that work side by side; after {@link #run}. */
    public Map<String, Double> seconds() {
        return times.seconds();
    }

    /** Files that no contract claims; after {@link #run}. */
    public List<String> unclaimed() {
        return unclaimed.stream().sorted().toList();
    }

    @Override
    public Map<String, Long> run(JobContext context) {
        var ledger = new Ledger(context.lake());
        var known = ledger.complete(hub.contracts());
        context.lake().create(Tables.QUARANTINE);
        var decisions = new Decisions(context.lake()).onDeliveries();
        ledger.enterRejected(decisions);
        var lines = ledger.lines();
        var inbox = Inbox.scan(
                landing, hub.contracts(), version -> version.exchange().isEmpty(), context.asOf(), times);
        if (exchanges(context).isEmpty()) {
            take(context, ledger, known, lines, decisions, inbox);
        } else {
            try (var fetched = new ExchangeInbox(scratch(context), hub.timeZone(), secrets)) {
                take(context, ledger, known, lines, decisions, inbox.plus(fetched(context, lines, fetched)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        ledger.complete(hub.contracts());
        context.stop().stopIfRaised();
        return counts(context.runId());
    }

    private void take(
            JobContext context,
            Ledger ledger,
            Map<DatasetName, Long> known,
            List<Delivery> lines,
            Map<String, Decision> decisions,
            Inbox inbox) {
        unclaimed.addAll(inbox.unclaimed());
        for (var unreadable : inbox.unreadable()) {
            holdUnreadable(context, ledger, lines, unreadable);
        }
        ingest(context, ledger, known, lines, decisions, inbox);
    }

    private static Path scratch(JobContext context) {
        return Path.of(context.lake().spark().sparkContext().getConf().get("spark.local.dir"));
    }

    /** The datasets that come from an exchange database on the run's date. */
    private List<Contract> exchanges(JobContext context) {
        return hub.contracts().stream()
                .filter(contract -> contract.on(context.asOf()).exchange().isPresent())
                .toList();
    }

    /** What is new in the exchange databases; one that cannot be asked holds nothing but its own dataset. */
    private Inbox fetched(JobContext context, List<Delivery> lines, ExchangeInbox inbox) throws IOException {
        var contracts = exchanges(context);
        var failed = new ArrayList<Inbox.Unreadable>();
        for (var contract : contracts) {
            context.stop().stopIfRaised();
            var taken = lines.stream()
                    .filter(line -> line.isAccepted() && line.dataset().equals(contract.name()))
                    .flatMap(line -> line.files().stream().map(FileDigest::name))
                    .toList();
            long start = System.nanoTime();
            var count = new AtomicLong();
            var problem = inbox.fetch(contract.on(context.asOf()), context.asOf(), taken, rows -> {
                count.set(rows);
                context.progress().at("%s: %,d rows fetched".formatted(contract.name(), rows));
            });
            LOG.info(
                    "{}: {} rows fetched in {} s",
                    contract.name(),
                    count.get(),
                    "%.1f".formatted((System.nanoTime() - start) / 1e9));
            problem.ifPresent(reason ->
                    failed.add(new Inbox.Unreadable("exchange/" + contract.name(), reason, List.of(contract))));
        }
        var scanned = Inbox.scan(
                inbox.folder(), contracts, version -> version.exchange().isPresent(), context.asOf(), times);
        return scanned.plus(new Inbox(List.of(), List.of(), failed, Map.of()));
    }

    private void ingest(
            JobContext context,
            Ledger ledger,
            Map<DatasetName, Long> known,
            List<Delivery> lines,
            Map<String, Decision> decisions,
            Inbox inbox) {
        var byDate = lines.stream().collect(Collectors.groupingBy(Spoken::of));
        var pending = inbox.arrivals().stream()
                .flatMap(arrival ->
                        pending(byDate.getOrDefault(Spoken.of(arrival), List.of()), lines, decisions, arrival).stream())
                // Files and what was fetched may be of one dataset, and its deliveries come in order of their dates.
                .sorted(Comparator.comparing(delivery -> delivery.arrival().asOf()))
                .collect(Collectors.groupingBy(
                        delivery -> delivery.arrival().contract().name()));
        var left = new RefusedRowsLeft(context.lake(), pending.values());
        var deliveries = pending.values().stream().flatMap(List::stream).toList();
        long bytes = deliveries.stream()
                .flatMap(delivery -> delivery.files().stream())
                .mapToLong(FileDigest::bytes)
                .sum();
        var progress = new IngestProgress(context.progress(), deliveries.size(), bytes, System::nanoTime);
        var pool = Executors.newFixedThreadPool(DATASETS_AT_ONCE);
        int cores = SparkSessions.cores(context.lake().spark());
        var readers = Executors.newFixedThreadPool(cores);
        try {
            for (var wave : waves(pending)) {
                var running = new ArrayList<Future<?>>();
                for (var contract : wave) {
                    running.add(pool.submit(() -> {
                        var ingest = new DeliveryIngest(
                                context,
                                personalHash,
                                landingKey,
                                left,
                                times,
                                new OrderedPass.Workers(readers, cores),
                                progress,
                                unclaimed::add,
                                known.get(contract.name()));
                        var own = pending.get(contract.name());
                        var misfit = misfit(context, contract);
                        var taken = misfit.isPresent()
                                ? ingest.hold(own, contract, misfit.get())
                                : ingest.take(inbox, own, accepted(lines, contract));
                        for (var line : taken) {
                            seen.add(line);
                            if (line.isHeld()) {
                                LOG.warn(
                                        "held: {} as of {}: {}",
                                        line.dataset(),
                                        line.asOfDate(),
                                        line.reason().orElseThrow());
                                enterHeld(ledger, line);
                            }
                        }
                        progress.done(own.size());
                    }));
                }
                for (var future : running) {
                    future.get();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while deliveries were taken in", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
            // Who waits for its turn there ends by itself, and nobody waits for one who never begins.
            readers.shutdown();
        }
    }

    /**
     * Why a contract does not fit the records that are stored. Where it has become wider they are made to fit: nothing may
     * be written beside rows of another type.
     */
    static Optional<String> misfit(JobContext context, Contract contract) {
        var fit = RecordsFit.of(context.lake(), contract);
        if (!fit.misfits().isEmpty()) {
            return Optional.of("%s: %s"
                    .formatted(
                            contract.file(),
                            fit.misfits().stream()
                                    .map(RecordsFit.Misfit::toString)
                                    .collect(Collectors.joining("; "))));
        }
        if (!fit.widened().isEmpty()) {
            LOG.info("{}: {} wider, the records are written anew", contract.name(), String.join(", ", fit.widened()));
            context.lake().widen(Table.records(contract));
        }
        return Optional.empty();
    }

    /**
     * Datasets that are taken in side by side, one group after the other: one whose rules ask others comes after these, so
     * that what it is compared with does not depend on who was quicker. In a ring the first by name comes first.
     */
    private List<List<Contract>> waves(Map<DatasetName, List<DeliveryIngest.Pending>> pending) {
        var rest = hub.contracts().stream()
                .filter(contract -> pending.containsKey(contract.name()))
                .sorted(Comparator.comparing(c -> c.name().toString()))
                .collect(Collectors.toCollection(ArrayList::new));
        var waves = new ArrayList<List<Contract>>();
        while (!rest.isEmpty()) {
            var free = rest.stream()
                    .filter(c -> rest.stream()
                            .noneMatch(other ->
                                    !other.equals(c) && c.versions().anyMatch(version -> asks(version, other))))
                    .toList();
            var wave = free.isEmpty() ? List.of(rest.get(0)) : free;
            waves.add(wave);
            rest.removeAll(wave);
        }
        return waves;
    }

    private boolean asks(Contract contract, Contract other) {
        return contract.promises().rules().stream()
                .flatMap(rule -> rule.query().stream())
                .anyMatch(query -> DeliveryPromises.named(hub, query).contains(other));
    }

    /** Which dataset speaks for which date. */
    private record Spoken(DatasetName dataset, LocalDate asOf) {

        static Spoken of(Delivery line) {
            return new Spoken(line.dataset(), line.asOfDate());
        }

        static Spoken of(Inbox.Arrival arrival) {
            return new Spoken(arrival.contract().name(), arrival.asOf());
        }
    }

    /**
     * What an arrival has that is neither in the lake nor held still; the rest is only seen.
     *
     * @param lines of the same dataset and date
     * @param all lines of the ledger
     */
    private Optional<DeliveryIngest.Pending> pending(
            List<Delivery> lines, List<Delivery> all, Map<String, Decision> decisions, Inbox.Arrival arrival) {
        // By content: a file that was only renamed is known.
        var delivered = arrival.files().stream().map(FileDigest::sha256).collect(Collectors.toSet());
        var known = new HashSet<String>();
        for (var line : lines) {
            if (line.isAccepted()
                    && line.files().stream().map(FileDigest::sha256).anyMatch(delivered::contains)) {
                seen.add(line);
                line.files().stream().map(FileDigest::sha256).forEach(known::add);
            }
        }
        var fresh = arrival.files().stream()
                .filter(f -> !known.contains(f.sha256()))
                .toList();
        if (fresh.isEmpty()) {
            return Optional.empty();
        }
        var id = DeliveryIngest.deliveryId(arrival.contract(), arrival.asOf(), fresh);
        var decision = Optional.ofNullable(decisions.get(id));
        var standing = Optional.ofNullable(Ledger.standing(lines).get(id));
        var pending = new DeliveryIngest.Pending(arrival, fresh, decision);
        var isRejected =
                decision.filter(d -> d.kind() == Decision.Kind.REJECT_DELIVERY).isPresent();
        if (isRejected
                || standing.filter(line -> isStillHeld(line, pending, all)).isPresent()) {
            standing.ifPresent(seen::add);
            return Optional.empty();
        }
        return Optional.of(pending);
    }

    /**
     * A held delivery is tried again when its contract, its manifest or a decision on it changes, and when its rules ask
     * other datasets, which have received something since. Its contract is the version of its date, or the current one
     * where that was what did not fit the records.
     */
    private boolean isStillHeld(Delivery line, DeliveryIngest.Pending pending, List<Delivery> all) {
        var contract = pending.arrival().contract();
        return line.isHeld()
                && (line.ruleVersion().equals(contract.ruleVersion())
                        || line.ruleVersion()
                                .equals(hub.contract(contract.name()).ruleVersion()))
                && line.manifest().equals(pending.arrival().manifests().digest())
                && line.decisionId().equals(pending.decision().map(Decision::decisionId))
                && all.stream()
                        .filter(l -> l.isAccepted() && l.receivedAt().isAfter(line.receivedAt()))
                        .flatMap(l -> hub.contracts().stream()
                                .filter(other -> other.name().equals(l.dataset())))
                        .noneMatch(other -> !other.name().equals(contract.name()) && asks(contract, other));
    }

    /** What cannot be read may concern several datasets: each has a delivery that did not come. */
    private void holdUnreadable(JobContext context, Ledger ledger, List<Delivery> lines, Inbox.Unreadable unreadable) {
        LOG.warn("held: {}: {}", unreadable.path(), unreadable.reason());
        if (unreadable.contracts().isEmpty()) {
            unclaimed.add(unreadable.path());
        }
        for (var current : unreadable.contracts()) {
            var contract = current.on(context.asOf());
            var file = new FileDigest(unreadable.path(), "", 0);
            // Nobody knows its digest, so its path tells it apart.
            var id = DeliveryIngest.deliveryId(
                    contract, context.asOf(), List.of(new FileDigest("", "unreadable " + unreadable.path(), 0)));
            var line = new Delivery(
                    id,
                    contract.name(),
                    context.asOf(),
                    context.knownAt(),
                    Delivery.Status.HELD,
                    Delivery.Counts.NONE,
                    List.of(file),
                    contract.ruleVersion(),
                    Optional.of("%s: %s".formatted(unreadable.path(), unreadable.reason())),
                    context.runId());
            if (isStillUnreadable(lines, id, contract)) {
                seen.add(Ledger.standing(lines).get(id));
            } else {
                seen.add(line);
                enterHeld(ledger, line);
            }
        }
    }

    /** What cannot be read is said again only when its contract changes. */
    private static boolean isStillUnreadable(List<Delivery> lines, String id, Contract contract) {
        return Optional.ofNullable(Ledger.standing(lines).get(id))
                .filter(l -> l.status() == Delivery.Status.REJECTED
                        || l.isHeld() && l.ruleVersion().equals(contract.ruleVersion()))
                .isPresent();
    }

    private static void enterHeld(Ledger ledger, Delivery line) {
        synchronized (ledger) {
            ledger.enterHeld(line);
        }
    }

    private static List<Delivery> accepted(List<Delivery> lines, Contract contract) {
        return lines.stream()
                .filter(l -> l.isAccepted() && l.dataset().equals(contract.name()))
                .toList();
    }

    private Map<String, Long> counts(String runId) {
        var counts = new java.util.LinkedHashMap<String, Long>();
        var taken = seen.stream()
                .filter(d -> d.isAccepted() && d.runId().equals(runId))
                .toList();
        counts.put("deliveries", (long) taken.size());
        counts.put("known", seen.stream().filter(Delivery::isAccepted).count() - taken.size());
        counts.put("held", seen.stream().filter(Delivery::isHeld).count());
        counts.put("read", taken.stream().mapToLong(d -> d.counts().read()).sum());
        counts.put(
                "accepted", taken.stream().mapToLong(d -> d.counts().accepted()).sum());
        counts.put(
                "quarantined",
                taken.stream().mapToLong(d -> d.counts().quarantined()).sum());
        counts.put(
                "duplicate",
                taken.stream().mapToLong(d -> d.counts().duplicate()).sum());
        counts.put(
                "unchanged",
                taken.stream().mapToLong(d -> d.counts().unchanged()).sum());
        return counts;
    }
}
