package vinelake.models.scorecard;

/**
 * Predictions against outcomes; positive is bad.
 *
 * @param truePositives bads that are predicted bad
 * @param falsePositives goods that are predicted bad
 * @param falseNegatives bads that are predicted good
 * @param trueNegatives goods that are predicted good
 */
public record Confusion(int truePositives, int falsePositives, int falseNegatives, int trueNegatives) {

    /**
     * Counts right and wrong predictions.
     *
     * @param cutoff from this risk on a row is predicted bad
     */
    public static Confusion at(double cutoff, double[] risk, boolean[] bad) {
        Metrics.checkShapes(risk, bad);
        var counts = new int[4];
        for (int row = 0; row < risk.length; row++) {
            counts[(bad[row] ? 0 : 1) + (risk[row] >= cutoff ? 0 : 2)]++;
        }
        return new Confusion(counts[0], counts[1], counts[2], counts[3]);
    }

    /** The share of rows whose prediction is wrong. */
    public double errorRate() {
        long rows = (long) truePositives + falsePositives + falseNegatives + trueNegatives;
        return ((double) falsePositives + falseNegatives) / rows;
    }
}
