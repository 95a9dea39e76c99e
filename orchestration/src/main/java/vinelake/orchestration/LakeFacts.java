package vinelake.orchestration;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import vinelake.core.contract.DatasetName;

/**
 * What the lake has of deliveries, decisions and releases, whoever read it.
 *
 * @param lines each delivery once, as it stands
 * @param refused of all deliveries, also of those that the ledger does not know
 * @param decisions in order
 * @param releases the current one last
 * @param subjects that were ever minted
 */
record LakeFacts(
        List<LedgerLine> lines,
        List<RefusedRows> refused,
        List<Decided> decisions,
        List<ReleaseLine> releases,
        long subjects) {

    LakeFacts {
        lines = List.copyOf(lines);
        refused = List.copyOf(refused);
        decisions = List.copyOf(decisions);
        releases = List.copyOf(releases);
    }

    /**
     * What somebody decided.
     *
     * @param kind as in the table: accept_delivery, reject_delivery, repair_rows or withdraw_repair
     */
    record Decided(
            String decisionId,
            String kind,
            DatasetName dataset,
            Optional<String> deliveryId,
            String reason,
            String by,
            Instant at) {

        /** Whether it says what becomes of a delivery as a whole. */
        boolean isOnDelivery() {
            return kind.equals("accept_delivery") || kind.equals("reject_delivery");
        }
    }

    record ReleaseLine(String releaseId, LocalDate asOf, Instant createdAt, long profiles) {}

    /** The current release of those that speak for days up to a date. */
    Optional<ReleaseLine> release(LocalDate upTo) {
        var some = releases.stream().filter(r -> !r.asOf().isAfter(upTo)).toList();
        return some.isEmpty() ? Optional.empty() : Optional.of(some.get(some.size() - 1));
    }

    /** The last decision on a delivery, where it did not come to pass yet: the next refresh heeds it. */
    Optional<Decided> pending(LedgerLine line) {
        return line.isAccepted()
                ? Optional.empty()
                : decisions.stream()
                        .filter(d -> d.isOnDelivery()
                                && d.deliveryId()
                                        .filter(line.deliveryId()::equals)
                                        .isPresent())
                        .reduce((earlier, later) -> later)
                        .filter(d ->
                                line.decisionId().filter(d.decisionId()::equals).isEmpty());
    }
}
