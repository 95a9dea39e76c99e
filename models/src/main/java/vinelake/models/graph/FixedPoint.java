package vinelake.models.graph;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Fractions between 0 and 1 as whole multiples of 2^-62.
 *
 * <p>Sums of whole numbers are the same in every order, those of doubles are not. 62 is the largest exponent at which 1
 * itself fits in a long; parts of 1 can then be added without overflow for as long as they do not exceed it together.
 * Every operation rounds down, so that the parts of a whole never do.
 */
final class FixedPoint {

    private static final int BITS = 62;

    static final long ONE = 1L << BITS;

    /**
     * What fraction of the whole a part is.
     *
     * @param part from 0 to the whole
     * @param whole more than 0
     */
    static long share(BigDecimal part, BigDecimal whole) {
        return part.multiply(BigDecimal.valueOf(ONE))
                .divideToIntegralValue(whole)
                .longValueExact();
    }

    /** @param fraction from 0 to 1, taken as the decimal number that it is printed as */
    static long of(double fraction) {
        return BigDecimal.valueOf(fraction)
                .multiply(BigDecimal.valueOf(ONE))
                .setScale(0, RoundingMode.FLOOR)
                .longValueExact();
    }

    /** The product of two fractions: too small by less than 2^-62, exact when either is 0 or 1. */
    static long times(long a, long b) {
        // The product takes two longs; 62 of its bits are dropped, and the next two come from the lower long.
        return (Math.multiplyHigh(a, b) << (Long.SIZE - BITS)) | ((a * b) >>> BITS);
    }

    /** The double that is nearest. */
    static double toDouble(long fraction) {
        return Math.scalb((double) fraction, -BITS);
    }

    private FixedPoint() {}
}
