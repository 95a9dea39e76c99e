package vinelake.service.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import vinelake.core.contract.Contract;
import vinelake.core.contract.DatasetName;
import vinelake.core.hub.Hub;
import vinelake.service.access.RefusedException.Reason;
import vinelake.service.release.DeliveryLedger;
import vinelake.service.release.OpenRows;
import vinelake.service.release.OperationTables;
import vinelake.service.repair.Outcome;
import vinelake.service.repair.Repair;
import vinelake.service.repair.Run;
import vinelake.service.repair.Runs;
import vinelake.service.repair.Task;

/**
 * Refused rows that wait for repair, for the operator. Reading needs the lake's files only; what is tried, recorded and
 * replayed is done by the command line, in a process of its own.
 */
public final class Quarantine {

    /** Rows on a page. */
    public static final int ROWS = 50;

    /** So many pages can be leafed through; who looks for more chooses a rule. */
    private static final int PAGES = 200;

    private static final String READ = "quarantine.read";
    private static final String RUN = "quarantine.result";
    private static final String END = "quarantine.end";

    private final DeliveryLedger ledger;
    private final OperationTables tables;
    private final Runs runs;
    private final Trail trail;
    private final Hub hub;

    public Quarantine(DeliveryLedger ledger, OperationTables tables, Runs runs, Trail trail, Hub hub) {
        this.ledger = ledger;
        this.tables = tables;
        this.runs = runs;
        this.trail = trail;
        this.hub = hub;
    }

    /** Another run has not ended; the log says already that this one was refused. */
    public static final class BusyException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Run running;

        private BusyException(Run running, RefusedException refused) {
            super(refused.getMessage(), refused);
            this.running = running;
        }

