package vinelake.models.score;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.sql.Date;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.models.ObservationDates;
import vinelake.models.feature.FeatureTable;
import vinelake.models.scorecard.FitException;
import vinelake.models.scorecard.FittedScorecard;
import vinelake.models.scorecard.Sample;
import vinelake.models.scorecard.ScorecardJson;

/** Fits the scorecard on the subjects whose outcome is known, or says why it cannot. */
public final class FitScorecard implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(FitScorecard.class);

    private final Hub hub;

    public FitScorecard(Hub hub) {
        this.hub = hub;
    }

    @Override
    public String name() {
        return "fit-scorecard";
    }

    @Override
    public List<Table> reads() {
        return List.of(Tables.FEATURE, Tables.LABEL);
    }

    @Override
    public List<Table> writes() {
        return List.of(Tables.SCORECARD);
    }

    @Override
    public Map<String, Long> run(JobContext context) {
        var fitting = ObservationDates.of(context).fitting();
        var rows = observed(context, fitting);
        var defaults = rows.stream().filter(r -> r.<Boolean>getAs("is_default")).count();
        String card = null;
        String refusal = null;
        try {
            card = ScorecardJson.write(FittedScorecard.fit(
                    sample(rows), hub.scorecard(), hub.scorecard().ridge()));
        } catch (FitException e) {
            refusal = e.getMessage();
            LOG.warn("no scorecard: {}", refusal);
        }
        write(context, fitting, rows.size(), defaults, card, refusal);
        var counts = new LinkedHashMap<String, Long>();
        counts.put("observed", (long) rows.size());
        counts.put("defaults", defaults);
        counts.put("cards", card == null ? 0L : 1L);
        return counts;
    }

    /** Subjects with an outcome, one row each with the features in columns, in order of subject. */
    private List<Row> observed(JobContext context, LocalDate fitting) {
        var onDay = col("observed_on").equalTo(lit(Date.valueOf(fitting)));
        var features = context.lake().read(Tables.FEATURE, context.asOf()).where(onDay);
        var labels =
                context.lake().read(Tables.LABEL, context.asOf()).where(onDay).select("subject_id", "is_default");
        return FeatureTable.wide(features, hub.features())
                .join(labels, "subject_id")
                .orderBy("subject_id")
                .collectAsList();
    }

    private Sample sample(List<Row> rows) {
        var values = new LinkedHashMap<String, double[]>();
        for (var feature : hub.scorecard().candidates()) {
            values.put(
                    feature,
                    rows.stream()
                            .mapToDouble(r -> r.getAs(feature) == null ? Double.NaN : r.<Double>getAs(feature))
                            .toArray());
        }
        var bad = new boolean[rows.size()];
        for (int i = 0; i < bad.length; i++) {
            bad[i] = rows.get(i).<Boolean>getAs("is_default");
        }
        return Sample.of(rows.stream().map(r -> r.<String>getAs("subject_id")).toList(), values, bad);
    }

    private static void write(
            JobContext context, LocalDate fitting, long observed, long defaults, String card, String refusal) {
        var row = RowFactory.create(context.asOfSql(), Date.valueOf(fitting), observed, defaults, card, refusal);
        var spark = context.lake().spark();
        context.lake()
                .replace(
                        Tables.SCORECARD,
                        context.asOf(),
                        spark.createDataFrame(List.of(row), Lake.schema(Tables.SCORECARD)));
    }
}
