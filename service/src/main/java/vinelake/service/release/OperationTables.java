package vinelake.service.release;

import io.delta.kernel.data.Row;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import vinelake.core.contract.DatasetName;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;

/** What the lake has for its operator beside the ledger of deliveries. */
public final class OperationTables {

    private static final List<String> REFUSED = List.of("delivery_id", "rule_version", "rules");
    private static final List<String> DECISION = List.of(
            "decision_id", "kind", "department", "dataset", "delivery_id", "reason", "decided_by", "decided_at");

    private final URI lake;

    /** @param lake its root, without a slash at the end */
    public OperationTables(URI lake) {
        this.lake = lake;
    }

    /**
     * Refused rows of a delivery that break the same rules. They count when the ledger knows the delivery as accepted under
     * the same rule version.
     */
    public record Refused(String deliveryId, String ruleVersion, List<String> rules, long rows) {}

    public record Decision(
            String decisionId,
            String kind,
            DatasetName dataset,
            Optional<String> deliveryId,
            String reason,
            String by,
            Instant at) {}

    /** The refused rows, counted; their text is not read. */
    public List<Refused> refused() {
        record Group(String deliveryId, String ruleVersion, List<String> rules) {}
        Map<Group, Long> rows = new HashMap<>();
        read(
                Tables.QUARANTINE,
                REFUSED,
                row -> rows.merge(new Group(row.getString(0), row.getString(1), texts(row, 2)), 1L, Long::sum));
        return rows.entrySet().stream()
                .map(e -> new Refused(
                        e.getKey().deliveryId(),
                        e.getKey().ruleVersion(),
                        e.getKey().rules(),
                        e.getValue()))
                .toList();
    }

    /** What people decided, in order. */
    public List<Decision> decisions() {
        var all = new ArrayList<Decision>();
        read(Tables.DECISION, DECISION, row -> all.add(decision(row)));
        all.sort(Comparator.comparing(Decision::at).thenComparing(Decision::decisionId));
        return all;
    }

    /** How many subjects were ever minted. */
    public long subjects() {
        var count = new AtomicLong();
        read(Tables.SUBJECT, List.of("kind"), row -> count.incrementAndGet());
        return count.get();
    }

    private void read(Table table, List<String> columns, DeltaTable.Sink sink) {
        var delta = new DeltaTable(lake, table.path());
        if (delta.version().isPresent()) {
            delta.read(columns, sink);
        }
    }

    private static Decision decision(Row row) {
        return new Decision(
                row.getString(0),
                row.getString(1),
                new DatasetName(row.getString(2), row.getString(3)),
                row.isNullAt(4) ? Optional.empty() : Optional.of(row.getString(4)),
                row.getString(5),
                row.getString(6),
                LakeReleases.moment(row.getLong(7)));
    }

    private static List<String> texts(Row row, int column) {
        var array = row.getArray(column);
        var elements = array.getElements();
        var texts = new ArrayList<String>(array.getSize());
        for (int i = 0; i < array.getSize(); i++) {
            texts.add(elements.getString(i));
        }
        return List.copyOf(texts);
    }
}
