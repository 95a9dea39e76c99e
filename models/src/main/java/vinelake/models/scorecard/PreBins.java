package vinelake.models.scorecard;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A feature's known values in up to {@value #QUANTILES} equally large groups, from which bins are merged.
 *
 * <p>Equal values stay together, and a value that fills a group by itself has one to itself.
 */
final class PreBins {

    // A per cent of the rows is finer than any bin that a policy would allow, and coarse enough to search all merges.
    private static final int QUANTILES = 100;

    private final List<Double> cuts = new ArrayList<>();
    private final List<Bin.Counts> cumulated = new ArrayList<>();

    /** @param values without NaN */
    static PreBins of(double[] values, boolean[] bad) {
        var preBins = new PreBins();
        preBins.cumulated.add(new Bin.Counts(0, 0));
        if (values.length == 0) {
            return preBins;
        }
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> Double.compare(values[a], values[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        long quantileBefore = 0;
        var counts = new Bin.Counts(0, 0);
        int next;
        for (int row = 0; row < order.length; row = next) {
            double value = values[order[row]];
            next = row;
            var here = counts;
            while (next < order.length && values[order[next]] == value) {
                here = here.plus(bad[order[next]] ? new Bin.Counts(0, 1) : new Bin.Counts(1, 0));
                next++;
            }
            long quantile = (long) row * QUANTILES / order.length;
            boolean fillsGroup = (long) (next - row) * QUANTILES >= order.length;
            if (row > 0 && (quantile > quantileBefore || fillsGroup)) {
                preBins.cuts.add(RoundNumber.between(values[order[row - 1]], value));
                preBins.cumulated.add(counts);
            }
            quantileBefore = quantile;
            counts = here;
        }
        preBins.cumulated.add(counts);
        return preBins;
    }

    /** How many groups. */
    int size() {
        return cumulated.size() - 1;
    }

    /** Counts of groups from (inclusive) to (exclusive). */
    Bin.Counts counts(int from, int to) {
        return cumulated.get(to).minus(cumulated.get(from));
    }

    /** The cut below a group that is not the first. */
    double cutBelow(int group) {
        return cuts.get(group - 1);
    }

    private PreBins() {}
}
