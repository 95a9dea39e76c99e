package vinelake.models.scorecard;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * One fit of a logit. Works on standardised columns, so that neither the unit nor the origin of a column decides
 * whether the information matrix counts as singular.
 */
final class NewtonLogit {

    private static final int MAX_ITERATIONS = 50;
    private static final int MAX_HALVINGS = 30;
    private static final double NEGLIGIBLE_STEP = 1e-10;

    /** A column with less than this share of its variance left, given the columns before it, depends on them. */
    private static final double LEAST_OWN_VARIANCE = 1e-10;

    private static final double ASYMMETRY = 1e-12;

    /** How far a row may lie on the wrong side, relative to the farthest, along a direction found by iteration. */
    private static final double SEPARATION_TOLERANCE = 1e-3;

    private final List<String> names;
    private final double[] means;
    private final double[] deviations;
    private final DistinctRows rows;
    private final double[] penalties;
    private final int size;
    private double[] beta;
    private double logLikelihood;
    private int iterations;
    private boolean converged;

    private NewtonLogit(
            List<String> names, double[] means, double[] deviations, DistinctRows standardised, double ridge) {
        this.names = names;
        this.means = means;
        this.deviations = deviations;
        this.rows = standardised;
        this.size = names.size() + 1;
        this.penalties = new double[size];
        for (int j = 1; j < size; j++) {
            penalties[j] = ridge / (deviations[j - 1] * deviations[j - 1]);
        }
        this.beta = new double[size];
        this.beta[0] = StrictMath.log((double) rows.bads() / rows.goods());
        this.logLikelihood = logLikelihood(beta);
    }

    static NewtonLogit of(List<String> names, DistinctRows rows, double ridge) {
        var means = new double[rows.columns()];
        var deviations = new double[rows.columns()];
        for (int j = 0; j < rows.columns(); j++) {
            means[j] = rows.mean(j);
            deviations[j] = rows.deviation(j);
            if (deviations[j] == 0) {
                throw new FitException(
                        "logistic regression, column %s: the value is %s in every row. Columns with at least two values are allowed. Leave it out."
                                .formatted(names.get(j), rows.rows().get(0).value(j)));
            }
        }
        return new NewtonLogit(names, means, deviations, rows.standardised(means, deviations), ridge);
    }

    void run() {
        double[] step = new double[size];
        for (iterations = 1; iterations <= MAX_ITERATIONS; iterations++) {
            double[] last = step;
            try {
                step = decompose(information())
                        .getSolver()
                        .solve(new ArrayRealVector(gradient()))
                        .toArray();
            } catch (NonPositiveDefiniteMatrixException e) {
                throw singular(e.getRow(), last);
            }
            advance(step);
            if (!isPenalised() && separatesCompletely()) {
                throw separated(beta);
            }
            converged = isNegligible(step);
            if (converged) {
                return;
            }
        }
        iterations = MAX_ITERATIONS;
        if (!isPenalised() && isDirectionOfSeparation(step)) {
            throw separated(step);
        }
    }

    private boolean isPenalised() {
        return Arrays.stream(penalties).anyMatch(p -> p > 0);
    }

    // A full step may overshoot far from the optimum; half of it, or of that, never does.
    private void advance(double[] step) {
        double before = objective(beta, logLikelihood);
        double share = 1;
        for (int halving = 0; halving <= MAX_HALVINGS; halving++) {
            var candidate = beta.clone();
            for (int j = 0; j < size; j++) {
                candidate[j] += share * step[j];
            }
            double likelihood = logLikelihood(candidate);
            if (objective(candidate, likelihood)
                    >= before - Math.ulp(before) * rows.rows().size()) {
                beta = candidate;
                logLikelihood = likelihood;
                return;
            }
            share /= 2;
        }
    }

    private double objective(double[] coefficients, double likelihood) {
        double penalty = 0;
        for (int j = 1; j < size; j++) {
            penalty += penalties[j] * coefficients[j] * coefficients[j] / 2;
        }
        return likelihood - penalty;
    }

    private boolean isNegligible(double[] step) {
        for (int j = 0; j < size; j++) {
            if (!(Math.abs(step[j]) <= NEGLIGIBLE_STEP * (1 + Math.abs(beta[j])))) {
                return false;
            }
        }
        return true;
    }

    private double linear(double[] coefficients, DistinctRows.Row row) {
        double sum = coefficients[0];
        for (int j = 1; j < size; j++) {
            sum += coefficients[j] * row.value(j - 1);
        }
        return sum;
    }

    private double logLikelihood(double[] coefficients) {
        var sum = new CompensatedSum();
        for (var row : rows.rows()) {
            double logit = linear(coefficients, row);
            sum.add(-row.bads() * logOnePlusExp(-logit));
            sum.add(-row.goods() * logOnePlusExp(logit));
        }
        return sum.value();
    }

    private static double logOnePlusExp(double x) {
        return x > 0 ? x + StrictMath.log1p(StrictMath.exp(-x)) : StrictMath.log1p(StrictMath.exp(x));
    }

