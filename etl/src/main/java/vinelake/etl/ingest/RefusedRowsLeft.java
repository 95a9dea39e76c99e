package vinelake.etl.ingest;

import static org.apache.spark.sql.functions.col;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import vinelake.core.table.Tables;
import vinelake.lake.Lake;

/** Of which pending deliveries the refused rows are written, by a run that was killed before the commit that makes them count. */
final class RefusedRowsLeft {

    private record Key(String deliveryId, String ruleVersion) {}

    private final Set<Key> keys = ConcurrentHashMap.newKeySet();

    RefusedRowsLeft(Lake lake, Collection<List<DeliveryIngest.Pending>> pending) {
        var ids = pending.stream()
                .flatMap(List::stream)
                .map(DeliveryIngest.Pending::deliveryId)
                .collect(Collectors.toSet());
        if (ids.isEmpty()) {
            return;
        }
        lake.read(Tables.QUARANTINE)
                .where(col("delivery_id").isInCollection(ids))
                .select("delivery_id", "rule_version")
                .distinct()
                .collectAsList()
                .forEach(row -> keys.add(new Key(row.getString(0), row.getString(1))));
    }

    void add(String deliveryId, String ruleVersion) {
        keys.add(new Key(deliveryId, ruleVersion));
    }

    boolean have(String deliveryId, String ruleVersion) {
        return keys.contains(new Key(deliveryId, ruleVersion));
    }
}
