package vinelake.models.scorecard;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.special.Erf;

/**
 * A logit: ln(probability of bad / probability of good) = intercept + sum of coefficient * value.
 *
 * <p>Fitted by Newton's method (iteratively reweighted least squares) to the greatest likelihood, or to the greatest
 * penalised one: log-likelihood - ridge / 2 * sum of squared coefficients, the intercept left free. A ridge keeps the
 * coefficients finite where a few bads would let them run away, and pulls them towards 0. Standard errors are the roots
 * of the diagonal of the inverse (penalised) information matrix; p-values are two-sided, by the normal distribution.
 *
 * @param coefficients the intercept first, then one per column
 * @param ridge weight of the penalty, 0 for none
 * @param logLikelihood of the rows, without the penalty
 * @param nullLogLikelihood with nothing but an intercept
 * @param isConverged whether the last step was negligible; only then are the errors to be trusted
 */
public record LogisticRegression(
        List<Coefficient> coefficients,
        double ridge,
        int rows,
        int bads,
        double logLikelihood,
        double nullLogLikelihood,
        int iterations,
        boolean isConverged) {

    /** The name of the first coefficient. */
    public static final String INTERCEPT = "(intercept)";

    /**
     * A coefficient with its error.
     *
     * @param z estimate / standard error
     * @param pValue of the hypothesis that the coefficient is 0
     */
    public record Coefficient(String name, double estimate, double standardError, double z, double pValue) {

        static Coefficient of(String name, double estimate, double standardError) {
            double z = estimate / standardError;
            return new Coefficient(name, estimate, standardError, z, Erf.erfc(Math.abs(z) / Math.sqrt(2)));
        }
    }

    public LogisticRegression {
        coefficients = List.copyOf(coefficients);
    }

    /** Without a penalty. */
    public static LogisticRegression fit(List<String> names, double[][] columns, boolean[] bad) {
        return fit(names, columns, bad, 0);
    }

    /**
     * Fits a logit to the probability of bad.
     *
     * @param columns one array of finite values per name, each with one value per row
     * @param ridge 0 for none
     * @throws FitException when a column is constant or a combination of others, or when columns separate bad from good
     * @throws IllegalArgumentException when the shapes differ or a value is not finite
     */
    public static LogisticRegression fit(List<String> names, double[][] columns, boolean[] bad, double ridge) {
        check(names, columns, bad, ridge);
        var rows = DistinctRows.of(columns, bad);
        if (rows.goods() == 0 || rows.bads() == 0) {
            throw new FitException("logistic regression: %d goods and %d bads. At least one of each is needed."
                    .formatted(rows.goods(), rows.bads()));
        }
        var newton = NewtonLogit.of(names, rows, ridge);
        newton.run();
        List<Coefficient> coefficients = new ArrayList<>();
        double[] estimates = newton.estimates();
        double[] errors = newton.standardErrors();
        for (int j = 0; j < estimates.length; j++) {
            coefficients.add(Coefficient.of(j == 0 ? INTERCEPT : names.get(j - 1), estimates[j], errors[j]));
        }
        return new LogisticRegression(
                coefficients,
                ridge,
                bad.length,
                rows.bads(),
                newton.logLikelihood(),
                nullLogLikelihood(rows.goods(), rows.bads()),
                newton.iterations(),
                newton.isConverged());
    }

    private static void check(List<String> names, double[][] columns, boolean[] bad, double ridge) {
        if (names.size() != columns.length) {
            throw new IllegalArgumentException(
                    "logistic regression: %d names for %d columns. One per column is allowed."
                            .formatted(names.size(), columns.length));
        }
        if (!(ridge >= 0 && ridge < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "logistic regression: the ridge is %s. 0 or a positive number is allowed.".formatted(ridge));
        }
        for (int j = 0; j < columns.length; j++) {
            if (columns[j].length != bad.length) {
                throw new IllegalArgumentException(
                        "logistic regression, column %s: %d values for %d labels. One per row is allowed."
                                .formatted(names.get(j), columns[j].length, bad.length));
            }
            for (int row = 0; row < bad.length; row++) {
                if (!Double.isFinite(columns[j][row])) {
                    throw new IllegalArgumentException(
                            "logistic regression, column %s, row %d: the value is %s. Finite numbers are allowed. Bin or fill it."
                                    .formatted(names.get(j), row, columns[j][row]));
                }
            }
        }
    }

    private static double nullLogLikelihood(int goods, int bads) {
        double rows = (double) goods + bads;
        return goods * StrictMath.log(goods / rows) + bads * StrictMath.log(bads / rows);
    }

    /** ln(probability of bad / probability of good) at these values, one per column. */
    public double logit(double... values) {
        if (values.length != coefficients.size() - 1) {
            throw new IllegalArgumentException(
                    "logistic regression: %d values for %d columns. One per column is allowed."
                            .formatted(values.length, coefficients.size() - 1));
        }
        var sum = new CompensatedSum();
        sum.add(coefficients.get(0).estimate());
        for (int j = 0; j < values.length; j++) {
            sum.add(coefficients.get(j + 1).estimate() * values[j]);
        }
        return sum.value();
    }

    /** The probability of bad at these values, one per column. */
    public double probability(double... values) {
        return probabilityAt(logit(values));
    }

    static double probabilityAt(double logit) {
        return 1 / (1 + StrictMath.exp(-logit));
    }
}
