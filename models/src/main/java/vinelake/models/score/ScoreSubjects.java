package vinelake.models.score;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import vinelake.core.hub.Hub;
import vinelake.core.policy.ScorecardPolicy;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.models.feature.FeatureTable;

/** Scores every subject of which enough is known, and says of the others why it does not. */
public final class ScoreSubjects implements Job {

    private final Hub hub;

    public ScoreSubjects(Hub hub) {
        this.hub = hub;
    }

    @Override
    public String name() {
        return "score-subjects";
    }

    @Override
    public List<Table> reads() {
        return List.of(Tables.FEATURE, Tables.SCORECARD);
    }

    @Override
    public List<Table> writes() {
        return List.of(Tables.SCORE);
    }

    @Override
    public Map<String, Long> run(JobContext context) {
        var lake = context.lake();
        var today = lake.read(Tables.FEATURE, context.asOf())
                .where(col("observed_on").equalTo(lit(context.asOfSql())));
        var model = lake.read(Tables.SCORECARD, context.asOf()).head();
        var wide = FeatureTable.wide(today, hub.features());
        lake.replace(Tables.SCORE, context.asOf(), score(context, wide, model));

        var scores = lake.read(Tables.SCORE, context.asOf());
        var counts = new LinkedHashMap<String, Long>();
        counts.put("scored", scores.where(col("is_scored")).count());
        counts.put("not_scored", scores.where(not(col("is_scored"))).count());
        return counts;
    }

    private Dataset<Row> score(JobContext context, Dataset<Row> wide, Row model) {
        var policy = hub.scorecard();
        Optional<String> card = Optional.ofNullable(model.getAs("card"));
        var reason = card.isEmpty() ? lit("没有可用的评分卡：" + model.getAs("refusal")) : notScoredReason(policy);
        var scorer = card.map(json -> SubjectScorer.of(json, policy)).orElseGet(() -> SubjectScorer.none(policy));
        return wide.withColumn("not_scored_reason", reason)
                .withColumn("as_of_date", lit(context.asOfSql()))
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>) rows -> scores(scorer, rows),
                        Encoders.row(Lake.schema(Tables.SCORE)))
                .select(Lake.columns(Tables.SCORE));
    }

    private static Iterator<Row> scores(SubjectScorer scorer, Iterator<Row> rows) {
        var scored = new ArrayList<Row>();
        rows.forEachRemaining(row -> scored.add(scorer.score(row)));
        return scored.iterator();
    }

    private static Column notScoredReason(ScorecardPolicy policy) {
        Column reason = lit(null).cast("string");
        for (int i = policy.notScored().size() - 1; i >= 0; i--) {
            var rule = policy.notScored().get(i);
            reason = when(coalesce(expr(rule.when()), lit(false)), lit(rule.reason()))
                    .otherwise(reason);
        }
        return reason;
    }
}
