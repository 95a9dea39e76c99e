package vinelake.core.policy;

import java.util.List;

/**
 * How the scorecard is fitted and scaled, and what its scores mean.
 *
 * @param candidates features that may enter
 * @param maxBins bins per feature at most, missing values beside them
 * @param minBinShare share of the observed subjects that a bin holds at least
 * @param minInformationValue a feature below it does not enter
 * @param maxFeatures features in the card at most, by information value
 * @param baseScore score at the base odds
 * @param baseOdds good to bad odds at the base score
 * @param pointsToDoubleOdds points that double the odds
 * @param folds folds of the cross-validation
 * @param ridge weight of the penalty on the coefficients' squares, 0 for none; a handful of defaults needs one, because
 *     they can be told apart without a mistake and the logit then has no maximum
 * @param notScored when too little is known, first match wins
 * @param grades from the best; the last one has no minimum
 */
public record ScorecardPolicy(
        List<String> candidates,
        int maxBins,
        double minBinShare,
        double minInformationValue,
        int maxFeatures,
        int baseScore,
        double baseOdds,
        int pointsToDoubleOdds,
        int folds,
        double ridge,
        List<NotScored> notScored,
        List<Grade> grades) {

    /** Of a hub without subjects: no feature enters. */
    public static final ScorecardPolicy NONE =
            new ScorecardPolicy(List.of(), 2, 0.05, 0, 1, 600, 1, 20, 2, 0, List.of(), List.of());

    public ScorecardPolicy {
        candidates = List.copyOf(candidates);
        notScored = List.copyOf(notScored);
        grades = List.copyOf(grades);
    }

    /**
     * A subject of whom too little is known.
     *
     * @param when SQL predicate over the features
     * @param reason what a bank officer reads (Chinese)
     */
    public record NotScored(String when, String reason) {}

    /**
     * A band of scores.
     *
     * @param minScore the lowest score of the grade; {@link #NO_MINIMUM} for the last one
     */
    public record Grade(String name, int minScore, String meaning) {

        public static final int NO_MINIMUM = Integer.MIN_VALUE;
    }
}
