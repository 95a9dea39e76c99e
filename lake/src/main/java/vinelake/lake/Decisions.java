package vinelake.lake;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import vinelake.core.contract.DatasetName;
import vinelake.core.table.Tables;
import vinelake.lake.Decision.Kind;

/** What people decided on deliveries and refused rows: appended, and revised by a later decision only. */
public final class Decisions {

    private static final long NONE = -1;
    private static final int ID_HEX = 32;

    private final Lake lake;

    public Decisions(Lake lake) {
        this.lake = lake;
    }

    /** All of them, in order. */
    public List<Decision> all() {
        return lake.read(Tables.DECISION).collectAsList().stream()
                .map(Decision::fromRow)
                .sorted(Comparator.comparing(Decision::decidedAt).thenComparing(Decision::decisionId))
                .toList();
    }

    /** The last decision on each delivery. */
    public Map<String, Decision> onDeliveries() {
        return onDeliveries(all());
    }

    private static Map<String, Decision> onDeliveries(List<Decision> all) {
        var last = new LinkedHashMap<String, Decision>();
        all.stream()
                .filter(d -> d.kind().isOnDelivery())
                .forEach(d -> d.deliveryId().ifPresent(id -> last.put(id, d)));
        return last;
    }

    /**
     * Accepts or rejects a delivery. Decided again as it was, nothing is written.
     *
     * @return the decision in force
     * @throws OvertakenException when somebody else decided meanwhile
     */
    public Decision decide(Kind kind, Delivery delivery, String reason, String by, Instant at) {
        lake.create(Tables.DECISION);
        long known = lake.version(Tables.DECISION).orElse(NONE);
        var before = Optional.ofNullable(onDeliveries().get(delivery.deliveryId()));
        if (before.filter(b -> b.kind() == kind).isPresent()) {
            return before.get();
        }
        // A clock that was put back must not put a decision before what it decides on, or revises.
        var last = before.map(Decision::decidedAt)
                .filter(delivery.receivedAt()::isBefore)
                .orElse(delivery.receivedAt());
        var decidedAt = last.isBefore(at) ? at : last.plusMillis(1);
        var id = Digest.sha256(String.join(
                        "\n",
                        kind.text(),
                        delivery.deliveryId(),
                        before.map(Decision::decisionId).orElse("")))
                .substring(0, ID_HEX);
        var decision = new Decision(
                id,
                kind,
                delivery.dataset(),
                Optional.of(delivery.deliveryId()),
                Optional.empty(),
                reason,
                by,
                decidedAt);
        enter(decision, known);
        return decision;
    }

    /** The repairs of a dataset that were not withdrawn, in the order in which they were decided. */
    public List<Decision> repairs(DatasetName dataset) {
        return repairs(all(), dataset);
    }

    /** The same of decisions that are read already. */
    public static List<Decision> repairs(List<Decision> all, DatasetName dataset) {
        var withdrawn = all.stream()
                .filter(d -> d.kind() == Kind.WITHDRAW_REPAIR)
                .map(d -> d.subject().orElseThrow())
                .collect(Collectors.toSet());
        return all.stream()
                .filter(d -> d.kind() == Kind.REPAIR_ROWS && d.dataset().equals(dataset))
                .filter(d -> !withdrawn.contains(d.decisionId()))
                .toList();
    }

    /**
     * Records a repair of refused rows. The same one again is written once, as long as it is not withdrawn.
     *
     * @param deliveryId the only delivery whose rows it is for
     * @param repair as JSON
     * @return the decision in force
     * @throws OvertakenException when somebody else decided meanwhile
     */
    public Decision repair(
            DatasetName dataset, Optional<String> deliveryId, String repair, String reason, String by, Instant at) {
        lake.create(Tables.DECISION);
        long known = lake.version(Tables.DECISION).orElse(NONE);
        var same = repairs(dataset).stream()
                .filter(d -> d.deliveryId().equals(deliveryId)
                        && d.subject().filter(repair::equals).isPresent())
                .findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        var decision = next(Kind.REPAIR_ROWS, dataset, deliveryId, repair, reason, by, at);
        enter(decision, known);
        return decision;
    }

    /** Records that a repair is not used any more. */
    public Decision withdraw(Decision repair, String reason, String by, Instant at) {
        long known = lake.version(Tables.DECISION).orElse(NONE);
        var decision =
                next(Kind.WITHDRAW_REPAIR, repair.dataset(), repair.deliveryId(), repair.decisionId(), reason, by, at);
        enter(decision, known);
        return decision;
    }

    /** One more decision, after all others: the repairs of a dataset are used in their order. */
    private Decision next(
            Kind kind,
            DatasetName dataset,
            Optional<String> deliveryId,
            String subject,
            String reason,
            String by,
            Instant at) {
        var all = all();
        var last = all.isEmpty() ? at.minusMillis(1) : all.get(all.size() - 1).decidedAt();
        var id = Digest.sha256(String.join(
                        "\n",
                        kind.text(),
                        dataset.toString(),
                        deliveryId.orElse(""),
                        subject,
                        all.isEmpty() ? "" : all.get(all.size() - 1).decisionId()))
                .substring(0, ID_HEX);
        return new Decision(
                id,
                kind,
                dataset,
                deliveryId,
                Optional.of(subject),
                reason,
                by,
                last.isBefore(at) ? at : last.plusMillis(1));
    }

    private void enter(Decision decision, long known) {
        var row = lake.spark()
                .createDataFrame(List.of(decision.toRow()), Lake.schema(Tables.DECISION))
                .coalesce(1);
        lake.appendInTurn(
                Tables.DECISION,
                List.of(),
                Optional.of(row),
                new CommitNote("decision:" + decision.decisionId(), "{}"),
                known);
    }
}
