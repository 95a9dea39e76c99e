package vinelake.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import vinelake.core.table.Tables;

/**
 * The refused rows of a delivery that wait for repair: those of its last line. A replay tries again what was open, so its
 * refused rows are what is open then.
 *
 * @param delivery as it was sent
 * @param last its last replay, or itself
 */
public record OpenRows(Delivery delivery, Delivery last) {

    /**
     * Of each accepted delivery, in order of receipt.
     *
     * @param lines of the ledger
     */
    public static List<OpenRows> of(List<Delivery> lines) {
        var byDelivery = new LinkedHashMap<String, OpenRows>();
        lines.stream()
                .filter(Delivery::isAccepted)
                .sorted(Comparator.comparing(Delivery::receivedAt))
                .forEach(line -> {
                    if (line.replay().isEmpty()) {
                        byDelivery.putIfAbsent(line.deliveryId(), new OpenRows(line, line));
                    } else {
                        byDelivery.computeIfPresent(
                                line.replay().get().repairs(), (id, open) -> new OpenRows(open.delivery, line));
                    }
                });
        return new ArrayList<>(byDelivery.values());
    }

    /**
     * The rows themselves, of the quarantine.
     *
     * @param some of any deliveries
     */
    public static Dataset<Row> rows(Lake lake, List<OpenRows> some) {
        var ids = some.stream().map(open -> open.last.deliveryId()).toList();
        // A run that was killed may have left rows of the same delivery under other rules.
        var versions = some.stream()
                .map(open -> open.last.deliveryId() + "/" + open.last.ruleVersion())
                .toList();
        return lake.read(Tables.QUARANTINE)
                .where(col("delivery_id").isInCollection(ids))
                .where(concat_ws("/", col("delivery_id"), col("rule_version")).isInCollection(versions));
    }

    public long count() {
        return last.counts().quarantined();
    }

    /** When the lake learned the last of it. */
    public Instant receivedAt() {
        return last.receivedAt();
    }
}
