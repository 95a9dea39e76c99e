package vinelake.models.score;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import vinelake.core.policy.ScorecardPolicy;
import vinelake.models.scorecard.Score;
import vinelake.models.scorecard.Scorecard;
import vinelake.models.scorecard.ScorecardJson;

/** Applies a fitted card in a task: it travels as JSON, as a release keeps it. */
final class SubjectScorer implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String cardJson;
    private final List<String> gradeNames;
    private final List<Integer> gradeMinimums;
    private transient Scorecard card;

    private SubjectScorer(String cardJson, ScorecardPolicy policy) {
        this.cardJson = cardJson;
        this.gradeNames = new ArrayList<>(
                policy.grades().stream().map(ScorecardPolicy.Grade::name).toList());
        this.gradeMinimums = new ArrayList<>(
                policy.grades().stream().map(ScorecardPolicy.Grade::minScore).toList());
    }

    static SubjectScorer of(String cardJson, ScorecardPolicy policy) {
        return new SubjectScorer(cardJson, policy);
    }

    /** Where there is no card nobody is scored. */
    static SubjectScorer none(ScorecardPolicy policy) {
        return new SubjectScorer(null, policy);
    }

    /**
     * @param subject subject_id, as_of_date, not_scored_reason and the features
     * @return a row of {@link vinelake.core.table.Tables#SCORE}
     */
    Row score(Row subject) {
        String reason = subject.getAs("not_scored_reason");
        if (reason != null) {
            return RowFactory.create(
                    subject.getAs("as_of_date"),
                    subject.getAs("subject_id"),
                    false,
                    reason,
                    null,
                    null,
                    null,
                    new Row[0]);
        }
        double[] values =
                card().features().stream().mapToDouble(f -> value(subject, f)).toArray();
        var score = card().score(values);
        return RowFactory.create(
                subject.getAs("as_of_date"),
                subject.getAs("subject_id"),
                true,
                null,
                score.points(),
                score.probabilityOfDefault(),
                grade(score.points()),
                contributions(score, values));
    }

    private static double value(Row subject, String feature) {
        Double value = subject.getAs(feature);
        return value == null ? Double.NaN : value;
    }

    private static Row[] contributions(Score score, double[] values) {
        var order = new ArrayList<Integer>();
        for (int i = 0; i < values.length; i++) {
            order.add(i);
        }
        // A stable sort: features that lose the same points keep the card's order.
        order.sort(Comparator.comparingInt(i -> -score.contributions().get(i).pointsLost()));
        return order.stream()
                .map(i -> {
                    var c = score.contributions().get(i);
                    var value = Double.isNaN(values[i]) ? null : values[i];
                    return RowFactory.create(c.feature(), value, c.bin(), c.points(), c.pointsLost());
                })
                .toArray(Row[]::new);
    }

    private String grade(int points) {
        for (int i = 0; i < gradeNames.size(); i++) {
            if (points >= gradeMinimums.get(i)) {
                return gradeNames.get(i);
            }
        }
        throw new IllegalStateException("no grade for %d points: the last grade has a minimum".formatted(points));
    }

    private Scorecard card() {
        if (card == null) {
            card = ScorecardJson.read(cardJson).card();
        }
        return card;
    }
}
