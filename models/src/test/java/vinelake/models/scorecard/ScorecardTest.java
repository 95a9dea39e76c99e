package vinelake.models.scorecard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import vinelake.core.policy.ScorecardPolicy;
import vinelake.models.scorecard.Candidate.Fate;

class ScorecardTest {

    // The table of BinningTest. With one feature the logit on its weights of evidence is ln(bads / goods) - woe. 20
    // points double the odds and 600 are odds of 50: factor 20 / ln 2 = 28.8539, offset 600 - factor ln 50 = 487.1229.
    // Base: odds of 80 to 20 are two doublings, 487.1229 + 40 = 527. Bins: factor ln 3 = 31.699, rounded 32.
    @Test
    void agreesWithPointsWorkedOutByHand() {
        var card = Scorecard.fit(
                Sample.of(Made.keys(100), Made.features("x", Made.repeat(1, 35, 2, 65)), Made.outcomes(20, 15, 60, 5)),
                Made.policy("x"));

        assertThat(card.logit().coefficients().get(0).estimate()).isCloseTo(Math.log(0.25), within(1e-9));
        assertThat(card.logit().coefficients().get(1).estimate()).isCloseTo(-1, within(1e-9));
        assertThat(card.basePoints()).isEqualTo(527);
        assertThat(card.characteristics().get(0).points()).containsExactly(-32, 32);
        assertThat(card.score(1).points()).isEqualTo(495);
        assertThat(card.score(2).points()).isEqualTo(559);
        assertThat(card.score(1).probabilityOfDefault()).isCloseTo(15 / 35.0, within(1e-12));
        assertThat(card.score(2).probabilityOfDefault()).isCloseTo(5 / 65.0, within(1e-12));
        assertThat(card.score(1).reasons()).containsExactly(new Score.Contribution("x", "below 2", -32, 64));
        assertThat(card.score(2).reasons()).isEmpty();
        // Nobody's value was missing: neither good nor bad.
        assertThat(card.score(Double.NaN).points()).isEqualTo(527);
    }

    @Test
    void addsUpToTheScoreAndStaysHalfAPointPerTermFromTheLogit() {
        var sample = Made.sample(2_000, 21);
        var card = card(sample);
        double best = card.basePoints()
                + card.characteristics().stream()
                        .mapToInt(c -> Math.max(c.missingPoints(), Collections.max(c.points())))
                        .sum();

        for (int row = 0; row < sample.rows(); row++) {
            var score = score(card, sample, row);
            double odds = (1 - score.probabilityOfDefault()) / score.probabilityOfDefault();
            double exact = card.scaling().offset() + card.scaling().factor() * Math.log(odds);

            assertThat(score.points())
                    .isEqualTo(card.basePoints() + sum(score, Score.Contribution::points))
                    .isEqualTo((int) best - sum(score, Score.Contribution::pointsLost));
            assertThat((double) score.points()).isCloseTo(exact, within(1.5 + 1e-9));
            assertThat(score.reasons()).isSortedAccordingTo((a, b) -> b.pointsLost() - a.pointsLost());
        }
    }

    @Test
    void givesMorePointsAndLessRiskForMoreWeightOfEvidence() {
        var card = card(Made.sample(2_000, 21));

        assertThat(card.features()).containsExactly("turnover", "overdue");
        for (var characteristic : card.characteristics()) {
            var binning = characteristic.binning();
            var bins = binning.bins();
            for (int i = 1; i < bins.size(); i++) {
                boolean isBetter = bins.get(i).woe() > bins.get(i - 1).woe();
                assertThat(characteristic.points().get(i)
                                - characteristic.points().get(i - 1))
                        .isEqualTo(Math.abs(characteristic.points().get(i)
                                        - characteristic.points().get(i - 1))
                                * (isBetter ? 1 : -1));
            }
        }
        assertThat(card.logit().coefficients().stream().skip(1)).allMatch(c -> c.estimate() < 0);
        for (double turnover = 1; turnover < 5_000; turnover *= 1.3) {
            assertThat(card.score(turnover * 1.3, 1).points())
                    .isGreaterThanOrEqualTo(card.score(turnover, 1).points());
            assertThat(card.score(turnover * 1.3, 1).probabilityOfDefault())
                    .isLessThanOrEqualTo(card.score(turnover, 1).probabilityOfDefault());
        }
    }

    @Test
    void isTheSameToTheLastBitInAnyOrderOfRows() {
        var sample = Made.sample(900, 22);

        assertThat(card(sample.only(Made.shuffled(900, 23)))).isEqualTo(card(sample));
    }

    @Test
    void givesTheSamePointsWhenAFeatureIsMeasuredInAnotherUnit() {
        var sample = Made.sample(900, 22);
        double[] inTenThousands =
                Arrays.stream(sample.values("turnover")).map(v -> v / 10_000).toArray();
        var scaled = Sample.of(
                sample.keys(),
                Made.features(
                        "turnover",
                        inTenThousands,
                        "overdue",
                        sample.values("overdue"),
                        "noise",
                        sample.values("noise")),
                sample.bad());

        var card = card(sample);
        var scaledCard = card(scaled);

        for (int row = 0; row < sample.rows(); row++) {
            assertThat(score(scaledCard, scaled, row).points())
                    .isEqualTo(score(card, sample, row).points());
        }
        assertThat(scaledCard.logit()).isEqualTo(card.logit());
    }