    private double[] gradient() {
        var sums = new CompensatedSum[size];
        Arrays.setAll(sums, j -> new CompensatedSum());
        for (var row : rows.rows()) {
            double logit = linear(beta, row);
            // Both probabilities by themselves: 1 - p loses all digits where p is almost 1.
            double residual = row.bads() * LogisticRegression.probabilityAt(-logit)
                    - row.goods() * LogisticRegression.probabilityAt(logit);
            sums[0].add(residual);
            for (int j = 1; j < size; j++) {
                sums[j].add(residual * row.value(j - 1));
            }
        }
        var gradient = new double[size];
        Arrays.setAll(gradient, j -> sums[j].value() - penalties[j] * beta[j]);
        return gradient;
    }

    private double[][] information() {
        var sums = new CompensatedSum[size][size];
        for (var line : sums) {
            Arrays.setAll(line, j -> new CompensatedSum());
        }
        for (var row : rows.rows()) {
            double logit = linear(beta, row);
            double weight =
                    row.count() * LogisticRegression.probabilityAt(logit) * LogisticRegression.probabilityAt(-logit);
            for (int i = 0; i < size; i++) {
                double left = weight * (i == 0 ? 1 : row.value(i - 1));
                for (int j = 0; j <= i; j++) {
                    sums[i][j].add(left * (j == 0 ? 1 : row.value(j - 1)));
                }
            }
        }
        var information = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                information[i][j] = sums[i][j].value() + (i == j ? penalties[i] : 0);
                information[j][i] = information[i][j];
            }
        }
        return information;
    }

    // The pivot threshold is absolute: relative to the average information of a column it means the same in every fit.
    private CholeskyDecomposition decompose(double[][] information) {
        double scale = information[0][0];
        return new CholeskyDecomposition(
                new Array2DRowRealMatrix(information, false), ASYMMETRY, LEAST_OWN_VARIANCE * scale);
    }

    private boolean separatesCompletely() {
        double lowestBad = Double.POSITIVE_INFINITY;
        double highestGood = Double.NEGATIVE_INFINITY;
        for (var row : rows.rows()) {
            double logit = linear(beta, row);
            lowestBad = row.bads() > 0 ? Math.min(lowestBad, logit) : lowestBad;
            highestGood = row.goods() > 0 ? Math.max(highestGood, logit) : highestGood;
        }
        return lowestBad > highestGood;
    }

    // Along such a direction the likelihood grows without end: no bad gets less likely, no good more.
    private boolean isDirectionOfSeparation(double[] direction) {
        double farthest = rows.rows().stream()
                .mapToDouble(r -> Math.abs(linear(direction, r)))
                .max()
                .orElse(0);
        double allowed = SEPARATION_TOLERANCE * farthest;
        return farthest > 0
                && rows.rows().stream()
                        .allMatch(r -> (r.bads() == 0 || linear(direction, r) >= -allowed)
                                && (r.goods() == 0 || linear(direction, r) <= allowed));
    }

    private FitException singular(int pivot, double[] lastStep) {
        if (iterations > 1 && isDirectionOfSeparation(lastStep)) {
            return separated(lastStep);
        }
        return new FitException(
                "logistic regression, column %s: it is a combination of the columns before it (%s). Independent columns are allowed. Leave one out or set a ridge."
                        .formatted(name(pivot), String.join(", ", names.subList(0, Math.max(0, pivot - 1)))));
    }

    private FitException separated(double[] direction) {
        int most = 1;
        for (int j = 2; j < size; j++) {
            most = Math.abs(direction[j]) > Math.abs(direction[most]) ? j : most;
        }
        String growth = String.format(Locale.ROOT, "%.1f after %d iterations", estimates()[most], iterations);
        return new FitException(
                "logistic regression, column %s: it separates bad from good perfectly, alone or with others, so that its coefficient grows without bound (%s). Columns whose goods and bads overlap are allowed. Leave it out, merge its bins or set a ridge."
                        .formatted(name(most), growth));
    }

    private String name(int coefficient) {
        return coefficient == 0 ? LogisticRegression.INTERCEPT : names.get(coefficient - 1);
    }

    /** The coefficients in the columns' own units, the intercept first. */
    double[] estimates() {
        var estimates = new double[size];
        var intercept = new CompensatedSum();
        intercept.add(beta[0]);
        for (int j = 1; j < size; j++) {
            estimates[j] = beta[j] / deviations[j - 1];
            intercept.add(-estimates[j] * means[j - 1]);
        }
        estimates[0] = intercept.value();
        return estimates;
    }

    double[] standardErrors() {
        RealMatrix covariance = decompose(information()).getSolver().getInverse();
        var toIntercept = new ArrayRealVector(size, 1);
        var errors = new double[size];
        for (int j = 1; j < size; j++) {
            toIntercept.setEntry(j, -means[j - 1] / deviations[j - 1]);
            errors[j] = Math.sqrt(covariance.getEntry(j, j)) / deviations[j - 1];
        }
        errors[0] = Math.sqrt(toIntercept.dotProduct(covariance.operate(toIntercept)));
        return errors;
    }

    double logLikelihood() {
        return logLikelihood;
    }

    int iterations() {
        return iterations;
    }

    boolean isConverged() {
        return converged;
    }
}
