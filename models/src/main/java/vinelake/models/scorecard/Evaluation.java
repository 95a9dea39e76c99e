package vinelake.models.scorecard;

import java.util.ArrayList;
import java.util.List;
import vinelake.core.policy.ScorecardPolicy;

/**
 * What a card is worth on subjects that it was not fitted on.
 *
 * <p>Stratified cross-validation: every fold bins, selects and fits anew on the other folds' rows. The probabilities of
 * default of all held-out rows are pooled, and measured once.
 *
 * @param metrics of the pooled probabilities
 */
public record Evaluation(List<Fold> folds, Metrics metrics) {

    /**
     * The rows of a fold and the card that was tried on them.
     *
     * @param goods held out
     * @param bads held out
     * @param features that entered the card of the other folds
     */
    public record Fold(int goods, int bads, List<String> features) {
        public Fold {
            features = List.copyOf(features);
        }
    }

    public Evaluation {
        folds = List.copyOf(folds);
    }

    /**
     * Cross-validates with the policy's number of folds.
     *
     * @param ridge as for the card
     * @throws FitException with fewer than {@value Sample#MIN_EVENTS} bads or goods
     */
    public static Evaluation crossValidate(Sample sample, ScorecardPolicy policy, double ridge) {
        sample.requireEvents();
        var split = Folds.of(sample, policy.folds());
        var risks = new double[sample.rows()];
        List<Fold> folds = new ArrayList<>();
        for (int fold = 0; fold < split.count(); fold++) {
            int[] rows = split.heldOut(fold);
            var heldOut = sample.only(rows);
            var card = Scorecard.fitAny(sample.only(split.others(fold)), policy, ridge);
            double[] predicted = card.risks(heldOut);
            for (int i = 0; i < rows.length; i++) {
                risks[rows[i]] = predicted[i];
            }
            folds.add(new Fold(heldOut.rows() - heldOut.bads(), heldOut.bads(), card.features()));
        }
        return new Evaluation(folds, Metrics.of(risks, sample.bad()));
    }
}
