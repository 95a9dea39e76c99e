package vinelake.models.scorecard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import vinelake.core.policy.ScorecardPolicy;
import vinelake.models.scorecard.Evaluation.Fold;

class EvaluationTest {

    @Test
    void dealsGoodsAndBadsEvenlyToTheFolds() {
        var sample = Made.sample(503, 31);

        var evaluation = Evaluation.crossValidate(sample, Made.policy("turnover", "overdue"), 0);

        assertThat(evaluation.folds()).hasSize(5);
        assertThat(evaluation.folds().stream().mapToInt(Fold::bads).sum()).isEqualTo(sample.bads());
        assertThat(evaluation.folds().stream().mapToInt(Fold::goods).sum()).isEqualTo(503 - sample.bads());
        assertThat(evaluation.folds()).allSatisfy(f -> {
            assertThat(f.bads()).isBetween(sample.bads() / 5, sample.bads() / 5 + 1);
            assertThat(f.goods()).isBetween((503 - sample.bads()) / 5, (503 - sample.bads()) / 5 + 1);
        });
        assertThat(evaluation.metrics().bads()).isEqualTo(sample.bads());
    }

    @Test
    void doesNotDependOnTheOrderOfTheRows() {
        var sample = Made.sample(500, 32);
        var policy = Made.policy("turnover", "noise", "overdue");

        assertThat(Evaluation.crossValidate(sample.only(Made.shuffled(500, 33)), policy, 0))
                .isEqualTo(Evaluation.crossValidate(sample, policy, 0));
    }

    @Test
    void keepsTheRowsOfOneKeyInOneFold() {
        var sample = Made.sample(600, 34);
        var keys = IntStream.range(0, 600).mapToObj(i -> "subject-" + i % 200).toList();
        var folds = Folds.of(Sample.of(keys, Made.features("noise", sample.values("noise")), sample.bad()), 5);

        var foldOfKey = new HashMap<String, Integer>();
        for (int row = 0; row < 600; row++) {
            Integer other =
                    foldOfKey.putIfAbsent(keys.get(row), folds.foldOfRow().get(row));
            assertThat(folds.foldOfRow().get(row))
                    .isEqualTo(other == null ? folds.foldOfRow().get(row) : other);
        }
        assertThat(foldOfKey.values()).containsOnly(0, 1, 2, 3, 4);
    }

    @Test
    void measuresEachRowWithACardThatNeverSawIt() {
        var sample = Made.sample(500, 35);
        var policy = Made.policy("turnover", "overdue");
        var folds = Folds.of(sample, 5);
        var risk = new double[500];
        for (int fold = 0; fold < 5; fold++) {
            var card = Scorecard.fit(sample.only(folds.others(fold)), policy);
            for (int row : folds.heldOut(fold)) {
                var values = card.features().stream()
                        .mapToDouble(f -> sample.values(f)[row])
                        .toArray();
                risk[row] = card.score(values).probabilityOfDefault();
            }
        }

        assertThat(Evaluation.crossValidate(sample, policy, 0).metrics()).isEqualTo(Metrics.of(risk, sample.bad()));
    }

    // Binned and chosen on all rows, 40 features of pure chance look good on these rows. They are not.
    @Test
    void isNotFooledByChance() {
        var random = new SplittableRandom(36);
        var features = new HashMap<String, double[]>();
        var names = IntStream.range(0, 40).mapToObj(i -> "chance_" + i).toList();
        names.forEach(n -> features.put(n, random.doubles(300).toArray()));
        var bad = new boolean[300];
        IntStream.range(0, 300).forEach(i -> bad[i] = random.nextInt(4) == 0);
        var sample = Sample.of(Made.keys(300), features, bad);
        var policy = new ScorecardPolicy(names, 5, 0.05, 0.02, 8, 600, 50, 20, 5, 0, List.of(), List.of());

        double apparent = Metrics.of(Scorecard.fit(sample, policy, 1).risks(sample), bad)
                .auc()
                .estimate();
        var honest = Evaluation.crossValidate(sample, policy, 1).metrics().auc();

        assertThat(apparent).isGreaterThan(0.7);
        assertThat(honest.lower()).isLessThan(0.5);
        assertThat(honest.estimate()).isLessThan(0.6);
    }

    @Test
    void refusesTooFewDefaultsAndTooManyFolds() {
        var few = Sample.of(Made.keys(300), Made.features("x", Made.repeat(1, 293, 2, 7)), Made.outcomes(293, 7));
        var twenty =
                new ScorecardPolicy(List.of("turnover"), 5, 0.05, 0.02, 8, 600, 50, 20, 20, 0, List.of(), List.of());

        assertThatThrownBy(() -> Evaluation.crossValidate(few, Made.policy("x"), 0))
                .isInstanceOf(FitException.class)
                .hasMessageContaining("too few defaults to fit: 7 of 300");
        assertThatThrownBy(() -> Evaluation.crossValidate(Made.sample(300, 37), twenty, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20 folds. 2 to 10 are allowed");
    }

    @Test
    void refusesASampleWhoseColumnsDiffer() {
        assertThatThrownBy(() -> Sample.of(Made.keys(3), Made.features("x", new double[2]), Made.outcomes(2, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("feature x has 2 values for 3 labels");
        assertThatThrownBy(() -> Sample.of(Made.keys(2), Made.features("x", new double[3]), Made.outcomes(2, 1)))
                .hasMessageContaining("2 keys for 3 labels");
    }

    @Test
    void copiesTheArraysThatItIsGiven() {
        double[] values = Made.repeat(1, 35, 2, 65);
        var sample = Sample.of(Made.keys(100), Made.features("x", values), Made.outcomes(20, 15, 60, 5));
        var before = Scorecard.fit(sample, Made.policy("x"));

        Arrays.fill(values, 0);

        assertThat(Scorecard.fit(sample, Made.policy("x"))).isEqualTo(before);
    }
}
