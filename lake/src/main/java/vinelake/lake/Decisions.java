package vinelake.lake;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vinelake.core.table.Tables;
import vinelake.lake.Decision.Kind;

/** What people decided on deliveries: appended, and revised by a later decision only. */
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
        all.forEach(d -> d.deliveryId().ifPresent(id -> last.put(id, d)));
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
        var row = lake.spark()
                .createDataFrame(List.of(decision.toRow()), Lake.schema(Tables.DECISION))
                .coalesce(1);
        lake.appendInTurn(Tables.DECISION, List.of(), Optional.of(row), new CommitNote("decision:" + id, "{}"), known);
        return decision;
    }
}
