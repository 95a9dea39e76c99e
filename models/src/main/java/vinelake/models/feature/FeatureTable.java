package vinelake.models.feature;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import vinelake.core.contract.DatasetName;
import vinelake.core.policy.FeaturePolicy;
import vinelake.core.policy.FeaturePolicy.Aggregate;
import vinelake.core.policy.FeaturePolicy.Formula;
import vinelake.core.policy.FeaturePolicy.Metric;
import vinelake.core.table.Tables;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.models.LinkedRecords;
import vinelake.models.MonthWindow;

/** Computes every feature of the catalogue for every subject, knowing nothing later than a day. */
public final class FeatureTable {

    /** The rows that a feature looks at: features that look at the same rows are computed together. */
    private record Source(List<DatasetName> datasets, String subject, String date, int windowMonths, String where) {
        private static Source of(Aggregate feature) {
            return new Source(
                    feature.datasets(), feature.subject(), feature.date(), feature.windowMonths(), feature.where());
        }
    }

    private final JobContext context;
    private final LocalDate observedOn;

    private FeatureTable(JobContext context, LocalDate observedOn) {
        this.context = context;
        this.observedOn = observedOn;
    }

    /** @return rows of {@link Tables#FEATURE}, one per subject and feature */
    static Dataset<Row> of(JobContext context, FeaturePolicy policy, LocalDate observedOn) {
        return new FeatureTable(context, observedOn).longForm(policy);
    }

    /** One row per subject, one column per feature, from {@link Tables#FEATURE}. */
    public static Dataset<Row> wide(Dataset<Row> features, FeaturePolicy policy) {
        var names = policy.features().stream().map(f -> (Object) f.name()).toList();
        return features.groupBy("subject_id").pivot("feature", names).agg(functions.max("value"));
    }

    /** Whether a feature counts a record of one of its datasets: its filter, and its window before the day. */
    public static Column isCounted(Aggregate feature, LocalDate observedOn) {
        return isCounted(Source.of(feature), observedOn);
    }

    private static Column isCounted(Source source, LocalDate observedOn) {
        var fulfils = coalesce(expr(onDay(source.where(), observedOn)), lit(false));
        return source.date().isEmpty()
                ? fulfils
                : fulfils.and(MonthWindow.isWithin(col(source.date()), observedOn, source.windowMonths()));
    }

    private Dataset<Row> longForm(FeaturePolicy policy) {
        var wide = LinkedRecords.subjects(context).select("subject_id");
        for (var group : aggregatesBySource(policy).entrySet()) {
            wide = wide.join(aggregate(group.getKey(), group.getValue()), new String[] {"subject_id"}, "left");
        }
        wide = wide.join(metrics(policy), new String[] {"subject_id"}, "left");
        for (var feature : policy.features()) {
            if (feature instanceof Aggregate aggregate && aggregate.none() != null) {
                wide = wide.withColumn(aggregate.name(), coalesce(col(aggregate.name()), lit(aggregate.none())));
            } else if (feature instanceof Formula formula) {
                wide = wide.withColumn(formula.name(), value(formula.value()));
            }
        }
        var values = policy.features().stream()
                .map(f -> col(f.name()).cast("double").as(f.name()))
                .toArray(Column[]::new);
        return wide.unpivot(new Column[] {col("subject_id")}, values, "feature", "value")
                .withColumn("as_of_date", lit(context.asOfSql()))
                .withColumn("observed_on", lit(Date.valueOf(observedOn)))
                .select(Lake.columns(Tables.FEATURE));
    }

    private static LinkedHashMap<Source, List<Aggregate>> aggregatesBySource(FeaturePolicy policy) {
        var groups = new LinkedHashMap<Source, List<Aggregate>>();
        for (var feature : policy.features()) {
            if (feature instanceof Aggregate aggregate) {
                groups.computeIfAbsent(Source.of(aggregate), s -> new ArrayList<>())
                        .add(aggregate);
            }
        }
        return groups;
    }

    private Dataset<Row> aggregate(Source source, List<Aggregate> features) {
        var first = value(features.get(0).value()).as(features.get(0).name());
        var others = features.stream()
                .skip(1)
                .map(f -> value(f.value()).as(f.name()))
                .toArray(Column[]::new);
        return source.datasets().stream()
                .map(dataset -> rows(source, dataset))
                .reduce((a, b) -> a.unionByName(b, true))
                .orElseThrow()
                .groupBy("subject_id")
                .agg(first, others);
    }

    private Dataset<Row> rows(Source source, DatasetName dataset) {
        var contract = context.hub().contract(dataset);
        return LinkedRecords.ofSubjects(context, contract, source.subject(), observedOn)
                .where(isCounted(source, observedOn));
    }

    private Dataset<Row> metrics(FeaturePolicy policy) {
        var columns = new LinkedHashSet<Column>();
        columns.add(col("vertex_id").as("subject_id"));
        for (var feature : policy.features()) {
            if (feature instanceof Metric metric) {
                columns.add(col(metric.metric()).as(metric.name()));
            }
        }
        return context.lake()
                .read(Tables.METRIC, context.asOf())
                .where(col("observed_on").equalTo(lit(Date.valueOf(observedOn))))
                .select(columns.toArray(Column[]::new));
    }

    private Column value(String sql) {
        return expr(onDay(sql, observedOn));
    }

    /** The catalogue's parameter, bound: a policy may look at the day of observation and at no other clock. */
    static String onDay(String sql, LocalDate observedOn) {
        return sql.replace(":observed_on", "DATE'" + observedOn + "'");
    }
}
