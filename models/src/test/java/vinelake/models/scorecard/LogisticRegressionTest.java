package vinelake.models.scorecard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import vinelake.models.scorecard.LogisticRegression.Coefficient;

class LogisticRegressionTest {

    private static final List<String> SBA_COLUMNS = List.of("RealEstate", "Portion", "Recession");

    // 0: 30 goods, 10 bads; 1: 20 goods, 40 bads. Intercept = ln(10/30), slope = ln(40*30 / (20*10)), errors by the
    // sums of reciprocal counts (Woolf 1955).
    @Test
    void agreesWithATwoByTwoTableWorkedOutByHand() {
        var fit = LogisticRegression.fit(
                List.of("x"), new double[][] {Made.repeat(0, 40, 1, 60)}, Made.outcomes(30, 10, 20, 40));

        assertCoefficient(fit.coefficients().get(0), Math.log(1 / 3.0), Math.sqrt(1 / 30.0 + 1 / 10.0), 1e-12);
        assertCoefficient(
                fit.coefficients().get(1), Math.log(6), Math.sqrt(1 / 30.0 + 1 / 10.0 + 1 / 20.0 + 1 / 40.0), 1e-12);
        assertThat(fit.logLikelihood())
                .isCloseTo(
                        30 * Math.log(0.75) + 10 * Math.log(0.25) + 20 * Math.log(1 / 3.0) + 40 * Math.log(2 / 3.0),
                        within(1e-11));
        assertThat(fit.nullLogLikelihood()).isCloseTo(100 * Math.log(0.5), within(1e-11));
        assertThat(fit.isConverged()).isTrue();
        assertThat(fit.probability(1)).isCloseTo(2 / 3.0, within(1e-13));
    }

    // Coefficients, log-likelihood and confusion: Li, Mickel and Taylor, Journal of Statistics Education 26 (2018), 55.
    // All digits and the errors: statsmodels 0.15.0, Logit(...).fit(method="newton", tol=1e-14).
    @Test
    void reproducesThePublishedModelOfSbaLoans() {
        var rows = SharedData.csv("sba_case_california/data/SBAcase.11.13.17.csv");
        var training = selected(rows, "1");
        var test = selected(rows, "0");

        var fit = LogisticRegression.fit(SBA_COLUMNS, columns(training), SharedData.flags(training, "Default", "1"));
        var risk = test.stream()
                .mapToDouble(r -> fit.probability(SBA_COLUMNS.stream()
                        .mapToDouble(c -> Double.parseDouble(r.getField(c)))
                        .toArray()))
                .toArray();
        var bad = SharedData.flags(test, "Default", "1");

        assertThat(training).hasSize(1_051);
        assertThat(fit.coefficients())
                .extracting(Coefficient::estimate)
                .usingElementComparator((a, b) -> Math.abs(a - b) < 0.001 ? 0 : 1)
                .containsExactly(1.393, -2.128, -2.988, 0.504);
        assertCoefficient(fit.coefficients().get(0), 1.3930636431715067, 0.32156860107922286, 1e-9);
        assertCoefficient(fit.coefficients().get(1), -2.12821697602451, 0.3450022850400929, 1e-9);
        assertCoefficient(fit.coefficients().get(2), -2.987482052297197, 0.5392724957249001, 1e-9);
        assertCoefficient(fit.coefficients().get(3), 0.5041229811960466, 0.2412140585847284, 1e-9);
        assertThat(fit.coefficients().get(1).pValue()).isCloseTo(6.885197891765041e-10, within(1e-18));
        assertThat(fit.coefficients().get(3).pValue()).isCloseTo(0.03662316314728623, within(1e-9));
        assertThat(fit.logLikelihood()).isCloseTo(-541.3781299699618, within(1e-9));
        // 331 of the 1,051 defaulted.
        assertThat(fit.nullLogLikelihood())
                .isCloseTo(720 * Math.log(720 / 1_051.0) + 331 * Math.log(331 / 1_051.0), within(1e-9));
        assertThat(Confusion.at(0.5, risk, bad)).isEqualTo(new Confusion(31, 14, 324, 682));
        assertThat(Confusion.at(0.5, risk, bad).errorRate()).isCloseTo(0.3216, within(0.0001));

        // AUC: scikit-learn 1.9.1 roc_auc_score. DeLong's limits: NumPy 2.4.6 over all pairs, by the definition.
        // KS: SciPy 1.17.1 ks_2samp; its interval: 20,000 stratified resamples by NumPy, hence the wider tolerance.
        var metrics = Metrics.of(risk, bad);
        assertThat(metrics.auc().estimate()).isCloseTo(0.7346406022340942, within(1e-12));
        assertThat(metrics.auc().lower()).isCloseTo(0.7074691517616468, within(1e-9));
        assertThat(metrics.auc().upper()).isCloseTo(0.7618120527065416, within(1e-9));
        assertThat(metrics.ks().estimate()).isCloseTo(0.38573336571151046, within(1e-12));
        assertThat(metrics.ks().lower()).isCloseTo(0.33866359, within(0.01));
        assertThat(metrics.ks().upper()).isCloseTo(0.44286608, within(0.01));
    }

