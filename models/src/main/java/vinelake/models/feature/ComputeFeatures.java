package vinelake.models.feature;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import vinelake.core.hub.Hub;
import vinelake.core.policy.FeaturePolicy.Aggregate;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.models.ObservationDates;
import vinelake.models.graph.Lineage;

/** Computes the features of every subject on each day of observation, and the label on the day of fitting. */
public final class ComputeFeatures implements Job {

    private final Hub hub;

    public ComputeFeatures(Hub hub) {
        this.hub = hub;
    }

    @Override
    public String name() {
        return "compute-features";
    }

    @Override
    public List<Table> reads() {
        var tables = new LinkedHashSet<Table>();
        for (var feature : hub.features().features()) {
            if (feature instanceof Aggregate aggregate) {
                aggregate.datasets().forEach(d -> tables.add(Table.records(hub.contract(d))));
            }
        }
        tables.add(Table.records(hub.contract(hub.label().dataset())));
        tables.addAll(List.of(Tables.SUBJECT, Tables.IDENTIFIER, Tables.METRIC));
        return new ArrayList<>(tables);
    }

    @Override
    public List<Table> writes() {
        return List.of(Tables.FEATURE, Tables.LABEL);
    }

    @Override
    public Map<String, Long> run(JobContext context) {
        var lake = context.lake();
        var dates = ObservationDates.of(context);
        write(context, dates.distinct(), List.of(dates.fitting()));

        var counts = new LinkedHashMap<String, Long>();
        counts.put("features", (long) hub.features().features().size());
        var today = lake.read(Tables.FEATURE, context.asOf())
                .where(col("observed_on").equalTo(lit(context.asOfSql())));
        counts.put("values", today.where(col("value").isNotNull()).count());
        var labels = lake.read(Tables.LABEL, context.asOf());
        counts.put("defaults", labels.where(col("is_default")).count());
        counts.put("non_defaults", labels.where(not(col("is_default"))).count());
        return counts;
    }

    /**
     * Writes what was known of the subjects on each of the days, and what became of them after some.
     *
     * @param fitting days whose performance window has ended
     */
    public static void write(JobContext context, List<LocalDate> days, List<LocalDate> fitting) {
        var hub = context.hub();
        // Day by day: what a query costs to plan grows faster than its length.
        var features = days.stream()
                .map(day -> Lineage.cut(FeatureTable.of(context, hub.features(), day)))
                .reduce(Dataset::union)
                .orElseThrow();
        context.lake().replace(Tables.FEATURE, context.asOf(), features);
        var labels = fitting.stream()
                .map(day -> DefaultLabels.of(context, hub.label(), day))
                .reduce(Dataset::union)
                .orElseThrow();
        context.lake().replace(Tables.LABEL, context.asOf(), labels);
    }
}
