package vinelake.models.scorecard;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How well a risk tells bads from goods.
 *
 * @param auc probability that a bad has a greater risk than a good, ties counting half; interval by DeLong, DeLong and
 *     Clarke-Pearson (1988), cut off at 0 and 1. It has no width where the risk separates perfectly.
 * @param gini 2 auc - 1 with the interval of the auc
 * @param ks greatest distance between the two distributions of the risk; interval by the percentiles of
 *     {@value #RESAMPLES} bootstrap samples, drawn from goods and bads apart, with a fixed seed. A resample's KS is
 *     greater on average than that of its sample, so that the interval lies high where there are few bads; it is
 *     widened to contain the estimate.
 */
public record Metrics(int goods, int bads, Interval auc, Interval gini, Interval ks) {

    static final int RESAMPLES = 1_000;
    private static final long SEED = 20_260_101;
    private static final double NORMAL_975 = 1.959963984540054;

    /**
     * Measures a risk against what happened.
     *
     * @param risk one finite number per row, greater for worse
     * @param bad one per row
     * @throws FitException with fewer than two goods or two bads
     */
    public static Metrics of(double[] risk, boolean[] bad) {
        checkShapes(risk, bad);
        var steps = Steps.of(risk, bad);
        if (steps.goods < 2 || steps.bads < 2) {
            throw new FitException("metrics: %d goods and %d bads. At least two of each are needed for an interval."
                    .formatted(steps.goods, steps.bads));
        }
        var auc = steps.auc();
        var gini = new Interval(2 * auc.estimate() - 1, 2 * auc.lower() - 1, 2 * auc.upper() - 1);
        return new Metrics(steps.goods, steps.bads, auc, gini, steps.ks());
    }

    static void checkShapes(double[] risk, boolean[] bad) {
        if (risk.length != bad.length) {
            throw new IllegalArgumentException(
                    "metrics: %d risks for %d labels. One per row is allowed.".formatted(risk.length, bad.length));
        }
        for (int row = 0; row < risk.length; row++) {
            if (!Double.isFinite(risk[row])) {
                throw new IllegalArgumentException(
                        "metrics, row %d: the risk is %s. Finite numbers are allowed. Leave out subjects without a score."
                                .formatted(row, risk[row]));
            }
        }
    }

    /** Goods and bads at each distinct risk, from the lowest. */
    private static final class Steps {

        private final int[] goodsAt;
        private final int[] badsAt;
        private final int goods;
        private final int bads;

        private Steps(int[] goodsAt, int[] badsAt) {
            this.goodsAt = goodsAt;
            this.badsAt = badsAt;
            this.goods = Arrays.stream(goodsAt).sum();
            this.bads = Arrays.stream(badsAt).sum();
        }

        static Steps of(double[] risk, boolean[] bad) {
            double[] distinct =
                    Arrays.stream(risk).map(r -> r + 0.0).sorted().distinct().toArray();
            var goodsAt = new int[distinct.length];
            var badsAt = new int[distinct.length];
            for (int row = 0; row < risk.length; row++) {
                (bad[row] ? badsAt : goodsAt)[Arrays.binarySearch(distinct, risk[row] + 0.0)]++;
            }
            return new Steps(goodsAt, badsAt);
        }

        Interval auc() {
            double auc = meanPlacement(badsAt, goodsAt);
            double error =
                    Math.sqrt(placementVariance(badsAt, goodsAt) / bads + placementVariance(goodsAt, badsAt) / goods);
            return new Interval(auc, Math.max(0, auc - NORMAL_975 * error), Math.min(1, auc + NORMAL_975 * error));
        }

        // A row's placement is the share of the other class below it, ties counting half; counted twice, it is whole.
        private static double meanPlacement(int[] own, int[] others) {
            long sum = 0;
            long below = 0;
            for (int i = 0; i < own.length; i++) {
                sum += own[i] * (2 * below + others[i]);
                below += others[i];
            }
            return sum / (2.0 * below * Arrays.stream(own).sum());
        }

        private static double placementVariance(int[] own, int[] others) {
            double mean = meanPlacement(own, others);
            int size = Arrays.stream(own).sum();
            double total = 2.0 * Arrays.stream(others).sum();
            var squares = new CompensatedSum();
            long below = 0;
            for (int i = 0; i < own.length; i++) {
                double distance = (2 * below + others[i]) / total - mean;
                squares.add(own[i] * distance * distance);
                below += others[i];
            }
            return squares.value() / (size - 1);
        }

        Interval ks() {
            int[] goodPlaces = places(goodsAt);
            int[] badPlaces = places(badsAt);
            double[] resampled = IntStream.range(0, RESAMPLES)
                    .mapToDouble(number -> {
                        var stream = SplitMix.stream(SEED, number);
                        return distance(resample(goodPlaces, stream), resample(badPlaces, stream));
                    })
                    .sorted()
                    .toArray();
            double ks = distance(goodsAt, badsAt);
            return new Interval(
                    ks, Math.min(ks, percentile(resampled, 0.025)), Math.max(ks, percentile(resampled, 0.975)));
        }

        private static int[] places(int[] counts) {
            return IntStream.range(0, counts.length)
                    .flatMap(i -> IntStream.generate(() -> i).limit(counts[i]))
                    .toArray();
        }

        private int[] resample(int[] places, SplitMix stream) {
            var counts = new int[goodsAt.length];
            for (int draw = 0; draw < places.length; draw++) {
                counts[places[stream.nextInt(places.length)]]++;
            }
            return counts;
        }

        private double distance(int[] goodCounts, int[] badCounts) {
            long greatest = 0;
            long goodsSoFar = 0;
            long badsSoFar = 0;
            for (int i = 0; i < goodCounts.length; i++) {
                goodsSoFar += goodCounts[i];
                badsSoFar += badCounts[i];
                greatest = Math.max(greatest, Math.abs(goodsSoFar * bads - badsSoFar * goods));
            }
            return greatest / ((double) goods * bads);
        }

        // Between the two neighbouring order statistics, in proportion (type 7 of Hyndman and Fan 1996).
        private static double percentile(double[] sorted, double share) {
            double place = share * (sorted.length - 1);
            int below = (int) place;
            return sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
        }
    }
}