    // scikit-learn 1.9.1: LogisticRegression(C=1/10, solver="newton-cholesky", tol=1e-14), whose C is 1 / ridge and
    // whose intercept is free; errors: NumPy's inverse of the information matrix plus diag(0, 10, 10, 10).
    @Test
    void reproducesARidgeOfScikitLearn() {
        var rows = selected(SharedData.csv("sba_case_california/data/SBAcase.11.13.17.csv"), "1");

        var fit = LogisticRegression.fit(SBA_COLUMNS, columns(rows), SharedData.flags(rows, "Default", "1"), 10);

        assertCoefficient(fit.coefficients().get(0), 0.22536854451554397, 0.17450107634533454, 1e-7);
        assertCoefficient(fit.coefficients().get(1), -1.5810067483741446, 0.18501345677939446, 1e-7);
        assertCoefficient(fit.coefficients().get(2), -1.1143969042942772, 0.2621324752124847, 1e-7);
        assertCoefficient(fit.coefficients().get(3), 0.394636911893445, 0.18915832378182482, 1e-7);
    }

    @Test
    void isTheSameToTheLastBitInAnyOrderOfRows() {
        var sample = Made.sample(500, 11);
        int[] order = Made.shuffled(500, 12);
        double[] turnover = sample.values("turnover");
        double[] noise = sample.values("noise");

        assertThat(LogisticRegression.fit(
                        List.of("turnover", "noise"),
                        new double[][] {Made.pick(turnover, order), Made.pick(noise, order)},
                        Made.pick(sample.bad(), order)))
                .isEqualTo(LogisticRegression.fit(
                        List.of("turnover", "noise"), new double[][] {turnover, noise}, sample.bad()));
    }

    @Test
    void doesNotMindTheUnitOrTheOriginOfAColumn() {
        var sample = Made.sample(500, 11);
        double[] noise = sample.values("noise");
        double[] inSeconds = new double[noise.length];
        Arrays.setAll(inSeconds, i -> 1.7e9 + 1_000 * noise[i]);

        var plain = LogisticRegression.fit(List.of("x"), new double[][] {noise}, sample.bad());
        var moved = LogisticRegression.fit(List.of("x"), new double[][] {inSeconds}, sample.bad());

        assertThat(moved.coefficients().get(1).z())
                .isCloseTo(plain.coefficients().get(1).z(), within(1e-6));
        assertThat(moved.logLikelihood()).isCloseTo(plain.logLikelihood(), within(1e-8));
    }

    @Test
    void namesTheColumnThatSeparatesBadFromGood() {
        double[] noise = Made.sample(60, 1).values("noise");
        double[] perfect = Made.repeat(1, 40, 2, 20);

        assertThatThrownBy(() -> LogisticRegression.fit(
                        List.of("noise", "perfect"), new double[][] {noise, perfect}, Made.outcomes(40, 20)))
                .isInstanceOf(FitException.class)
                .hasMessageContaining("column perfect: it separates bad from good perfectly");
    }

    @Test
    void namesTheColumnOneOfWhoseValuesHasOnlyBads() {
        double[] noise = Made.sample(60, 1).values("noise");
        double[] onlyBads = Made.repeat(0, 50, 1, 10);

        assertThatThrownBy(() -> LogisticRegression.fit(
                        List.of("noise", "closed"), new double[][] {noise, onlyBads}, Made.outcomes(35, 15, 0, 10)))
                .isInstanceOf(FitException.class)
                .hasMessageContaining("column closed: it separates bad from good perfectly");
    }

    @Test
    void fitsSeparatedColumnsWithARidge() {
        var fit = LogisticRegression.fit(
                List.of("perfect"), new double[][] {Made.repeat(1, 40, 2, 20)}, Made.outcomes(40, 20), 1);

        assertThat(fit.isConverged()).isTrue();
        assertThat(fit.coefficients().get(1).estimate()).isBetween(1.0, 10.0);
    }

    @Test
    void namesTheColumnThatDependsOnOthers() {
        var sample = Made.sample(200, 2);
        double[] a = sample.values("noise");
        double[] b = sample.values("turnover");
        double[] sum = new double[200];
        Arrays.setAll(sum, i -> 3 * a[i] - 2 * b[i] + 7);

        assertThatThrownBy(() ->
                        LogisticRegression.fit(List.of("a", "b", "sum"), new double[][] {a, b, sum}, sample.bad()))
                .isInstanceOf(FitException.class)
                .hasMessageContaining("column sum: it is a combination of the columns before it (a, b)");
        assertThatThrownBy(() -> LogisticRegression.fit(
                        List.of("a", "one"), new double[][] {a, Made.repeat(1, 200)}, sample.bad()))
                .isInstanceOf(FitException.class)
                .hasMessageContaining("column one: the value is 1.0 in every row");
    }

    @Test
    void refusesValuesThatAreNotNumbers() {
        assertThatThrownBy(() ->
                        LogisticRegression.fit(List.of("x"), new double[][] {{1, Double.NaN, 3}}, Made.outcomes(2, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column x, row 1: the value is NaN");
        assertThatThrownBy(() ->
                        LogisticRegression.fit(List.of("x"), new double[][] {{1, 2, 3}}, Made.outcomes(2, 1), -1))
                .hasMessageContaining("the ridge is -1.0");
    }

    private static void assertCoefficient(Coefficient coefficient, double estimate, double error, double tolerance) {
        assertThat(coefficient.estimate()).isCloseTo(estimate, within(tolerance));
        assertThat(coefficient.standardError()).isCloseTo(error, within(tolerance));
        assertThat(coefficient.z()).isCloseTo(estimate / error, within(100 * tolerance));
    }

    private static List<NamedCsvRecord> selected(List<NamedCsvRecord> rows, String value) {
        return rows.stream().filter(r -> r.getField("Selected").equals(value)).toList();
    }

    private static double[][] columns(List<NamedCsvRecord> rows) {
        return SBA_COLUMNS.stream().map(c -> SharedData.numbers(rows, c)).toArray(double[][]::new);
    }
}
