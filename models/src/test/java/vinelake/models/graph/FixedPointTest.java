package vinelake.models.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FixedPointTest {

    @Test
    void multipliesLikeUnlimitedIntegersRoundedDown() {
        var random = new Random(7);
        var samples = LongStream.concat(
                        LongStream.of(0, 1, 2, FixedPoint.ONE / 2, FixedPoint.ONE - 1, FixedPoint.ONE),
                        LongStream.generate(() -> random.nextLong(FixedPoint.ONE) >>> random.nextInt(62))
                                .limit(200))
                .toArray();

        for (long a : samples) {
            for (long b : samples) {
                var exact =
                        BigInteger.valueOf(a).multiply(BigInteger.valueOf(b)).shiftRight(62);
                assertThat(FixedPoint.times(a, b)).isEqualTo(exact.longValueExact());
            }
        }
    }

    @Test
    void givesTheWholeToAnOnlyPartAndAThirdRoundedDownToEachOfThree() {
        var whole = new BigDecimal("0.03");

        assertThat(FixedPoint.share(whole, whole)).isEqualTo(1L << 62);
        // 2^62 is one more than a multiple of 3.
        assertThat(FixedPoint.share(new BigDecimal("0.01"), whole)).isEqualTo(((1L << 62) - 1) / 3);
    }

    @Test
    void neverSharesOutMoreThanTheWholeEvenOfThe38DigitsOfADecimal() {
        var parts = new BigDecimal[] {
            new BigDecimal("999999999999999999999999999999999999.97"), new BigDecimal("0.01"), new BigDecimal("0.01")
        };
        var whole = new BigDecimal("999999999999999999999999999999999999.99");

        long sum = 0;
        for (var part : parts) {
            sum += FixedPoint.share(part, whole);
        }

        assertThat(sum).isBetween(FixedPoint.ONE - 3, FixedPoint.ONE);
    }

    @Test
    void readsAFractionAsItIsWritten() {
        var exact =
                BigInteger.ONE.shiftLeft(62).multiply(BigInteger.valueOf(85)).divide(BigInteger.valueOf(100));

        assertThat(FixedPoint.of(0.85)).isEqualTo(exact.longValueExact());
        assertThat(FixedPoint.of(1)).isEqualTo(FixedPoint.ONE);
        assertThat(FixedPoint.of(0)).isZero();
    }

    @Test
    void endsAsTheNearestDouble() {
        assertThat(FixedPoint.toDouble(FixedPoint.ONE)).isEqualTo(1.0);
        assertThat(FixedPoint.toDouble(3L << 59)).isEqualTo(0.375);
        assertThat(FixedPoint.toDouble(FixedPoint.ONE - 1)).isEqualTo(1.0);
    }
}
