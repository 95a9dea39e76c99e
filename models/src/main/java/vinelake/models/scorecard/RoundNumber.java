package vinelake.models.scorecard;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Cut points as a person would choose them. */
final class RoundNumber {

    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    /**
     * The multiple of the largest power of ten that separates two neighbouring values; of several, the one nearest to
     * their middle.
     *
     * @param below finite
     * @param above finite, greater than below
     * @return in (below, above]
     */
    static double between(double below, double above) {
        var low = new BigDecimal(below);
        var high = new BigDecimal(above);
        BigDecimal middle = low.add(high).divide(TWO);
        int coarsest = Math.max(magnitude(low), magnitude(high));
        // A step below the spacing of the doubles cannot find anything new.
        int finest = magnitude(new BigDecimal(Math.ulp(above)));
        for (int exponent = coarsest; exponent >= finest; exponent--) {
            double candidate = nearestMultiple(BigDecimal.ONE.scaleByPowerOfTen(exponent), low, middle, high);
            if (candidate > below && candidate <= above) {
                return candidate;
            }
        }
        return above;
    }

    private static int magnitude(BigDecimal value) {
        return value.signum() == 0 ? Integer.MIN_VALUE / 2 : value.precision() - value.scale();
    }

    private static double nearestMultiple(BigDecimal step, BigDecimal low, BigDecimal middle, BigDecimal high) {
        BigDecimal nearest = middle.divide(step, 0, RoundingMode.HALF_DOWN).multiply(step);
        if (nearest.compareTo(low) <= 0) {
            nearest = nearest.add(step);
        } else if (nearest.compareTo(high) > 0) {
            nearest = nearest.subtract(step);
        }
        return nearest.doubleValue();
    }

    /** Without an exponent and without trailing zeros. */
    static String format(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private RoundNumber() {}
}
