package vinelake.models.scorecard;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import vinelake.core.policy.ScorecardPolicy;

/** Samples and policies for the tests of this package. */
final class Made {

    static ScorecardPolicy policy(String... candidates) {
        return new ScorecardPolicy(List.of(candidates), 5, 0.05, 0.02, 8, 600, 50, 20, 5, 0, List.of(), List.of());
    }

    /** Rows whose odds depend on two features, not on a third, with some values missing. */
    static Sample sample(int rows, long seed) {
        var random = new SplittableRandom(seed);
        var turnover = new double[rows];
        var overdue = new double[rows];
        var noise = new double[rows];
        var bad = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            turnover[row] = Math.exp(random.nextGaussian() + 5);
            overdue[row] = Math.floor(3 * random.nextDouble() * random.nextDouble() * 10) / 10;
            noise[row] = random.nextDouble();
            double logit = -1.2 - 0.8 * (Math.log(turnover[row]) - 5) + 0.9 * overdue[row];
            bad[row] = random.nextDouble() < 1 / (1 + Math.exp(-logit));
            if (random.nextInt(8) == 0) {
                overdue[row] = Double.NaN;
            }
        }
        return Sample.of(keys(rows), features("turnover", turnover, "overdue", overdue, "noise", noise), bad);
    }

    static List<String> keys(int rows) {
        return IntStream.range(0, rows).mapToObj(i -> "subject-" + i).toList();
    }

    static Map<String, double[]> features(Object... namesAndValues) {
        var features = new LinkedHashMap<String, double[]>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            features.put((String) namesAndValues[i], (double[]) namesAndValues[i + 1]);
        }
        return features;
    }

    /** As many rows as the counts say, each with the value, those of the goods first. */
    static double[] repeat(double value, int rows, double... thenValuesAndRows) {
        double[] values = filled(value, rows);
        for (int i = 0; i < thenValuesAndRows.length; i += 2) {
            values = concat(values, filled(thenValuesAndRows[i], (int) thenValuesAndRows[i + 1]));
        }
        return values;
    }

    static boolean[] outcomes(int... goodsAndBadsInTurn) {
        var bad = new boolean[Arrays.stream(goodsAndBadsInTurn).sum()];
        int row = 0;
        for (int i = 0; i < goodsAndBadsInTurn.length; i++) {
            Arrays.fill(bad, row, row + goodsAndBadsInTurn[i], i % 2 == 1);
            row += goodsAndBadsInTurn[i];
        }
        return bad;
    }

    static int[] shuffled(int rows, long seed) {
        var random = new SplittableRandom(seed);
        int[] order = IntStream.range(0, rows).toArray();
        for (int i = rows - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return order;
    }

    static double[] pick(double[] values, int[] rows) {
        return Arrays.stream(rows).mapToDouble(r -> values[r]).toArray();
    }

    static boolean[] pick(boolean[] values, int[] rows) {
        var picked = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            picked[i] = values[rows[i]];
        }
        return picked;
    }

    private static double[] filled(double value, int rows) {
        var values = new double[rows];
        Arrays.fill(values, value);
        return values;
    }

    static double[] concat(double[] left, double[] right) {
        double[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    private Made() {}
}
