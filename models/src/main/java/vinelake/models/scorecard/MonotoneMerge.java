package vinelake.models.scorecard;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The merge of neighbouring groups into bins with the greatest information value, by dynamic programming over the last
 * bin and the number of bins. Among merges that are equal to the last bit the one with fewer bins wins.
 */
final class MonotoneMerge {

    private static final double IMPOSSIBLE = Double.NEGATIVE_INFINITY;

    /** @param bounds first group of each bin, then the number of groups; empty where no merge keeps to the limits */
    record Result(List<Integer> bounds, double informationValue) {}

    private final Binning.Trend trend;
    private final int size;
    private final Bin.Counts[][] counts;
    private final double[][] value;

    private MonotoneMerge(PreBins groups, Bin.Counts all, BinningLimits limits, Binning.Trend trend) {
        this.trend = trend;
        this.size = groups.size();
        this.counts = new Bin.Counts[size][size + 1];
        this.value = new double[size][size + 1];
        for (int from = 0; from < size; from++) {
            for (int to = from + 1; to <= size; to++) {
                var bin = groups.counts(from, to);
                counts[from][to] = bin;
                value[from][to] = limits.areMetBy(bin, all.rows()) ? bin.informationValue(all) : IMPOSSIBLE;
            }
        }
    }

    /** @param trend rising or falling weight of evidence, strictly */
    static Result of(PreBins groups, Bin.Counts all, BinningLimits limits, Binning.Trend trend) {
        return new MonotoneMerge(groups, all, limits, trend).best(limits.maxBins());
    }

    private Result best(int maxBins) {
        // best[n][from][to]: greatest value of n bins over the groups before to, the last of which begins at from.
        var best = new double[maxBins + 1][size][size + 1];
        var start = new int[maxBins + 1][size][size + 1];
        double greatest = IMPOSSIBLE;
        int bins = 0;
        int last = 0;
        for (int n = 1; n <= maxBins; n++) {
            for (int from = 0; from < size; from++) {
                for (int to = from + 1; to <= size; to++) {
                    extend(best, start, n, from, to);
                }
                if (best[n][from][size] > greatest) {
                    greatest = best[n][from][size];
                    bins = n;
                    last = from;
                }
            }
        }
        return new Result(bounds(start, bins, last), bins == 0 ? 0 : greatest);
    }

    private void extend(double[][][] best, int[][][] start, int n, int from, int to) {
        best[n][from][to] = IMPOSSIBLE;
        if (value[from][to] == IMPOSSIBLE) {
            return;
        }
        if (n == 1) {
            best[n][from][to] = from == 0 ? value[from][to] : IMPOSSIBLE;
            return;
        }
        for (int before = 0; before < from; before++) {
            double sum = best[n - 1][before][from] + value[from][to];
            if (sum > best[n][from][to] && follows(counts[before][from], counts[from][to])) {
                best[n][from][to] = sum;
                start[n][from][to] = before;
            }
        }
    }

    private boolean follows(Bin.Counts lower, Bin.Counts upper) {
        return trend == Binning.Trend.RISING ? lower.isWorseThan(upper) : upper.isWorseThan(lower);
    }

    private List<Integer> bounds(int[][][] start, int bins, int last) {
        Deque<Integer> bounds = new ArrayDeque<>();
        if (bins == 0) {
            return List.of();
        }
        int to = size;
        int from = last;
        bounds.addFirst(to);
        bounds.addFirst(from);
        for (int n = bins; n > 1; n--) {
            int before = start[n][from][to];
            to = from;
            from = before;
            bounds.addFirst(from);
        }
        return Arrays.asList(bounds.toArray(Integer[]::new));
    }
}
