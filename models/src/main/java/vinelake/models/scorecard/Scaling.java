package vinelake.models.scorecard;

import vinelake.core.policy.ScorecardPolicy;

/**
 * From odds to points: score = offset + factor * ln(odds of good to bad).
 *
 * @param baseScore score at the base odds
 * @param baseOdds good to bad
 * @param pointsToDoubleOdds points that double the odds
 */
public record Scaling(int baseScore, double baseOdds, int pointsToDoubleOdds) {

    public Scaling {
        if (!(baseOdds > 0 && baseOdds < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "scorecard: baseOdds is %s. A positive number is allowed. Change it.".formatted(baseOdds));
        }
        if (pointsToDoubleOdds <= 0) {
            throw new IllegalArgumentException(
                    "scorecard: pointsToDoubleOdds is %d. A positive number is allowed. Change it."
                            .formatted(pointsToDoubleOdds));
        }
    }

    static Scaling of(ScorecardPolicy policy) {
        return new Scaling(policy.baseScore(), policy.baseOdds(), policy.pointsToDoubleOdds());
    }

    /** Points per unit of ln(odds). */
    public double factor() {
        return pointsToDoubleOdds / StrictMath.log(2);
    }

    /** Score at odds of 1 to 1. */
    public double offset() {
        return baseScore - factor() * StrictMath.log(baseOdds);
    }

    /** @param logit ln(probability of bad / probability of good) */
    int basePoints(double logit) {
        return Math.toIntExact(Math.round(offset() - factor() * logit));
    }

    /** What a term of the logit adds to the score. */
    int points(double term) {
        return Math.toIntExact(Math.round(-factor() * term));
    }
}
