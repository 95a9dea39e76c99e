package vinelake.models.scorecard;

/**
 * What became of a feature that might have entered the card.
 *
 * @param reason in words, with the figures
 */
public record Candidate(String feature, double informationValue, Fate fate, String reason) {

    /** What became of it. */
    public enum Fate {
        ENTERED,
        LOW_INFORMATION,
        CORRELATED,
        BEYOND_MAXIMUM,
        WRONG_SIGN
    }
}
