package vinelake.models.scorecard;

import vinelake.core.policy.ScorecardPolicy;

/** A card and what it is worth: what a release pins. */
public record FittedScorecard(Scorecard card, Evaluation evaluation) {

    /**
     * Fits a card to all rows and cross-validates the way it was made.
     *
     * @param ridge weight of the penalty of {@link LogisticRegression}, 0 for none
     * @throws FitException as for {@link Scorecard#fit(Sample, ScorecardPolicy, double)}
     */
    public static FittedScorecard fit(Sample sample, ScorecardPolicy policy, double ridge) {
        return new FittedScorecard(
                Scorecard.fit(sample, policy, ridge), Evaluation.crossValidate(sample, policy, ridge));
    }
}
