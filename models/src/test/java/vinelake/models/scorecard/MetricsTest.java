package vinelake.models.scorecard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MetricsTest {

    // Goods 1, 2, 2, 4; bads 2, 3, 5. Pairs won: 2 beats 1, ties two (1 + 1 = 2); 3 beats three; 5 beats four: 9 of 12.
    // Placements of the bads 1/2, 3/4, 1: variance 1/16. Of the goods 0, 1/6, 1/6, 2/3 (shares of bads below): mean
    // 1/4, squares 9/144 + 1/144 + 1/144 + 25/144 = 1/4, variance 1/12. Error = sqrt(1/16 / 3 + 1/12 / 4) = sqrt(1/24).
    @Test
    void agreesWithDeLongWorkedOutByHand() {
        var metrics = Metrics.of(new double[] {1, 2, 2, 4, 2, 3, 5}, Made.outcomes(4, 3));

        assertThat(metrics.auc().estimate()).isEqualTo(0.75);
        assertThat(metrics.auc().lower()).isCloseTo(0.75 - 1.959963984540054 * Math.sqrt(1 / 24.0), within(1e-15));
        assertThat(metrics.auc().upper()).isEqualTo(1);
        assertThat(metrics.gini().estimate()).isEqualTo(0.5);
        assertThat(metrics.gini().lower()).isCloseTo(2 * metrics.auc().lower() - 1, within(1e-15));
        // Up to 2: three of four goods, one of three bads.
        assertThat(metrics.ks().estimate()).isCloseTo(3 / 4.0 - 1 / 3.0, within(1e-15));
    }

    @Test
    void agreesWithAllPairsAndAllThresholds() {
        var random = new SplittableRandom(5);
        for (int round = 0; round < 20; round++) {
            var risk = new double[80];
            var bad = new boolean[80];
            for (int row = 0; row < risk.length; row++) {
                risk[row] = random.nextInt(15) - 7;
                bad[row] = row < 2 || (row > 3 && random.nextInt(4) == 0);
            }
            var metrics = Metrics.of(risk, bad);

            assertThat(metrics.auc().estimate()).isCloseTo(shareOfPairsWon(risk, bad), within(1e-14));
            assertThat(metrics.ks().estimate()).isCloseTo(greatestDistance(risk, bad), within(1e-14));
            assertThat(metrics.goods() + metrics.bads()).isEqualTo(80);
        }
    }

    @Test
    void mirrorsAnAucWhenTheRiskIsTurnedRound() {
        var sample = Made.sample(300, 9);
        double[] risk = sample.values("turnover");
        double[] turned = Arrays.stream(risk).map(r -> -r).toArray();

        var metrics = Metrics.of(risk, sample.bad());
        var mirrored = Metrics.of(turned, sample.bad());

        assertThat(mirrored.auc().estimate()).isCloseTo(1 - metrics.auc().estimate(), within(1e-15));
        assertThat(mirrored.auc().upper()).isCloseTo(1 - metrics.auc().lower(), within(1e-15));
        assertThat(mirrored.ks().estimate()).isEqualTo(metrics.ks().estimate());
    }

    @Test
    void isTheSameToTheLastBitInAnyOrderOfRowsAndInEveryRun() {
        var sample = Made.sample(300, 9);
        int[] order = Made.shuffled(300, 10);
        double[] risk = sample.values("noise");

        assertThat(Metrics.of(Made.pick(risk, order), Made.pick(sample.bad(), order)))
                .isEqualTo(Metrics.of(risk, sample.bad()));
    }

    @Test
    void knowsPerfectAndUselessRisks() {
        var perfect = Metrics.of(new double[] {1, 2, 3, 4, 5}, Made.outcomes(3, 2));
        var useless = Metrics.of(new double[] {1, 1, 1, 1, 1}, Made.outcomes(3, 2));

        assertThat(perfect.auc()).isEqualTo(new Interval(1, 1, 1));
        assertThat(perfect.ks()).isEqualTo(new Interval(1, 1, 1));
        assertThat(useless.auc()).isEqualTo(new Interval(0.5, 0.5, 0.5));
        assertThat(useless.ks()).isEqualTo(new Interval(0, 0, 0));
    }

    @Test
    void refusesWhatItCannotMeasure() {
        assertThatThrownBy(() -> Metrics.of(new double[] {1, 2, 3}, Made.outcomes(2, 1)))
                .isInstanceOf(FitException.class)
                .hasMessageContaining("2 goods and 1 bads. At least two of each");
        assertThatThrownBy(() -> Metrics.of(new double[] {1, Double.NaN}, Made.outcomes(1, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 1: the risk is NaN");
    }

    private static double shareOfPairsWon(double[] risk, boolean[] bad) {
        double won = 0;
        double pairs = 0;
        for (int b = 0; b < risk.length; b++) {
            for (int g = 0; g < risk.length; g++) {
                if (bad[b] && !bad[g]) {
                    won += risk[b] > risk[g] ? 1 : risk[b] == risk[g] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return won / pairs;
    }

    private static double greatestDistance(double[] risk, boolean[] bad) {
        double greatest = 0;
        for (double threshold : risk) {
            double goodsBelow = 0;
            double goods = 0;
            double badsBelow = 0;
            double bads = 0;
            for (int row = 0; row < risk.length; row++) {
                goods += bad[row] ? 0 : 1;
                bads += bad[row] ? 1 : 0;
                goodsBelow += !bad[row] && risk[row] <= threshold ? 1 : 0;
                badsBelow += bad[row] && risk[row] <= threshold ? 1 : 0;
            }
            greatest = Math.max(greatest, Math.abs(goodsBelow / goods - badsBelow / bads));
        }
        return greatest;
    }
}
