package vinelake.models.profile;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import vinelake.core.contract.DatasetName;
import vinelake.core.policy.FeaturePolicy;
import vinelake.core.policy.FeaturePolicy.Aggregate;
import vinelake.core.policy.FeaturePolicy.Feature;
import vinelake.core.policy.FeaturePolicy.Formula;
import vinelake.core.policy.FeaturePolicy.Metric;
import vinelake.core.policy.NetworkPolicy;
import vinelake.lake.JobContext;
import vinelake.models.feature.FeatureTable;

/** The delivered rows that a feature of a subject rests on, with file and line. */
final class Evidence {

    /** A person follows a few rows back to the file; the count says how many there are. */
    private static final int SHOWN = 3;

    private final JobContext context;

    Evidence(JobContext context) {
        this.context = context;
    }

    /**
     * @param reasons subject_id, feature
     * @return subject_id, feature, row_count, rows: an array of (dataset, file, line), the latest first
     */
    Dataset<Row> of(Dataset<Row> reasons, List<String> features) {
        return features.stream()
                .map(feature -> of(reasons, feature))
                .reduce(Dataset::union)
                .orElseThrow();
    }

    private Dataset<Row> of(Dataset<Row> reasons, String feature) {
        var subjects = reasons.where(col("feature").equalTo(feature)).select("subject_id");
        var rows = rows(feature).join(subjects, "subject_id");
        var latestFirst = Window.partitionBy("subject_id")
                .orderBy(desc("happened_on"), desc("file"), desc("line_number"), col("dataset"));
        var shown = rows.withColumn("place", row_number().over(latestFirst))
                .where(col("place").leq(SHOWN))
                .groupBy("subject_id")
                .agg(array_sort(collect_list(struct(
                                col("place"),
                                struct(
                                                col("dataset"),
                                                col("file"),
                                                col("line_number").as("line"))
                                        .as("source"))))
                        .as("placed"));
        return rows.groupBy("subject_id")
                .agg(count(lit(1)).as("row_count"))
                .join(shown, "subject_id")
                .select(
                        col("subject_id"),
                        lit(feature).as("feature"),
                        col("row_count"),
                        col("placed.source").as("rows"));
    }

    /** The rows that an aggregate counts; of a formula those of all its aggregates; of a metric the invoices. */
    private Dataset<Row> rows(String feature) {
        var sources = new LinkedHashMap<String, Dataset<Row>>();
        collect(named(feature), sources);
        return sources.values().stream().reduce(Dataset::union).orElseThrow().distinct();
    }

    private void collect(Feature feature, Map<String, Dataset<Row>> sources) {
        if (feature instanceof Aggregate aggregate) {
            for (var dataset : aggregate.datasets()) {
                var date = aggregate.date().isEmpty() ? "as_of_date" : aggregate.date();
                sources.put(
                        aggregate.name() + "@" + dataset,
                        places(FeatureTable.rows(context, aggregate, dataset, context.asOf()), dataset, date));
            }
        } else if (feature instanceof Formula formula) {
            parts(formula).forEach(part -> collect(part, sources));
        } else if (feature instanceof Metric metric) {
            for (var supply : context.hub().network().supplies()) {
                for (var side : sides(metric, supply)) {
                    sources.put(supply.dataset() + "/" + side, invoices(supply, side));
                }
            }
        }
    }

    /** What a metric says of customers rests on the invoices that the subject issued, of suppliers on those it got. */
    private static List<String> sides(Metric metric, NetworkPolicy.Supply supply) {
        var name = metric.metric();
        if (name.contains("customer") || name.contains("sales")) {
            return List.of(supply.seller());
        }
        if (name.contains("supplier") || name.contains("purchases")) {
            return List.of(supply.buyer());
        }
        return List.of(supply.seller(), supply.buyer());
    }

    private Dataset<Row> invoices(NetworkPolicy.Supply supply, String side) {
        int months = context.hub().network().windowMonths();
        var asAggregate = new Aggregate(
                "", "", "", "", List.of(supply.dataset()), side, supply.date(), months, supply.where(), "", null);
        return places(
                FeatureTable.rows(context, asAggregate, supply.dataset(), context.asOf()),
                supply.dataset(),
                supply.date());
    }

    private static Dataset<Row> places(Dataset<Row> rows, DatasetName dataset, String date) {
        return rows.select(
                col("subject_id"),
                lit(dataset.toString()).as("dataset"),
                coalesce(col(date).cast("date"), col("as_of_date")).as("happened_on"),
                col("file"),
                col("line_number"));
    }

    private List<Feature> parts(Formula formula) {
        var parts = new ArrayList<Feature>();
        for (var feature : catalogue().features()) {
            if (Pattern.compile("\\b" + feature.name() + "\\b", Pattern.CASE_INSENSITIVE)
                    .matcher(formula.value())
                    .find()) {
                parts.add(feature);
            }
        }
        return parts;
    }

    private Feature named(String name) {
        return catalogue().features().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no feature %s in the catalogue".formatted(name)));
    }

    private FeaturePolicy catalogue() {
        return context.hub().features();
    }
}
