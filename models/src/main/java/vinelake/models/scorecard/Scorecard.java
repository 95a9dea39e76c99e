package vinelake.models.scorecard;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import vinelake.core.policy.ScorecardPolicy;

/**
 * A fitted card: points for each bin of each feature on top of base points.
 *
 * <p>The logit of being bad is fitted on the features' weights of evidence; more weight must mean less risk, so that
 * all coefficients but the intercept are negative. The intercept makes the base points, and every bin has points of its
 * own, rounded to whole numbers each: a score is the sum of whole numbers, and 0 points are those of the average.
 *
 * @param logit on the weights of evidence, coefficients in the order of the characteristics
 * @param characteristics in the order of the policy's candidates
 * @param candidates all of them, and what became of each
 */
public record Scorecard(
        Scaling scaling,
        LogisticRegression logit,
        int basePoints,
        List<Characteristic> characteristics,
        List<Candidate> candidates) {

    public Scorecard {
        characteristics = List.copyOf(characteristics);
        candidates = List.copyOf(candidates);
        if (logit.coefficients().size() != characteristics.size() + 1) {
            throw new IllegalArgumentException(
                    "scorecard: %d coefficients for %d features. One per feature and an intercept are allowed."
                            .formatted(logit.coefficients().size(), characteristics.size()));
        }
    }

    /** Without a ridge. */
    public static Scorecard fit(Sample sample, ScorecardPolicy policy) {
        return fit(sample, policy, 0);
    }

    /**
     * Bins each candidate; drops those with too little information, then those that correlate with a better one, then
     * those beyond the policy's number; fits; while a coefficient has the wrong sign, drops of such features the one
     * with the least information and fits again.
     *
     * @param ridge weight of the penalty of {@link LogisticRegression}, 0 for none
     * @throws FitException with fewer than {@value Sample#MIN_EVENTS} bads or goods, or when no feature enters
     */
    public static Scorecard fit(Sample sample, ScorecardPolicy policy, double ridge) {
        sample.requireEvents();
        var card = fitAny(sample, policy, ridge);
        if (card.characteristics().isEmpty()) {
            throw new FitException(
                    "scorecard: no feature enters: %s. At least one that tells bad from good is needed. Offer other candidates or lower the minimum."
                            .formatted(card.candidates().stream()
                                    .map(c -> c.feature() + " (" + c.reason() + ")")
                                    .collect(Collectors.joining(", "))));
        }
        return card;
    }

    /** A card whatever the sample; without a feature it gives everybody the base points. */
    static Scorecard fitAny(Sample sample, ScorecardPolicy policy, double ridge) {
        var scaling = Scaling.of(policy);
        var selection = Selection.of(sample, policy, ridge);
        var coefficients = selection.logit().coefficients();
        List<Characteristic> characteristics = new ArrayList<>();
        for (var binning : selection.binnings()) {
            double coefficient = coefficients.get(characteristics.size() + 1).estimate();
            characteristics.add(Characteristic.of(binning, coefficient, scaling));
        }
        return new Scorecard(
                scaling,
                selection.logit(),
                scaling.basePoints(coefficients.get(0).estimate()),
                characteristics,
                selection.candidates());
    }

    /** The features of the card, in the order in which {@link #score} takes their values. */
    public List<String> features() {
        return characteristics.stream().map(Characteristic::feature).toList();
    }

    /**
     * The score of one subject.
     *
     * @param values one per feature, in the order of {@link #features}, NaN for missing
     * @throws IllegalArgumentException when there are more or fewer
     */
    public Score score(double... values) {
        if (values.length != characteristics.size()) {
            throw new IllegalArgumentException("scorecard: %d values for %d features. One per feature is allowed: %s."
                    .formatted(values.length, characteristics.size(), String.join(", ", features())));
        }
        int points = basePoints;
        var weights = new double[values.length];
        List<Score.Contribution> contributions = new ArrayList<>();
        for (int j = 0; j < values.length; j++) {
            var contribution = characteristics.get(j).contribution(values[j]);
            contributions.add(contribution);
            points += contribution.points();
            weights[j] = characteristics.get(j).woe(values[j]);
        }
        return new Score(points, logit.probability(weights), contributions);
    }

    /** The probability of default of every row. */
    double[] risks(Sample sample) {
        var columns = features().stream().map(sample::values).toArray(double[][]::new);
        var risks = new double[sample.rows()];
        var values = new double[columns.length];
        for (int row = 0; row < risks.length; row++) {
            for (int j = 0; j < columns.length; j++) {
                values[j] = columns[j][row];
            }
            risks[row] = score(values).probabilityOfDefault();
        }
        return risks;
    }
}