    @Test
    void saysOfEachCandidateWhatBecameOfIt() {
        var sample = Made.sample(3_000, 24);
        double[] twice =
                Arrays.stream(sample.values("turnover")).map(v -> 2 * v).toArray();
        var candidates = Sample.of(
                sample.keys(),
                Made.features(
                        "copy", twice,
                        "turnover", sample.values("turnover"),
                        "noise", sample.values("noise"),
                        "overdue", sample.values("overdue")),
                sample.bad());

        var card = Scorecard.fit(candidates, Made.policy("copy", "turnover", "noise", "overdue"));
        var one = new ScorecardPolicy(
                List.of("overdue", "turnover"), 5, 0.05, 0.02, 1, 600, 50, 20, 5, 0, List.of(), List.of());

        assertThat(card.candidates())
                .extracting(Candidate::fate)
                .containsExactly(Fate.ENTERED, Fate.CORRELATED, Fate.LOW_INFORMATION, Fate.ENTERED);
        assertThat(card.candidates().get(1).reason()).isEqualTo("correlation 1.00 with copy");
        assertThat(Scorecard.fit(candidates, one).candidates())
                .extracting(Candidate::fate)
                .containsExactlyInAnyOrder(Fate.ENTERED, Fate.BEYOND_MAXIMUM);
    }

    // Staff goes with capital; at the same capital more staff is worse, although alone it looks better.
    @Test
    void dropsAFeatureThatWouldCountAgainstItsOwnWeight() {
        var random = new SplittableRandom(6);
        var capital = new double[6_000];
        var staff = new double[capital.length];
        var bad = new boolean[capital.length];
        for (int row = 0; row < capital.length; row++) {
            capital[row] = random.nextGaussian();
            staff[row] = 0.6 * capital[row] + 0.8 * random.nextGaussian();
            double logit = -1 - 1.5 * capital[row] + 0.6 * staff[row];
            bad[row] = random.nextDouble() < 1 / (1 + Math.exp(-logit));
        }
        var sample = Sample.of(Made.keys(capital.length), Made.features("staff", staff, "capital", capital), bad);

        var card = Scorecard.fit(sample, Made.policy("staff", "capital"));

        assertThat(card.candidates()).extracting(Candidate::fate).containsExactly(Fate.WRONG_SIGN, Fate.ENTERED);
        assertThat(card.features()).containsExactly("capital");
        assertThat(card.candidates().get(0).informationValue()).isGreaterThan(0.02);
    }

    @Test
    void breaksTiesBetweenReasonsByTheOrderOfFeatures() {
        var score = new Score(
                500,
                0.1,
                List.of(
                        new Score.Contribution("a", "", -3, 5),
                        new Score.Contribution("b", "", -9, 9),
                        new Score.Contribution("c", "", 0, 5),
                        new Score.Contribution("d", "", 4, 0),
                        new Score.Contribution("e", "", 1, 1),
                        new Score.Contribution("f", "", 1, 2)));

        assertThat(score.reasons()).extracting(Score.Contribution::feature).containsExactly("b", "a", "c", "f");
    }

    @Test
    void refusesTooFewDefaults() {
        var sample = Sample.of(Made.keys(300), Made.features("x", Made.repeat(1, 293, 2, 7)), Made.outcomes(293, 7));

        assertThatThrownBy(() -> Scorecard.fit(sample, Made.policy("x")))
                .isInstanceOf(FitException.class)
                .hasMessageStartingWith("scorecard: too few defaults to fit: 7 of 300. At least 10 are needed.");
    }

    @Test
    void refusesACardWithoutFeaturesAndUnknownCandidates() {
        var sample = Made.sample(2_000, 25);

        assertThatThrownBy(() -> Scorecard.fit(sample, Made.policy("noise")))
                .isInstanceOf(FitException.class)
                .hasMessageContaining("no feature enters: noise (information value 0.0");
        assertThatThrownBy(() -> Scorecard.fit(sample, Made.policy("profit")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "candidate profit is not among the features. Allowed are turnover, overdue, noise");
        assertThatThrownBy(() -> card(sample).score(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 values for 2 features");
    }

    private static Scorecard card(Sample sample) {
        return Scorecard.fit(sample, Made.policy("turnover", "noise", "overdue"));
    }

    private static Score score(Scorecard card, Sample sample, int row) {
        return card.score(
                card.features().stream().mapToDouble(f -> sample.values(f)[row]).toArray());
    }

    private static int sum(Score score, ToIntFunction<Score.Contribution> part) {
        return score.contributions().stream().mapToInt(part).sum();
    }
}
