package vinelake.models.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Date;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import vinelake.core.policy.ScorecardPolicy;
import vinelake.core.policy.ScorecardPolicy.Grade;
import vinelake.models.scorecard.FittedScorecard;
import vinelake.models.scorecard.Sample;
import vinelake.models.scorecard.ScorecardJson;

class SubjectScorerTest {

    private static final StructType SUBJECT = StructType.fromDDL(
            "subject_id STRING, as_of_date DATE, not_scored_reason STRING, sales DOUBLE, arrears DOUBLE");

    private static final FittedScorecard FITTED = fit();
    private static final String CARD = ScorecardJson.write(FITTED);

    @Test
    void theScoreIsTheBasePointsAndWhatEachFeatureAdds() {
        for (var subject : List.of(subject(1.0, 3.0), subject(20.0, 0.0), subject(null, 1.0), subject(null, null))) {
            var scored = scorer(policy(grade("A", Grade.NO_MINIMUM))).score(subject);

            int sum = FITTED.card().basePoints();
            for (var contribution : contributions(scored)) {
                sum += contribution.getInt(3);
            }
            assertThat(scored.getInt(4)).isEqualTo(sum);
            assertThat(scored.getBoolean(2)).isTrue();
            assertThat(scored.getDouble(5)).isBetween(0.0, 1.0);
        }
    }

    @Test
    void theFeatureThatCostsMostComesFirstWithItsValueOrNone() {
        var scored = scorer(policy(grade("A", Grade.NO_MINIMUM))).score(subject(1.0, null));

        var contributions = contributions(scored);
        assertThat(contributions).extracting(c -> c.getString(0)).containsExactlyInAnyOrder("sales", "arrears");
        assertThat(contributions.get(0).getInt(4))
                .isGreaterThanOrEqualTo(contributions.get(1).getInt(4));
        assertThat(contributions).allSatisfy(c -> {
            assertThat(c.getInt(4)).isNotNegative();
            assertThat(c.<Double>getAs(1)).isEqualTo(c.getString(0).equals("sales") ? 1.0 : null);
        });
    }

    @Test
    void aScoreAtTheMinimumOfAGradeHasThatGrade() {
        int points = scorer(policy(grade("A", Grade.NO_MINIMUM)))
                .score(subject(20.0, 0.0))
                .getInt(4);

        assertThat(gradeWithMinima(points, points - 1)).isEqualTo("A");
        assertThat(gradeWithMinima(points + 1, points)).isEqualTo("B");
        assertThat(gradeWithMinima(points + 2, points + 1)).isEqualTo("C");
    }

    @Test
    void whoIsNotScoredHasAReasonAndNeitherScoreNorGrade() {
        var subject =
                new GenericRowWithSchema(new Object[] {"S1", Date.valueOf("2026-06-30"), "没有申报", 1.0, 1.0}, SUBJECT);

        var scored = scorer(policy(grade("A", Grade.NO_MINIMUM))).score(subject);

        assertThat(scored.getBoolean(2)).isFalse();
        assertThat(scored.getString(3)).isEqualTo("没有申报");
        assertThat(List.of(4, 5, 6)).allMatch(scored::isNullAt);
        assertThat(contributions(scored)).isEmpty();
    }

    @Test
    void travelsToATaskAndScoresThereAsHere() throws Exception {
        var scorer = scorer(policy(grade("A", 600), grade("B", Grade.NO_MINIMUM)));
        var bytes = new java.io.ByteArrayOutputStream();
        try (var out = new java.io.ObjectOutputStream(bytes)) {
            out.writeObject(scorer);
        }

        try (var in = new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(bytes.toByteArray()))) {
            var there = (SubjectScorer) in.readObject();
            var scoredThere = there.score(subject(5.0, 2.0));
            var scoredHere = scorer.score(subject(5.0, 2.0));
            assertThat(scoredThere.getInt(4)).isEqualTo(scoredHere.getInt(4));
            assertThat(scoredThere.getString(6)).isEqualTo(scoredHere.getString(6));
            assertThat(contributions(scoredThere)).isEqualTo(contributions(scoredHere));
        }
    }

    private static String gradeWithMinima(int minimumOfA, int minimumOfB) {
        return scorer(policy(grade("A", minimumOfA), grade("B", minimumOfB), grade("C", Grade.NO_MINIMUM)))
                .score(subject(20.0, 0.0))
                .getString(6);
    }

    private static SubjectScorer scorer(ScorecardPolicy policy) {
        return SubjectScorer.of(CARD, policy);
    }

    private static List<Row> contributions(Row scored) {
        return List.of((Row[]) scored.get(7));
    }

    private static Row subject(Double sales, Double arrears) {
        return new GenericRowWithSchema(new Object[] {"S1", Date.valueOf("2026-06-30"), null, sales, arrears}, SUBJECT);
    }

    /** Forty subjects: the more sales and the fewer arrears, the fewer defaults, with some of each everywhere. */
    private static FittedScorecard fit() {
        var keys = new ArrayList<String>();
        var sales = new double[40];
        var arrears = new double[40];
        var bad = new boolean[40];
        for (int i = 0; i < 40; i++) {
            keys.add("S" + i);
            sales[i] = i / 2;
            arrears[i] = i % 4;
            bad[i] = (i * 7 + 3 * (i % 4)) % 40 > 12 + i / 2;
        }
        var features = new LinkedHashMap<String, double[]>();
        features.put("sales", sales);
        features.put("arrears", arrears);
        return FittedScorecard.fit(Sample.of(keys, features, bad), policy(grade("A", Grade.NO_MINIMUM)), 1);
    }

    private static ScorecardPolicy policy(Grade... grades) {
        return new ScorecardPolicy(
                List.of("sales", "arrears"), 4, 0.1, 0.001, 2, 600, 1, 40, 2, 1, List.of(), List.of(grades));
    }

    private static Grade grade(String name, int minimum) {
        return new Grade(name, minimum, name);
    }
}
