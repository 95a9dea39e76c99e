package vinelake.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import vinelake.core.contract.Contract;
import vinelake.core.contract.DatasetName;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;

/**
 * The ledger of deliveries. An accepted delivery is known from the commit on its records table, which carries its line;
 * {@link #complete} copies the lines that the ledger lacks, so that a kill between the two loses nothing.
 */
public final class Ledger {

    private final Lake lake;

    public Ledger(Lake lake) {
        this.lake = lake;
    }

    /**
     * Enters every accepted delivery that has a commit and no line yet.
     *
     * @return the version up to which the commits of each dataset are known; below 0 for none
     */
    public Map<DatasetName, Long> complete(List<Contract> contracts) {
        lake.create(Tables.DELIVERY);
        var known = lake.read(Tables.DELIVERY)
                .where(col("commit_version").isNotNull())
                .groupBy("department", "dataset")
                .agg(max("commit_version"))
                .collectAsList();
        var missing = new ArrayList<Row>();
        var versions = new HashMap<DatasetName, Long>();
        for (var contract : contracts) {
            var name = contract.name();
            long last = known.stream()
                    .filter(r -> r.getString(0).equals(name.department())
                            && r.getString(1).equals(name.dataset()))
                    .mapToLong(r -> r.getLong(2))
                    .findFirst()
                    .orElse(-1);
            versions.put(name, last);
            for (var note : lake.notesAfter(Table.records(contract), last)) {
                Delivery.fromJson(note.metadata()).forEach(line -> missing.add(line.toRow(note.version())));
                versions.put(name, note.version());
            }
        }
        append(missing);
        return versions;
    }

    /** Enters a delivery that has no commit, because it is held. */
    public void enterHeld(Delivery delivery) {
        if (!delivery.isHeld()) {
            throw new IllegalArgumentException(
                    "delivery %s is accepted: its commit enters it".formatted(delivery.deliveryId()));
        }
        append(List.of(delivery.toRow(null)));
    }

    /** All lines, the accepted ones first, then by time of receipt. */
    public List<Delivery> lines() {
        return lake
                .read(Tables.DELIVERY)
                .orderBy(col("status"), col("received_at"), col("department"), col("dataset"), col("as_of_date"))
                .collectAsList()
                .stream()
                .map(Delivery::fromRow)
                .toList();
    }

    private void append(List<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        var ids = rows.stream()
                .map(r -> r.getString(0) + "@" + r.getString(13))
                .sorted()
                .toList();
        var lines =
                lake.spark().createDataFrame(rows, Lake.schema(Tables.DELIVERY)).coalesce(1);
        lake.append(Tables.DELIVERY, lines, new CommitNote("ledger:" + Digest.sha256(String.join("\n", ids)), "{}"));
    }
}
