package vinelake.orchestration;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import vinelake.core.hub.Hub;
import vinelake.orchestration.LakeFacts.Decided;

/**
 * What a refresh did and how the hub stands after it, for a person and for alerting. It holds counts, rules and names of
 * files, and nothing of what was delivered.
 *
 * @param came accepted deliveries that no report has told of yet, in order
 * @param repaired replays of refused rows that no report has told of yet, in order
 * @param changes what is otherwise than before
 * @param decided what people decided since the report before
 * @param previous the report before this one
 * @param isPublished whether the release is newer than the report before
 * @param unclaimed files in the inbox that no contract claims
 */
record RefreshReport(
        Run run,
        HubState state,
        List<Came> came,
        List<LedgerLine> repaired,
        List<Change> changes,
        List<Decided> decided,
        Optional<PreviousReport> previous,
        boolean isPublished,
        List<String> unclaimed) {

    /**
     * @param failure why the run did not end; empty where it did
     * @param sameAs the run that had the same inputs, where the other jobs were left out
     */
    record Run(
            String runId,
            LocalDate asOf,
            Instant knownAt,
            Instant startedAt,
            Instant finishedAt,
            int exitCode,
            String version,
            Optional<String> failure,
            Optional<String> sameAs,
            List<JobRun> jobs) {

        Run {
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * A delivery that was taken in.
     *
     * @param refused rows by rule; one that breaks two is under both
     */
    record Came(LedgerLine line, Map<String, Long> refused) {}

    /** What whoever is alerted reads first. */
    enum Status {
        OK,
        /** A person must look: something is held, late or unusual. */
        ATTENTION,
        /** The run did not end. */
        FAILED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    RefreshReport {
        came = List.copyOf(came);
        repaired = List.copyOf(repaired);
        changes = List.copyOf(changes);
        decided = List.copyOf(decided);
        unclaimed = List.copyOf(unclaimed);
    }

    /** @param previous the report before, whatever date it speaks for: what came since it is in this one */
    static RefreshReport of(
            Hub hub, Run run, LakeFacts facts, Optional<PreviousReport> previous, List<String> unclaimed) {
        var state =
                HubState.of(hub, facts, OpenQuarantine.of(facts.lines(), facts.refused()), run.asOf(), run.knownAt());
        var refused = facts.refused().stream().collect(Collectors.groupingBy(RefusedRows::deliveryId));
        var told = facts.lines().stream()
                .filter(line -> line.isAccepted()
                        && previous.filter(p -> p.hasTold(line)).isEmpty())
                .sorted(Comparator.comparing(LedgerLine::dataset).thenComparing(LedgerLine.BY_DATE))
                .toList();
        var came = told.stream().filter(LedgerLine::isTaken).toList();
        var changes = new ArrayList<>(Change.of(came, facts, refused));
        // A run for an earlier day says nothing of what has become of a later one.
        previous.filter(p -> !p.asOf().isAfter(run.asOf()))
                .ifPresent(p -> changes.addAll(Change.since(p, state, facts)));
        changes.sort(Comparator.comparing((Change c) -> !c.isUnusual()));
        return new RefreshReport(
                run,
                state,
                came.stream()
                        .map(line -> new Came(
                                line, OpenQuarantine.rules(line, refused.getOrDefault(line.deliveryId(), List.of()))))
                        .toList(),
                told.stream().filter(line -> line.replay().isPresent()).toList(),
                changes,
                facts.decisions().stream()
                        .filter(d ->
                                previous.map(p -> d.at().isAfter(p.knownAt())).orElse(true))
                        .toList(),
                previous,
                state.release()
                        .filter(r -> previous.filter(p -> !r.createdAt().isAfter(p.finishedAt()))
                                .isEmpty())
                        .isPresent(),
                unclaimed);
    }

    Status status() {
        if (run.failure().isPresent()) {
            return Status.FAILED;
        }
        return state.needsAttention() || changes.stream().anyMatch(Change::isUnusual) ? Status.ATTENTION : Status.OK;
    }

    /** Whether a held delivery was not held in the report before. */
    boolean isNew(LedgerLine held) {
        return previous.filter(p -> p.held().contains(held.deliveryId())).isEmpty();
    }
}
