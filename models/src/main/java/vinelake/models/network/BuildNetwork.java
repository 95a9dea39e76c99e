package vinelake.models.network;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;

import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.models.LinkedRecords;
import vinelake.models.ObservationDates;
import vinelake.models.graph.Lineage;

/** Builds the supply network as it was on each day of observation, and measures it. */
public final class BuildNetwork implements Job {

    private final Hub hub;

    public BuildNetwork(Hub hub) {
        this.hub = hub;
    }

    @Override
    public String name() {
        return "build-network";
    }

    @Override
    public List<Table> reads() {
        var tables = new ArrayList<Table>();
        hub.network().supplies().stream()
                .map(s -> Table.records(hub.contract(s.dataset())))
                .distinct()
                .forEach(tables::add);
        tables.add(Tables.SUBJECT);
        tables.add(Tables.IDENTIFIER);
        return tables;
    }

    @Override
    public List<Table> writes() {
        return List.of(Tables.EDGE, Tables.METRIC);
    }

    @Override
    public Map<String, Long> run(JobContext context) {
        write(context, ObservationDates.of(context).distinct());
        var lake = context.lake();
        var built = lake.read(Tables.EDGE, context.asOf());
        var today = col("observed_on").equalTo(lit(context.asOfSql()));
        var counts = new LinkedHashMap<String, Long>();
        counts.put("edges", built.where(today).count());
        var measured = lake.read(Tables.METRIC, context.asOf()).where(today);
        counts.put("vertices", measured.count());
        counts.put("external", measured.where(col("is_external")).count());
        counts.put(
                "components", measured.agg(countDistinct("component_id")).head().getLong(0));
        return counts;
    }

    /** Writes the network as it stood on each of the days. */
    public static void write(JobContext context, List<LocalDate> days) {
        var lake = context.lake();
        var network = context.hub().network();
        // Day by day: what a query costs to plan grows faster than its length.
        var edges = days.stream()
                .map(day ->
                        Lineage.cut(SupplyEdges.from(SupplyEdges.invoices(context, network, day), context.asOf(), day)))
                .reduce(Dataset::union)
                .orElseThrow();
        lake.replace(Tables.EDGE, context.asOf(), edges);

        var subjects = LinkedRecords.subjects(context).select("subject_id");
        var built = lake.read(Tables.EDGE, context.asOf());
        var metrics = days.stream()
                .map(day -> Lineage.cut(SupplyMetrics.of(
                        subjects,
                        built.where(col("observed_on").equalTo(lit(Date.valueOf(day)))),
                        context.asOf(),
                        day)))
                .reduce(Dataset::union)
                .orElseThrow();
        lake.replace(Tables.METRIC, context.asOf(), metrics);
    }
}