        public Run running() {
            return running;
        }
    }

    /** A rule and how many open rows break it. */
    public record BrokenRule(String rule, long rows) {}

    /** A repair in force. */
    public record InForce(OperationTables.Decision decision, Repair repair) {}

    /**
     * The open rows of a dataset.
     *
     * @param count of all
     * @param matching of those that break the rule that was asked for
     * @param page from 0
     * @param pages at least 1
     * @param rules the one that most rows break first
     */
    public record Listing(
            Contract contract,
            long count,
            long matching,
            int page,
            int pages,
            List<OperationTables.RefusedRow> rows,
            List<BrokenRule> rules,
            List<InForce> repairs) {}

    /**
     * Reads a page of the rows that wait for repair.
     *
     * @param page from 0; one that is not there is the last
     * @throws RefusedException when the actor is no operator, or the hub has no such dataset
     */
    public Listing read(Actor actor, String dataset, Optional<String> rule, int page) {
        var contract = contract(actor, READ, dataset);
        var open = OpenRows.of(ledger.deliveries()).stream()
                .filter(o -> o.delivery().dataset().equals(contract.name()) && o.count() > 0)
                .toList();
        int wanted = Math.max(0, Math.min(page, PAGES - 1));
        var found = tables.open(contract.name(), open, rule, wanted * ROWS, ROWS);
        int pages = (int) Math.max(1, Math.min(PAGES, (found.matching() + ROWS - 1) / ROWS));
        if (wanted >= pages) {
            wanted = pages - 1;
            found = tables.open(contract.name(), open, rule, wanted * ROWS, ROWS);
        }
        var rules = found.byRule().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(e -> new BrokenRule(e.getKey(), e.getValue()))
                .toList();
        var repairs = tables.repairs(contract.name()).stream()
                .map(d -> new InForce(d, Repair.of(d.subject().orElseThrow(), d.deliveryId())))
                .toList();
        trail.done(
                actor,
                READ,
                null,
                "%s: %d of %d rows".formatted(dataset, found.rows().size(), found.count()));
        return new Listing(contract, found.count(), found.matching(), wanted, pages, found.rows(), rules, repairs);
    }

    /** How many rows of a dataset wait for repair now: one of the figures that the overview shows. */
    public long waiting(DatasetName dataset) {
        return OpenRows.byDataset(ledger.deliveries()).getOrDefault(dataset, 0L);
    }

    /** Whether anything can be done here, or only typed. */
    public boolean isRunnable() {
        return runs.launcher().program().isPresent();
    }

    /** What an operator types where nothing can be done here. */
    public String typed(Task task) {
        return runs.launcher().typed(task.verb());
    }

    /** What runs now; for who has read the rows. */
    public Optional<Run> current() {
        return runs.current();
    }

    /** Tries a repair on the latest open rows; nothing is recorded. */
    public Run attempt(Actor actor, String dataset, Repair repair) {
        var task = attempted(actor, dataset, repair);
        return start(actor, task, repair.kind());
    }

    /**
     * What a trial would be, where it is only typed.
     *
     * @throws RefusedException when the actor is no operator, or the repair makes no sense
     */
    public Task attempted(Actor actor, String dataset, Repair repair) {
        var action = action(Task.Kind.TRY);
        var contract = contract(actor, action, dataset);
        repair.fault(contract).ifPresent(fault -> {
            throw trail.refuse(actor, action, null, Reason.INVALID, fault);
        });
        return Task.attempt(contract.name(), repair, actor.id());
    }

    /**
     * Records the repair that was tried.
     *
     * @param tried the run of the trial
     */
    public Run record(Actor actor, UUID tried, String reason) {
        var action = action(Task.Kind.RECORD);
        trail.require(actor, action, null, Role.OPERATOR);
        var repair = runs.find(tried)
                .filter(run -> run.task().kind() == Task.Kind.TRY && run.isDone())
                .orElseThrow(() -> trail.refuse(
                        actor, action, null, Reason.NOT_FOUND, "there is no such trial. Allowed: one that has ended"))
                .task();
        requireReason(actor, action, reason);
        return start(
                actor,
                Task.record(repair.dataset(), repair.repair().orElseThrow(), reason.strip(), actor.id()),
                repair.repair().orElseThrow().kind());
    }

    /** Says that a repair in force is not used any more. */
    public Run withdraw(Actor actor, String dataset, String decisionId, String reason) {
        var task = withdrawn(actor, dataset, decisionId, reason);
        return start(actor, task, decisionId);
    }

    /** What a withdrawal would be, where it is only typed. */
    public Task withdrawn(Actor actor, String dataset, String decisionId, String reason) {
        var action = action(Task.Kind.WITHDRAW);
        var contract = contract(actor, action, dataset);
        if (tables.repairs(contract.name()).stream()
                .noneMatch(d -> d.decisionId().equals(decisionId))) {
            throw trail.refuse(
                    actor, action, null, Reason.NOT_FOUND, "there is no such repair. Allowed: one that is in force");
        }
        requireReason(actor, action, reason);
        return Task.withdraw(contract.name(), decisionId, reason.strip(), actor.id());
    }

    /** Tries the rows of a dataset again with all repairs in force. */
    public Run replay(Actor actor, String dataset) {
        var task = replayed(actor, dataset);
        return start(actor, task, "all");
    }

    /** What a replay would be, where it is only typed. */
    public Task replayed(Actor actor, String dataset) {
        return Task.replay(contract(actor, action(Task.Kind.REPLAY), dataset).name(), actor.id());
    }

    /**
     * A run; that somebody read what came of it is in the log, that he waited for it is not.
     *
     * @throws RefusedException when the actor is no operator, or there is no such run
     */
    public Run run(Actor actor, UUID id) {
        trail.require(actor, RUN, null, Role.OPERATOR);
        var run = runs.find(id)
                .orElseThrow(() -> trail.refuse(
                        actor, RUN, null, Reason.NOT_FOUND, "there is no such run. Allowed: one of this service"));
        if (run.outcome().isPresent()) {
            trail.done(
                    actor,
                    RUN,
                    null,
                    "%s: %s, run %s"
                            .formatted(run.task().dataset(), run.task().kind().text(), id));
        }
        return run;
    }

    /** The repair of a run, so that its form can be filled in as it was. */
    public Optional<Repair> repairOf(Actor actor, UUID id) {
        trail.require(actor, RUN, null, Role.OPERATOR);
        return runs.find(id).flatMap(run -> run.task().repair());
    }

    /** One at a time, so that of two who press a button the second is refused before his line says that it was done. */
    private synchronized Run start(Actor actor, Task task, String what) {
        var action = action(task.kind());
        var running = runs.current();
        if (!isRunnable() || running.isPresent()) {
            var refused = trail.refuse(
                    actor,
                    action,
                    null,
                    Reason.INVALID,
                    "another run has not ended, or there is nothing to run. Allowed: one at a time. Try again when it has ended");
            if (running.isPresent()) {
                throw new BusyException(running.get(), refused);
            }
            throw refused;
        }
        trail.done(actor, action, null, "%s: %s".formatted(task.dataset(), what));
        return runs.start(task, (run, outcome) -> trail.done(actor, END, null, ended(run, outcome)));
    }

    /** With the decision that it made, so that log and decisions can be laid side by side. */
    private static String ended(Run run, Outcome outcome) {
        return "%s: %s, %s%s, run %s"
                .formatted(
                        run.task().dataset(),
                        run.task().kind().text(),
                        outcome.failure().map(Outcome.Failure::text).orElse("done"),
                        outcome.decisionId().map(id -> ", decision " + id).orElse(""),
                        run.id());
    }

    private Contract contract(Actor actor, String action, String dataset) {
        trail.require(actor, action, null, Role.OPERATOR);
        return hub.contracts().stream()
                .filter(c -> c.name().toString().equals(dataset))
                .findFirst()
                .orElseThrow(() -> trail.refuse(
                        actor, action, null, Reason.NOT_FOUND, "the hub has no such dataset. Allowed: its contracts'"));
    }

    private void requireReason(Actor actor, String action, String reason) {
        var fault = reason.isBlank()
                ? Optional.of("reason is missing. Allowed: words, for those who ask later")
                : Repair.textFault("reason", reason);
        fault.ifPresent(message -> {
            throw trail.refuse(actor, action, null, Reason.INVALID, message);
        });
    }

    private static String action(Task.Kind kind) {
        return switch (kind) {
            case TRY -> "quarantine.try";
            case RECORD -> "quarantine.repair";
            case WITHDRAW -> "quarantine.withdraw";
            case REPLAY -> "quarantine.replay";
        };
    }
}
