package vinelake.etl.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import vinelake.core.contract.Contract;
import vinelake.core.table.Tables;
import vinelake.core.value.PersonalHash;
import vinelake.core.value.PersonalNumbers;
import vinelake.etl.ingest.DeliveryIngest.Pending;
import vinelake.etl.ingest.DeliveryIngest.Retrial;
import vinelake.etl.ingest.RetriedRows.At;
import vinelake.etl.ingest.RetriedRows.Judged;
import vinelake.etl.repair.RefusedRow;
import vinelake.etl.repair.Repair;
import vinelake.etl.repair.RowRepairs;
import vinelake.etl.text.FileCipher;
import vinelake.etl.text.OrderedPass;
import vinelake.etl.text.OrderedPass.Source;
import vinelake.etl.text.RowParser;
import vinelake.etl.text.UnreadableFileException;
import vinelake.lake.Decision;
import vinelake.lake.Decisions;
import vinelake.lake.Delivery;
import vinelake.lake.Delivery.FileDigest;
import vinelake.lake.Digest;
import vinelake.lake.Erasures;
import vinelake.lake.JobContext;
import vinelake.lake.Ledger;
import vinelake.lake.OpenRows;
import vinelake.lake.SparkSessions;

/**
 * Tries refused rows again, as repairs make them and under the version of the contract that holds on the date of their
 * delivery. What keeps the rules then is taken in as a replay: a line of the ledger of its own, committed as that of a
 * delivery is. Killed and run again, or run twice, it gives the same tables.
 */
public final class ReplayQuarantine {

    private static final String HIDDEN = "***";
    private static final int ID_HEX = 32;

    private final JobContext context;
    private final Optional<PersonalHash> personalHash;
    private final Optional<LandingKey> landingKey;
    private final SparkSession spark;
    private final LandingZone landingZone;
    private final Decisions decisions;

    /**
     * @param context whose moment of knowledge is after everything that the lake knows
     * @param landingKey none where the landing zone is not encrypted
     */
    public ReplayQuarantine(JobContext context, Optional<PersonalHash> personalHash, Optional<LandingKey> landingKey) {
        this.landingKey = landingKey;
        this.context = context;
        this.personalHash = personalHash;
        this.spark = context.lake().spark().newSession();
        this.spark.conf().set("spark.sql.ansi.enabled", false);
        this.landingZone =
                new LandingZone(context.lake().root(), spark.sparkContext().hadoopConfiguration(), landingKey);
        this.decisions = new Decisions(context.lake());
    }

