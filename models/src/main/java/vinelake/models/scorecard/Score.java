package vinelake.models.scorecard;

import java.util.Comparator;
import java.util.List;

/**
 * What the card says of one subject.
 *
 * @param points base points and the points of all contributions, exactly
 * @param probabilityOfDefault of the fitted logit, before points are rounded; the score that belongs to it differs from
 *     the points by at most half a point for the base and for each feature
 * @param contributions one per feature, in the card's order
 */
public record Score(int points, double probabilityOfDefault, List<Contribution> contributions) {

    /** As many reasons as a person takes in; the usual number of an adverse action notice. */
    public static final int MAX_REASONS = 4;

    /**
     * What one feature adds to the score.
     *
     * @param bin the bin of the subject's value, in words
     * @param points against the average of all subjects, which is 0
     * @param pointsLost against the best bin of the feature, 0 or more
     */
    public record Contribution(String feature, String bin, int points, int pointsLost) {}

    public Score {
        contributions = List.copyOf(contributions);
    }

    /** The features that lose points, those that lose most first, equal ones in the card's order. */
    public List<Contribution> reasons() {
        return contributions.stream()
                .filter(c -> c.pointsLost() > 0)
                .sorted(Comparator.comparingInt(Contribution::pointsLost).reversed())
                .limit(MAX_REASONS)
                .toList();
    }
}
