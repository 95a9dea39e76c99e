package vinelake.models.extract;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.net.URI;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import vinelake.core.policy.FeaturePolicy;
import vinelake.core.policy.LabelPolicy;
import vinelake.core.table.Tables;
import vinelake.lake.JobContext;
import vinelake.models.MonthWindow;
import vinelake.models.feature.ComputeFeatures;
import vinelake.models.feature.FeatureTable;
import vinelake.models.network.BuildNetwork;

/**
 * What a bank's data scientist learns from: the subjects that allow it, under pseudonyms, with what was known of them on
 * past days and what became of them within the performance window.
 */
public final class ExtractObservations {

    private static final StructType PSEUDONYMS =
            StructType.fromDDL("subject_id STRING NOT NULL, subject STRING NOT NULL");

    private static final StructType CATALOGUE = StructType.fromDDL(
            "feature STRING, title STRING, meaning STRING, unit STRING, source STRING, window_months INT");

    /**
     * The days to look at: the as-of date, and before it a day a quarter whose performance window has ended by then.
     *
     * @param vintages how many of these, at least 1
     * @return the earliest first
     */
    public static List<LocalDate> days(LocalDate asOf, LabelPolicy label, int vintages) {
        if (label.isCrossSection()) {
            return List.of(asOf);
        }
        var latest = MonthWindow.before(asOf, label.windowMonths());
        var days = new ArrayList<LocalDate>();
        IntStream.range(0, vintages)
                .map(i -> vintages - 1 - i)
                .forEach(i -> days.add(MonthWindow.before(latest, 3 * i)));
        days.add(asOf);
        return days;
    }

    /**
     * Computes network, features and labels of the days into the derived tables of the context's lake, and joins them.
     *
     * @param context on a lake whose derived tables lie in a folder of their own
     * @param days as from {@link #days}
     * @param pseudonyms the subjects of the extract, with what stands for each
     * @return subject, as_of_date, known_at, a column per feature, is_default (NULL where it is not known or the subject
     *     could not default), outcome_until
     */
    static Dataset<Row> of(JobContext context, List<LocalDate> days, Map<String, String> pseudonyms) {
        var label = context.hub().label();
        var fitting = days.stream()
                .filter(day -> label.isCrossSection()
                        || !MonthWindow.before(context.asOf(), label.windowMonths())
                                .isBefore(day))
                .toList();
        BuildNetwork.write(context, days);
        ComputeFeatures.write(context, days, fitting);

        var names = names(context, pseudonyms);
        var labels =
                context.lake().read(Tables.LABEL, context.asOf()).select("subject_id", "observed_on", "is_default");
        return days.stream()
                .map(day -> onDay(context, day))
                .reduce(Dataset::union)
                .orElseThrow()
                .join(broadcast(names), "subject_id")
                .join(labels, new String[] {"subject_id", "observed_on"}, "left")
                .select(columns(context.hub().features(), context));
    }

    /**
     * Writes the Delta tables {@code observation} and {@code catalogue}.
     *
     * @param out an empty folder
     * @return how many observations
     */
    public static long write(JobContext context, List<LocalDate> days, Map<String, String> pseudonyms, URI out) {
        save(of(context, days, pseudonyms).orderBy("as_of_date", "subject"), out, "observation");
        save(catalogue(context), out, "catalogue");
        return context.lake()
                .spark()
                .read()
                .format("delta")
                .load(table(out, "observation"))
                .count();
    }

    private static void save(Dataset<Row> rows, URI out, String table) {
        rows.coalesce(1).write().format("delta").save(table(out, table));
    }

    private static String table(URI out, String table) {
        var folder = out.toString();
        return (folder.endsWith("/") ? folder : folder + "/") + table;
    }

    /** The features of the extract, with what they mean. */
    static Dataset<Row> catalogue(JobContext context) {
        var rows = new ArrayList<Row>();
        for (var feature : context.hub().features().features()) {
            String source = "";
            Integer window = null;
            if (feature instanceof FeaturePolicy.Aggregate aggregate) {
                source = String.join(
                        ", ",
                        aggregate.datasets().stream().map(Object::toString).toList());
                window = aggregate.windowMonths() == 0 ? null : aggregate.windowMonths();
            } else if (feature instanceof FeaturePolicy.Metric metric) {
                source = "network/metric: " + metric.metric();
            } else if (feature instanceof FeaturePolicy.Formula formula) {
                source = formula.value();
            }
            rows.add(RowFactory.create(
                    feature.name(), feature.title(), feature.meaning(), feature.unit(), source, window));
        }
        return context.lake().spark().createDataFrame(rows, CATALOGUE);
    }

    private static Dataset<Row> onDay(JobContext context, LocalDate day) {
        var features = context.lake()
                .read(Tables.FEATURE, context.asOf())
                .where(col("observed_on").equalTo(lit(Date.valueOf(day))));
        return FeatureTable.wide(features, context.hub().features())
                .withColumn("observed_on", lit(Date.valueOf(day)))
                .withColumn("outcome_until", lit(Date.valueOf(outcomeUntil(context, day))));
    }

    private static LocalDate outcomeUntil(JobContext context, LocalDate day) {
        return MonthWindow.before(day, -context.hub().label().windowMonths());
    }

    private static Dataset<Row> names(JobContext context, Map<String, String> pseudonyms) {
        var rows = pseudonyms.entrySet().stream()
                .map(e -> RowFactory.create(e.getKey(), e.getValue()))
                .toList();
        return context.lake().spark().createDataFrame(rows, PSEUDONYMS);
    }

    private static Column[] columns(FeaturePolicy features, JobContext context) {
        var columns = new ArrayList<Column>();
        columns.add(col("subject"));
        columns.add(col("observed_on").as("as_of_date"));
        columns.add(lit(Timestamp.from(context.knownAt())).as("known_at"));
        features.features().forEach(f -> columns.add(col(f.name())));
        columns.add(col("is_default"));
        columns.add(col("outcome_until"));
        return columns.toArray(Column[]::new);
    }

    private ExtractObservations() {}
}
