package vinelake.models.profile;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import vinelake.core.contract.DatasetName;
import vinelake.core.policy.FeaturePolicy.Aggregate;
import vinelake.core.policy.FeaturePolicy.Feature;
import vinelake.core.policy.FeaturePolicy.Formula;
import vinelake.core.policy.FeaturePolicy.Metric;
import vinelake.core.policy.NetworkPolicy;
import vinelake.lake.JobContext;
import vinelake.models.LinkedRecords;
import vinelake.models.feature.FeatureTable;

/** The delivered rows that a feature of a subject rests on, with file and line. */
final class Evidence {

    /** A person follows a few rows back to the file; the count says how many there are. */
    private static final int SHOWN = 3;

    private static final Column[] REASON = {col("subject_id"), col("feature")};

    /** The rows of a dataset by the subject that a column of it names: read once for all features. */
    private record Source(DatasetName dataset, String subject) {}

    /** Which rows of a source a feature counts, and the day when they happened. */
    private record Use(String feature, Column isCounted, Column happenedOn) {}

    private final JobContext context;
    private final Map<Source, List<Use>> uses = new LinkedHashMap<>();

    private Evidence(JobContext context) {
        this.context = context;
    }

    /**
     * @param reasons subject_id, feature
     * @param features those that occur among the reasons, at least one
     * @return subject_id, feature, row_count, rows: an array of (dataset, file, line), the latest first
     */
    static Dataset<Row> of(JobContext context, Dataset<Row> reasons, List<String> features) {
        var evidence = new Evidence(context);
        features.forEach(feature -> evidence.collect(feature, evidence.named(feature)));
        return evidence.rows(reasons.select(REASON));
    }

    private Dataset<Row> rows(Dataset<Row> reasons) {
        var ofReason = Window.partitionBy(REASON);
        var latestFirst = ofReason.orderBy(desc("happened_on"), desc("file"), desc("line_number"), col("dataset"));
        return uses.entrySet().stream()
                .map(e -> places(e.getKey(), e.getValue()))
                .reduce(Dataset::union)
                .orElseThrow()
                .join(reasons, new String[] {"subject_id", "feature"})
                .withColumn("row_count", count(lit(1)).over(ofReason))
                .withColumn("place", row_number().over(latestFirst))
                .where(col("place").leq(SHOWN))
                .groupBy("subject_id", "feature", "row_count")
                .agg(array_sort(collect_list(struct(
                                col("place"),
                                struct(
                                                col("dataset"),
                                                col("file"),
                                                col("line_number").as("line"))
                                        .as("source"))))
                        .as("placed"))
                .select(
                        col("subject_id"),
                        col("feature"),
                        col("row_count"),
                        col("placed.source").as("rows"));
    }

    /** One row per record and feature that counts it. */
    private Dataset<Row> places(Source source, List<Use> features) {
        var contract = context.hub().contract(source.dataset());
        var counted = features.stream()
                .map(use -> when(
                        use.isCounted(),
                        struct(
                                lit(use.feature()).as("feature"),
                                coalesce(use.happenedOn().cast("date"), col("as_of_date"))
                                        .as("happened_on"))))
                .toArray(Column[]::new);
        return LinkedRecords.ofSubjects(context, contract, source.subject(), context.asOf())
                .select(
                        col("subject_id"),
                        lit(source.dataset().toString()).as("dataset"),
                        col("file"),
                        col("line_number"),
                        explode(array_compact(array(counted))).as("use"))
                .select(
                        col("subject_id"),
                        col("use.feature").as("feature"),
                        col("dataset"),
                        col("use.happened_on").as("happened_on"),
                        col("file"),
                        col("line_number"));
    }

    /** Of an aggregate the rows that it counts, of a formula those of all its parts, of a metric the invoices. */
    private void collect(String reason, Feature feature) {
        if (feature instanceof Aggregate aggregate) {
            aggregate.datasets().forEach(dataset -> add(reason, aggregate, dataset));
        } else if (feature instanceof Formula formula) {
            parts(formula).forEach(part -> collect(reason, part));
        } else if (feature instanceof Metric metric) {
            for (var supply : context.hub().network().supplies()) {
                sides(metric, supply).forEach(side -> add(reason, invoices(supply, side), supply.dataset()));
            }
        }
    }

    /** Where a formula has two parts that look at the same source, a row that both count is one row. */
    private void add(String reason, Aggregate aggregate, DatasetName dataset) {
        var isCounted = FeatureTable.isCounted(aggregate, context.asOf());
        var happenedOn = col(aggregate.date().isEmpty() ? "as_of_date" : aggregate.date());
        var ofSource = uses.computeIfAbsent(new Source(dataset, aggregate.subject()), s -> new ArrayList<>());
        for (int i = 0; i < ofSource.size(); i++) {
            var earlier = ofSource.get(i);
            if (earlier.feature().equals(reason)) {
                ofSource.set(i, new Use(reason, earlier.isCounted().or(isCounted), earlier.happenedOn()));
                return;
            }
        }
        ofSource.add(new Use(reason, isCounted, happenedOn));
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

    private Aggregate invoices(NetworkPolicy.Supply supply, String side) {
        int months = context.hub().network().windowMonths();
        return new Aggregate(
                "", "", "", "", List.of(supply.dataset()), side, supply.date(), months, supply.where(), "", null);
    }

    private List<Feature> parts(Formula formula) {
        return context.hub().features().features().stream()
                .filter(f -> Pattern.compile("\\b" + f.name() + "\\b", Pattern.CASE_INSENSITIVE)
                        .matcher(formula.value())
                        .find())
                .toList();
    }

    private Feature named(String name) {
        return context.hub().features().features().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no feature %s in the catalogue".formatted(name)));
    }
}
