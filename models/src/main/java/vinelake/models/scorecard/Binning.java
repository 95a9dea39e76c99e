package vinelake.models.scorecard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * A feature cut into bins whose weight of evidence rises or falls with the value, and a bin of its own for missing
 * values.
 *
 * <p>Weight of evidence and information value follow Siddiqi: ln(share of goods / share of bads), shares of all rows,
 * those with a missing value included; the information value is the sum over the bins. Bins are merged from percentile
 * groups so that the information value is greatest while every bin holds the least share of rows and at least one good
 * and one bad. A bin that cannot keep to this (missing values, or all known ones in one bin) weighs 0, neither good nor
 * bad, when it holds too few rows; when it holds enough but only goods or only bads, 0.5 is added to both counts.
 *
 * @param trend whether the weight of evidence rises or falls with the value
 * @param cuts bin i holds the values in [cut i-1, cut i), the first from minus, the last to plus infinity
 * @param bins of known values, one more than cuts
 * @param missing of missing values, maybe without a row
 */
public record Binning(
        String feature, Trend trend, List<Double> cuts, List<Bin> bins, Bin missing, double informationValue) {

    /** How the weight of evidence goes with the value. */
    public enum Trend {
        RISING,
        FALLING,
        /** One bin only. */
        FLAT
    }

    public Binning {
        cuts = List.copyOf(cuts);
        bins = List.copyOf(bins);
        if (bins.size() != cuts.size() + 1) {
            throw new IllegalArgumentException("feature %s: %d bins for %d cuts. One more bin than cuts is allowed."
                    .formatted(feature, bins.size(), cuts.size()));
        }
        for (int i = 1; i < cuts.size(); i++) {
            if (!(cuts.get(i - 1) < cuts.get(i))) {
                throw new IllegalArgumentException("feature %s: cut %s follows %s. Rising cuts without NaN are allowed."
                        .formatted(feature, cuts.get(i), cuts.get(i - 1)));
            }
        }
    }

    /**
     * The bins with the greatest information value that keep to the limits.
     *
     * @param values one per row, NaN for missing
     * @param bad one per row
     * @throws IllegalArgumentException when a value is infinite
     * @throws FitException when all rows are good or all are bad
     */
    public static Binning fit(String feature, double[] values, boolean[] bad, BinningLimits limits) {
        checkRows(feature, values, bad);
        var known = new double[values.length];
        var knownBad = new boolean[values.length];
        int size = 0;
        int missingBads = 0;
        int knownBads = 0;
        for (int row = 0; row < values.length; row++) {
            if (Double.isNaN(values[row])) {
                missingBads += bad[row] ? 1 : 0;
            } else {
                // Adding zero makes one zero of the two.
                known[size] = values[row] + 0.0;
                knownBad[size] = bad[row];
                knownBads += bad[row] ? 1 : 0;
                size++;
            }
        }
        var missing = new Bin.Counts(values.length - size - missingBads, missingBads);
        var all = missing.plus(new Bin.Counts(size - knownBads, knownBads));
        if (all.goods() == 0 || all.bads() == 0) {
            throw new FitException("feature %s: %d goods and %d bads. At least one of each is needed to bin it."
                    .formatted(feature, all.goods(), all.bads()));
        }
        var groups = PreBins.of(Arrays.copyOf(known, size), Arrays.copyOf(knownBad, size));
        var rising = MonotoneMerge.of(groups, all, limits, Trend.RISING);
        var falling = MonotoneMerge.of(groups, all, limits, Trend.FALLING);
        return rising.informationValue() >= falling.informationValue()
                ? of(feature, Trend.RISING, groups, rising.bounds(), missing, all, limits)
                : of(feature, Trend.FALLING, groups, falling.bounds(), missing, all, limits);
    }

    private static void checkRows(String feature, double[] values, boolean[] bad) {
        if (values.length != bad.length) {
            throw new IllegalArgumentException("feature %s: %d values for %d labels. One per row is allowed."
                    .formatted(feature, values.length, bad.length));
        }
        for (int row = 0; row < values.length; row++) {
            if (Double.isInfinite(values[row])) {
                throw new IllegalArgumentException(
                        "feature %s, row %d: the value is %s. Finite numbers are allowed, NaN for missing. Correct the feature."
                                .formatted(feature, row, values[row]));
            }
        }
    }

    private static Binning of(
            String feature,
            Trend trend,
            PreBins groups,
            List<Integer> bounds,
            Bin.Counts missing,
            Bin.Counts all,
            BinningLimits limits) {
        List<Integer> edges = bounds.isEmpty() ? List.of(0, groups.size()) : bounds;
        List<Double> cuts = edges.subList(1, edges.size() - 1).stream()
                .map(groups::cutBelow)
                .toList();
        List<Bin> bins = new ArrayList<>();
        for (int i = 1; i < edges.size(); i++) {
            bins.add(bin(label(cuts, i - 1), groups.counts(edges.get(i - 1), edges.get(i)), all, limits));
        }
        var missingBin = bin("missing", missing, all, limits);
        var value = new CompensatedSum();
        Stream.concat(bins.stream(), Stream.of(missingBin)).forEach(b -> value.add(b.informationValue()));
        return new Binning(feature, bins.size() == 1 ? Trend.FLAT : trend, cuts, bins, missingBin, value.value());
    }

    private static Bin bin(String label, Bin.Counts here, Bin.Counts all, BinningLimits limits) {
        return limits.isLargeEnough(here, all.rows()) ? Bin.of(label, here, all) : Bin.neutral(label, here);
    }

    private static String label(List<Double> cuts, int bin) {
        if (cuts.isEmpty()) {
            return "any value";
        }
        if (bin == 0) {
            return "below " + RoundNumber.format(cuts.get(0));
        }
        String lower = RoundNumber.format(cuts.get(bin - 1));
        return bin == cuts.size()
                ? lower + " and above"
                : "%s to below %s".formatted(lower, RoundNumber.format(cuts.get(bin)));
    }

    /** The number of the value's bin; for a missing one, NaN, the number after the last. */
    public int indexOf(double value) {
        if (Double.isNaN(value)) {
            return bins.size();
        }
        // Adding zero makes one zero of the two: the search tells them apart.
        int found = Collections.binarySearch(cuts, value + 0.0);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** The bin with this number, as {@link #indexOf} counts. */
    public Bin bin(int index) {
        return index == bins.size() ? missing : bins.get(index);
    }
}