    /** The rows of a delivery cannot be read again; the others can. */
    public static final class CannotRetryException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private CannotRetryException(String message) {
            super(message);
        }
    }

    /**
     * A column's text before repairs and after them. What is personal is hidden: a personal column, and a number of
     * somebody's in any other.
     */
    public record Change(String column, String before, String after) {}

    /**
     * A row that repairs change or dismiss.
     *
     * @param broken the rules that it breaks after them; empty where it would be taken in, or is dismissed
     */
    public record Example(String file, long line, List<Change> changes, List<String> broken, boolean isDismissed) {}

    /**
     * What repairs would do to some refused rows.
     *
     * @param rows that were looked at
     * @param changed of these
     * @param passed rows that would be taken in
     * @param dismissed rows that would stay refused for good
     */
    public record Trial(long rows, long changed, long passed, long dismissed, List<Example> examples) {

        static final Trial NONE = new Trial(0, 0, 0, 0, List.of());

        private Trial plus(Trial other, int examples) {
            return new Trial(
                    rows + other.rows,
                    changed + other.changed,
                    passed + other.passed,
                    dismissed + other.dismissed,
                    Stream.concat(this.examples.stream(), other.examples.stream())
                            .limit(examples)
                            .toList());
        }
    }

    /**
     * What became of the open rows of a delivery.
     *
     * @param line of the ledger; none where nothing has changed
     * @param problem why they could not be tried
     */
    public record Outcome(OpenRows open, Optional<Delivery> line, Optional<String> problem) {

        /** How many rows wait for repair now. */
        public long left() {
            return line.map(l -> l.counts().quarantined()).orElse(open.count());
        }
    }

    /**
     * What is wrong with a repair for a dataset.
     *
     * @return empty where it can be used
     */
    public Optional<String> problem(Contract contract, Repair repair) {
        return new RowRepairs(spark, contract, List.of()).problem(repair);
    }

    /**
     * Tries the repairs in force, and one more on top of them, on the latest open rows of a dataset; nothing is written.
     *
     * @param deliveryId of the only delivery whose rows the repair is for
     * @param rows how many are looked at
     * @param examples how many changed ones are given
     */
    public Trial tryOn(Contract contract, Optional<String> deliveryId, Repair repair, int rows, int examples) {
        var decided = decisions.repairs(contract.name());
        var open = open(new Ledger(context.lake()).lines(), contract).stream()
                .filter(o -> deliveryId
                        .filter(id -> !id.equals(o.delivery().deliveryId()))
                        .isEmpty())
                .sorted(Comparator.comparing(OpenRows::receivedAt).reversed())
                .toList();
        var trial = Trial.NONE;
        for (var one : open) {
            if (trial.rows() >= rows) {
                return trial;
            }
            var all = new ArrayList<>(repairs(inForce(decided, one)));
            all.add(repair);
            trial = trial.plus(tried(version(contract, one), one, all, rows - (int) trial.rows(), examples), examples);
        }
        return trial;
    }

    private static Contract version(Contract contract, OpenRows open) {
        return contract.on(open.delivery().asOfDate());
    }

    /** By hand a row is mended in the columns of its version; a row of another delivery is of no concern. */
    private static Optional<String> problem(RowRepairs repairs, OpenRows open, Repair repair) {
        boolean isOfDelivery = open.delivery().files().stream()
                .map(FileDigest::name)
                .anyMatch(name -> repair.file()
                        .filter(file ->
                                file.equals(name) || file.startsWith(name + "!/") || file.startsWith(name + "#"))
                        .isPresent());
        return isOfDelivery ? repairs.problemByHand(repair) : Optional.empty();
    }

    private Trial tried(Contract contract, OpenRows open, List<Repair> repairs, int rows, int examples) {
        var rowRepairs = new RowRepairs(spark, contract, repairs);
        for (var repair : repairs) {
            problem(rowRepairs, open, repair).ifPresent(problem -> {
                throw new CannotRetryException("delivery %s as of %s: %s"
                        .formatted(open.delivery().deliveryId(), open.delivery().asOfDate(), problem));
            });
        }
        try (var scratch = scratch()) {
            var retried = new RetriedRows(spark, contract, parser(contract), scratch);
            var some = RetriedRows.wanted(OpenRows.rows(context.lake(), List.of(open))
                    .orderBy("file", "line_number")
                    .limit(rows));
            var judged = judge(retried, delivered(contract, open, scratch), some, rowRepairs, examples);
            return new Trial(
                    some.size(),
                    judged.changedCount(),
                    judged.passed(),
                    judged.dismissed().size(),
                    judged.changed().stream()
                            .map(row -> example(contract, row, judged))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Example example(Contract contract, RefusedRow row, Judged judged) {
        var at = new At(row.file(), row.line());
        var changes = new ArrayList<Change>();
        for (int i = 0; i < contract.columns().size(); i++) {
            var column = contract.columns().get(i);
            var before = row.delivered(i);
            var after = row.value(i);
            if (after != null && !after.equals(before)) {
                changes.add(new Change(
                        column.name(),
                        before == null ? "" : shown(before, column.isPersonal()),
                        shown(after, column.isPersonal())));
            }
        }
        var broken = judged.unreadable().contains(at)
                ? judged.wanted().get(at).stream().sorted().toList()
                : judged.refused().getOrDefault(at, List.of());
        return new Example(row.file(), row.line(), changes, broken, row.isDismissed());
    }

    private static String shown(String text, boolean isPersonal) {
        return isPersonal || PersonalNumbers.isIn(text) ? HIDDEN : text;
    }

    /**
     * Replays the open rows that something has changed for since they were refused: a repair, or the contract.
     *
     * @param which of the deliveries
     */
    public List<Outcome> replay(Predicate<OpenRows> which) {
        var ledger = new Ledger(context.lake());
        ledger.complete(context.hub().contracts());
        context.lake().create(Tables.QUARANTINE);
        var outcomes = new ArrayList<Outcome>();
        var moment = context.knownAt();
        var lines = ledger.lines();
        var decided = decisions.all();
        for (var current : context.hub().contracts()) {
            var repairs = Decisions.repairs(decided, current.name());
            for (var open : open(lines, current)) {
                context.stop().stopIfRaised();
                var contract = version(current, open);
                var inForce = inForce(repairs, open);
                if (!which.test(open) || !isDue(contract, open, inForce)) {
                    continue;
                }
                context.progress()
                        .at("%s as of %s: %,d refused rows"
                                .formatted(contract.name(), open.delivery().asOfDate(), open.count()));
                outcomes.add(replay(ledger, current, open, inForce, moment));
                // Rows of two replays for one key and date are told apart by when they were received.
                moment = moment.plusMillis(1);
            }
        }
        return outcomes;
    }

    private static boolean isDue(Contract contract, OpenRows open, List<Decision> inForce) {
        return !open.last().ruleVersion().equals(contract.ruleVersion())
                || inForce.stream()
                        .anyMatch(repair -> open.last().isDelivered()
                                || !repair.decidedAt().isBefore(open.last().receivedAt()));
    }

    private Outcome replay(Ledger ledger, Contract current, OpenRows open, List<Decision> inForce, Instant moment) {
        var contract = version(current, open);
        var misfit = contract.problemOn(open.delivery().asOfDate()).or(() -> IngestDeliveries.misfit(context, current));
        if (misfit.isPresent()) {
            return new Outcome(open, Optional.empty(), misfit);
        }
        try (var scratch = scratch()) {
            var repairs = new RowRepairs(spark, contract, repairs(inForce));
            for (var decision : inForce) {
                var problem = repairs.problem(repair(decision)).or(() -> problem(repairs, open, repair(decision)));
                if (problem.isPresent()) {
                    return new Outcome(
                            open,
                            Optional.empty(),
                            Optional.of("the repair %s does not fit the contract: %s. Or withdraw it"
                                    .formatted(decision.decisionId(), problem.get())));
                }
            }
            var retried = new RetriedRows(spark, contract, parser(contract), scratch);
            var rows = OpenRows.rows(context.lake(), List.of(open));
            var delivered = delivered(contract, open, scratch);
            var judged = judge(retried, delivered, RetriedRows.wanted(rows), repairs, 0);
            long erased = erased(open, judged);
            if (judged.passed() == 0 && judged.dismissed().isEmpty()) {
                return new Outcome(open, Optional.empty(), delivered.problem());
            }
            var id = id(contract, open, inForce);
            var retrial = new Retrial(
                    id,
                    open.delivery().deliveryId(),
                    judged.stillRefused(),
                    retried.stillRefused(rows, judged, id),
                    judged.dismissed().size() + erased,
                    delivered.problem().isPresent() ? Optional.empty() : Optional.of(delivered.sources()));
            var last = inForce.isEmpty() ? Optional.<Decision>empty() : Optional.of(inForce.get(inForce.size() - 1));
            var line = commit(ledger, contract, open, last, moment, retried.passing(judged), scratch, retrial);
            ledger.complete(List.of(contract));
            return new Outcome(open, Optional.of(line), Optional.empty());
        } catch (CannotRetryException | UnreadableFileException e) {
            return new Outcome(open, Optional.empty(), Optional.of(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What the ledger counts as refused lies in the quarantine: none is lost between two lines, but what was erased since.
     *
     * @return the rows that were
     */
    private long erased(OpenRows open, Judged judged) {
        long missing = open.count() - judged.wanted().size();
        if (missing < 0 || missing > 0 && !mayBeErased()) {
            throw new IllegalStateException(
                    "delivery %s: the ledger counts %d refused rows, the quarantine has %d, and nothing was erased there. Allowed: as many"
                            .formatted(
                                    open.last().deliveryId(),
                                    open.count(),
                                    judged.wanted().size()));
        }
        return missing;
    }

    private boolean mayBeErased() {
        return new Erasures(context.lake())
                .all().stream()
                        .anyMatch(line -> line.place()
                                        .filter(Tables.QUARANTINE.path()::equals)
                                        .isPresent()
                                && line.rows() > 0);
    }

    private Delivery commit(
            Ledger ledger,
            Contract contract,
            OpenRows open,
            Optional<Decision> last,
            Instant moment,
            List<Source> passing,
            Scratch scratch,
            Retrial retrial) {
        var delivery = open.delivery();
        var arrival = new Inbox.Arrival(contract, delivery.asOfDate(), delivery.files(), Manifests.NONE, Path.of("."));
        var pending = new Pending(arrival, delivery.files(), last, Optional.of(retrial));
        var accepted = ledger.lines().stream()
                .filter(line -> line.isAccepted() && line.dataset().equals(contract.name()))
                .toList();
        int cores = SparkSessions.cores(spark);
        var readers = Executors.newFixedThreadPool(cores);
        try {
            var ingest = new DeliveryIngest(
                    at(moment),
                    personalHash,
                    landingKey,
                    new RefusedRowsLeft(context.lake(), List.of(List.of(pending))),
                    new PhaseTimes(),
                    new OrderedPass.Workers(readers, cores),
                    new IngestProgress(context.progress(), 1, 1, System::nanoTime),
                    unclaimed -> {},
                    ledger.complete(List.of(contract)).get(contract.name()));
            return ingest.retry(pending, accepted, passing, scratch);
        } finally {
            readers.shutdown();
        }
    }

    private JobContext at(Instant moment) {
        return new JobContext(
                context.runId(),
                context.asOf(),
                moment,
                context.clock(),
                context.hub(),
                context.lake(),
                context.progress(),
                context.deliveries(),
                context.stop());
    }

    /** An id that the same rows under the same repairs and rules always have. */
    private static String id(Contract contract, OpenRows open, List<Decision> inForce) {
        return Digest.sha256("replay\n%s\n%s\n%s"
                        .formatted(
                                open.last().deliveryId(),
                                contract.ruleVersion(),
                                inForce.stream().map(Decision::decisionId).collect(Collectors.joining("\n"))))
                .substring(0, ID_HEX);
    }

    /**
     * The files of a delivery, as they were delivered.
     *
     * @param problem why there are none: the copies are gone
     */
    private record Delivered(List<Source> sources, Optional<String> problem) {}

    private Delivered delivered(Contract contract, OpenRows open, Scratch scratch) throws IOException {
        var id = open.delivery().deliveryId();
        var matches = new ArrayList<Header.Match>();
        for (var digest : open.delivery().files()) {
            FileCipher cipher;
            try {
                cipher = landingZone.opening(id, digest);
            } catch (IOException e) {
                return new Delivered(List.of(), Optional.of(e.getMessage()));
            }
            matches.addAll(new DeliveredFile(contract, spark.sparkContext().hadoopConfiguration(), scratch, cipher)
                    .open(digest.name(), landingZone.location(id, digest), unclaimed -> {}));
        }
        var reason = DeliveredFile.reason(matches);
        if (reason.isPresent()) {
            throw new CannotRetryException(reason.get());
        }
        return new Delivered(
                matches.stream().map(match -> match.source().orElseThrow()).toList(), Optional.empty());
    }

    private static Judged judge(
            RetriedRows retried, Delivered delivered, Map<At, Set<String>> wanted, RowRepairs repairs, int examples)
            throws IOException {
        return delivered.problem().isPresent()
                ? retried.judgeWithoutCopy(wanted, repairs, examples)
                : retried.judge(delivered.sources(), wanted, repairs, examples);
    }

    /** The deliveries of a dataset with rows that wait for repair, in the order of the days that they speak for. */
    private static List<OpenRows> open(List<Delivery> lines, Contract contract) {
        return OpenRows.of(lines).stream()
                .filter(open -> open.count() > 0)
                .filter(open -> open.delivery().dataset().equals(contract.name()))
                .sorted(Comparator.comparing((OpenRows open) -> open.delivery().asOfDate())
                        .thenComparing(OpenRows::receivedAt))
                .toList();
    }

    /** @param repairs of the dataset */
    private static List<Decision> inForce(List<Decision> repairs, OpenRows open) {
        return repairs.stream()
                .filter(d -> d.deliveryId()
                        .filter(id -> !id.equals(open.delivery().deliveryId()))
                        .isEmpty())
                .toList();
    }

    private static List<Repair> repairs(List<Decision> decisions) {
        return decisions.stream().map(ReplayQuarantine::repair).toList();
    }

    private static Repair repair(Decision decision) {
        return Repair.fromJson(decision.subject().orElseThrow());
    }

    private RowParser parser(Contract contract) {
        return RowParser.of(contract, context.hub().timeZone(), personalHash);
    }

    private Scratch scratch() {
        return new Scratch(Path.of(spark.sparkContext().getConf().get("spark.local.dir")));
    }
}
