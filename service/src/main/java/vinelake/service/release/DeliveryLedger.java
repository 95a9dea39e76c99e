package vinelake.service.release;

import io.delta.kernel.data.Row;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import vinelake.core.contract.DatasetName;
import vinelake.core.table.Tables;

/** The lake's ledger of deliveries. */
public final class DeliveryLedger {

    private static final List<String> COLUMNS = List.of(
            "delivery_id",
            "department",
            "dataset",
            "as_of_date",
            "received_at",
            "status",
            "read_count",
            "accepted_count",
            "quarantined_count",
            "duplicate_count",
            "unchanged_count",
            "reason",
            "rule_version",
            "run_id");

    /** A ledger that nothing was entered in since they were thought of lacks them. */
    private static final List<String> LATER = List.of("decision_id", "repairs", "dismissed_count");

    private final DeltaTable table;
    private OptionalLong version = OptionalLong.empty();
    private List<Delivery> lines = List.of();

    /** @param lake its root, without a slash at the end */
    public DeliveryLedger(URI lake) {
        this.table = new DeltaTable(lake, Tables.DELIVERY.path());
    }

    /**
     * A delivery and what became of it.
     *
     * @param isHeld whether somebody must still decide on it
     * @param isRejected whether somebody decided that it is not taken in
     * @param read with the other counts of one that was not accepted what they would have been
     * @param reason why it is held, or rejected; empty for one that was accepted
     * @param ruleVersion the rules that it was judged by
     * @param runId the run that judged it, or the decision that rejects it
     * @param decisionId the decision on it that was in force when it was judged
     * @param replay of rows that were refused before; none for what was delivered
     */
    public record Delivery(
            String deliveryId,
            DatasetName dataset,
            LocalDate asOf,
            Instant receivedAt,
            boolean isHeld,
            boolean isRejected,
            long read,
            long accepted,
            long quarantined,
            long duplicate,
            long unchanged,
            Optional<String> reason,
            String ruleVersion,
            String runId,
            Optional<String> decisionId,
            Optional<Replay> replay) {

        public boolean isAccepted() {
            return !isHeld && !isRejected;
        }
    }

    /**
     * Refused rows of a delivery that were tried again.
     *
     * @param repairs the delivery that they came with
     * @param dismissed rows that stay refused by decision; they are not among the rows read
     */
    public record Replay(String repairs, long dismissed) {}

    /**
     * Every delivery once, as it stands now, in order of receipt: one that was held and tried again has its last line.
     * The table is read only when there is a commit more.
     */
    public synchronized List<Delivery> deliveries() {
        var latest = table.version();
        if (!latest.equals(version)) {
            lines = latest.isEmpty() ? List.of() : read();
            version = latest;
        }
        return lines;
    }

    private List<Delivery> read() {
        var all = new ArrayList<Delivery>();
        var stored = table.columns();
        var columns = Stream.concat(COLUMNS.stream(), LATER.stream().filter(stored::contains))
                .toList();
        table.read(columns, row -> all.add(delivery(row, columns)));
        all.sort(Comparator.comparing(Delivery::receivedAt)
                .thenComparing(Delivery::asOf)
                .thenComparing(Delivery::deliveryId)
                .thenComparing(delivery -> !delivery.isHeld()));
        Map<String, Delivery> last = new LinkedHashMap<>();
        for (var delivery : all) {
            last.remove(delivery.deliveryId());
            last.put(delivery.deliveryId(), delivery);
        }
        return List.copyOf(last.values());
    }

    private static Delivery delivery(Row row, List<String> columns) {
        return new Delivery(
                row.getString(0),
                new DatasetName(row.getString(1), row.getString(2)),
                LakeReleases.day(row.getInt(3)),
                LakeReleases.moment(row.getLong(4)),
                row.getString(5).equals("held"),
                row.getString(5).equals("rejected"),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.isNullAt(11) ? Optional.empty() : Optional.of(row.getString(11)),
                row.getString(12),
                row.getString(13),
                later(columns, "decision_id", row).map(row::getString),
                later(columns, "repairs", row)
                        .map(at -> new Replay(row.getString(at), row.getLong(columns.indexOf("dismissed_count")))));
    }

    /** Where a column stands; nothing where the row has no value of it. */
    private static Optional<Integer> later(List<String> columns, String name, Row row) {
        return Optional.of(columns.indexOf(name)).filter(at -> at >= 0 && !row.isNullAt(at));
    }
}
