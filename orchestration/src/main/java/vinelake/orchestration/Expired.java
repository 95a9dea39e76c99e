package vinelake.orchestration;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.sql.Date;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import vinelake.core.contract.Contract;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.etl.ingest.LandedDeliveries;
import vinelake.lake.Delivery;
import vinelake.lake.Lake;
import vinelake.models.release.Releases;
import vinelake.models.release.Releases.Release;

/**
 * What is past its retention on a day. Of an append dataset that is a row whose date is; of keys one that another, or its
 * end, had replaced by then, because what is in force is kept however long it has been said. What is made of all of them is
 * kept as long as the longest.
 */
final class Expired {

    private final Hub hub;
    private final LocalDate day;

    Expired(Hub hub, LocalDate day) {
        this.hub = hub;
        this.day = day;
    }

    List<Removal> removals(Lake lake) {
        var removals = new ArrayList<Removal>();
        var refused = lit(false);
        for (var contract : hub.contracts()) {
            removals.add(Removal.of(Table.records(contract), rows -> marked(contract, rows)));
            refused = refused.or(col("department")
                    .equalTo(contract.name().department())
                    .and(col("dataset").equalTo(contract.name().dataset()))
                    .and(col("as_of_date").lt(cutoff(contract))));
        }
        removals.add(Removal.of(Tables.QUARANTINE, refused));
        for (var table : List.of(
                Tables.EDGE,
                Tables.METRIC,
                Tables.FEATURE,
                Tables.LABEL,
                Tables.SCORE,
                Tables.PROFILE,
                Tables.IDENTIFIER)) {
            removals.add(Removal.of(table, col("as_of_date").lt(Date.valueOf(longest()))));
        }
        releases(lake)
                .forEach(release -> removals.add(Removal.of(Tables.releaseProfile(release.releaseId()), lit(true))));
        return removals;
    }

    private Date cutoff(Contract contract) {
        return Date.valueOf(day.minusMonths(contract.retentionMonths()));
    }

    private LocalDate longest() {
        return day.minusMonths(hub.contracts().stream()
                .mapToInt(Contract::retentionMonths)
                .max()
                .orElse(0));
    }

    private Dataset<Row> marked(Contract contract, Dataset<Row> rows) {
        var past = lit(cutoff(contract));
        if (!contract.mode().isKeyed() || !List.of(rows.columns()).contains("is_ended")) {
            return rows.withColumn(Lake.HIT, col("as_of_date").lt(past));
        }
        var keys = contract.keyColumns().stream().map(c -> col(c.name())).toArray(org.apache.spark.sql.Column[]::new);
        var inOrder = Window.partitionBy(keys).orderBy("as_of_date", "received_at", "row_hash", "delivery_id");
        return rows.withColumn("_replaced", lead(col("as_of_date"), 1).over(inOrder))
                .withColumn("_until", coalesce(col("_replaced"), when(col("is_ended"), col("as_of_date"))))
                .withColumn(Lake.HIT, coalesce(col("_until").lt(past), lit(false)));
    }

    /** The current one is kept, however old. */
    private List<Release> releases(Lake lake) {
        var all = new Releases(lake).all();
        return all.stream()
                .limit(Math.max(0, all.size() - 1))
                .filter(release -> release.asOf().isBefore(longest()))
                .toList();
    }

    /** Copies of deliveries that nobody decides on any more. */
    List<String> landed(LandedDeliveries landed, Iterable<Delivery> standing, Instant now) throws IOException {
        var found = new ArrayList<String>();
        var days = hub.retention().landingDays();
        if (days.isPresent()) {
            var before = now.minus(Duration.ofDays(days.getAsInt()));
            for (var line : standing) {
                if (!line.isHeld() && line.receivedAt().isBefore(before) && landed.has(line.deliveryId())) {
                    found.add(line.deliveryId());
                }
            }
        }
        return found;
    }
}
