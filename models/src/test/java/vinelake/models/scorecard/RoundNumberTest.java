package vinelake.models.scorecard;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundNumberTest {

    @ParameterizedTest
    @CsvSource({
        "0.1234, 0.5, 0.3",
        "99.97, 100.01, 100",
        "-3, 2, 0",
        "0, 1, 1",
        "1, 2, 2",
        "1234.5, 1236.2, 1235",
        "-0.45, -0.31, -0.4",
        "41.7, 68.2, 50",
        "1e-9, 3e-9, 2e-9",
        "2, 9e15, 5e15",
    })
    void isTheRoundestNumberBetweenTwoValues(double below, double above, double expected) {
        assertThat(RoundNumber.between(below, above)).isEqualTo(expected);
    }

    @Test
    void isTheUpperValueWhereNoNumberLiesBetween() {
        double above = Math.nextUp(0.1);

        assertThat(RoundNumber.between(0.1, above)).isEqualTo(above);
    }

    @Test
    void neverLeavesTheHalfOpenIntervalAndNeverHasMoreDigitsThanTheValues() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < 5_000; i++) {
            double a = random.nextGaussian() * Math.pow(10, random.nextInt(-12, 12));
            double b = random.nextBoolean() ? a + random.nextDouble() * Math.ulp(a) * 1e6 : random.nextGaussian();
            double below = Math.min(a, b);
            double above = Math.max(a, b);
            if (below < above) {
                double cut = RoundNumber.between(below, above);

                assertThat(cut).isGreaterThan(below).isLessThanOrEqualTo(above);
                assertThat(digits(cut)).isLessThanOrEqualTo(digits(above));
            }
        }
    }

    private static int digits(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().precision();
    }
}
