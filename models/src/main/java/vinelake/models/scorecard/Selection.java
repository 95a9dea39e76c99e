package vinelake.models.scorecard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import vinelake.core.policy.ScorecardPolicy;
import vinelake.models.scorecard.Candidate.Fate;

/** Which candidates enter the card, and the logit on their weights of evidence. */
final class Selection {

    /** Two features whose weights of evidence correlate more than this, either way, say the same. */
    static final double MAX_CORRELATION = 0.7;

    private final Sample sample;
    private final ScorecardPolicy policy;
    private final double ridge;
    private final Map<String, Binning> binnings = new LinkedHashMap<>();
    private final Map<String, int[]> bins = new HashMap<>();
    private final Map<String, Candidate> fates = new HashMap<>();
    private List<String> entered = List.of();
    private LogisticRegression logit;

    private Selection(Sample sample, ScorecardPolicy policy, double ridge) {
        this.sample = sample;
        this.policy = policy;
        this.ridge = ridge;
    }

    /** Maybe of no feature at all, with a logit of an intercept only. */
    static Selection of(Sample sample, ScorecardPolicy policy, double ridge) {
        var selection = new Selection(sample, policy, ridge);
        selection.bin();
        selection.choose();
        selection.fit();
        return selection;
    }

    private void bin() {
        var limits = BinningLimits.of(policy);
        for (String feature : policy.candidates()) {
            if (!sample.features().contains(feature)) {
                throw new IllegalArgumentException(
                        "scorecard: candidate %s is not among the features. Allowed are %s. Correct the policy."
                                .formatted(feature, String.join(", ", sample.features())));
            }
            double[] values = sample.values(feature);
            var binning = Binning.fit(feature, values, sample.bad(), limits);
            binnings.put(feature, binning);
            var indexes = new int[values.length];
            for (int row = 0; row < values.length; row++) {
                indexes[row] = binning.indexOf(values[row]);
            }
            bins.put(feature, indexes);
        }
    }

    private void choose() {
        // The sort is stable: of two with the same information value the earlier candidate comes first.
        var byInformation = binnings.values().stream()
                .sorted(Comparator.comparingDouble(Binning::informationValue).reversed())
                .toList();
        List<String> kept = new ArrayList<>();
        for (var binning : byInformation) {
            String feature = binning.feature();
            double information = binning.informationValue();
            // A feature that says nothing cannot be fitted, whatever the policy's minimum.
            if (information < policy.minInformationValue() || information == 0) {
                decide(
                        feature,
                        Fate.LOW_INFORMATION,
                        String.format(
                                Locale.ROOT,
                                "information value %.4f, at least %.4f is asked for",
                                information,
                                policy.minInformationValue()));
                continue;
            }
            var rival = kept.stream()
                    .filter(k -> Math.abs(correlation(k, feature)) > MAX_CORRELATION)
                    .findFirst();
            if (rival.isPresent()) {
                decide(
                        feature,
                        Fate.CORRELATED,
                        String.format(
                                Locale.ROOT,
                                "correlation %.2f with %s",
                                correlation(rival.get(), feature),
                                rival.get()));
            } else if (kept.size() == policy.maxFeatures()) {
                decide(feature, Fate.BEYOND_MAXIMUM, "%d features with more information value".formatted(kept.size()));
            } else {
                kept.add(feature);
            }
        }
        entered = binnings.keySet().stream().filter(kept::contains).toList();
    }

    private void fit() {
        while (true) {
            logit = LogisticRegression.fit(
                    entered, entered.stream().map(this::weights).toArray(double[][]::new), sample.bad(), ridge);
            var wrong = logit.coefficients().stream()
                    .skip(1)
                    .filter(c -> c.estimate() >= 0)
                    .min(Comparator.comparingDouble(c -> binnings.get(c.name()).informationValue()));
            if (wrong.isEmpty()) {
                break;
            }
            String feature = wrong.get().name();
            decide(
                    feature,
                    Fate.WRONG_SIGN,
                    String.format(
                            Locale.ROOT,
                            "coefficient %.4f with %s",
                            wrong.get().estimate(),
                            String.join(", ", entered)));
            entered = entered.stream().filter(e -> !e.equals(feature)).toList();
        }
        entered.forEach(e -> decide(e, Fate.ENTERED, ""));
    }

    private void decide(String feature, Fate fate, String reason) {
        fates.put(feature, new Candidate(feature, binnings.get(feature).informationValue(), fate, reason));
    }

    private double[] weights(String feature) {
        var binning = binnings.get(feature);
        int[] indexes = bins.get(feature);
        var weights = new double[indexes.length];
        for (int row = 0; row < weights.length; row++) {
            weights[row] = binning.bin(indexes[row]).woe();
        }
        return weights;
    }

    // Over the table of the two features' bins, so that the order of the rows changes nothing.
    private double correlation(String left, String right) {
        var a = binnings.get(left);
        var b = binnings.get(right);
        var table = new int[a.bins().size() + 1][b.bins().size() + 1];
        for (int row = 0; row < sample.rows(); row++) {
            table[bins.get(left)[row]][bins.get(right)[row]]++;
        }
        var means = new CompensatedSum[] {new CompensatedSum(), new CompensatedSum()};
        forEachCell(table, (i, j, rows) -> {
            means[0].add(rows * a.bin(i).woe());
            means[1].add(rows * b.bin(j).woe());
        });
        double meanA = means[0].value() / sample.rows();
        double meanB = means[1].value() / sample.rows();
        var products = new CompensatedSum[] {new CompensatedSum(), new CompensatedSum(), new CompensatedSum()};
        forEachCell(table, (i, j, rows) -> {
            double da = a.bin(i).woe() - meanA;
            double db = b.bin(j).woe() - meanB;
            products[0].add(rows * da * db);
            products[1].add(rows * da * da);
            products[2].add(rows * db * db);
        });
        return products[0].value() / Math.sqrt(products[1].value() * products[2].value());
    }

    private static void forEachCell(int[][] table, Cell cell) {
        for (int i = 0; i < table.length; i++) {
            for (int j = 0; j < table[i].length; j++) {
                cell.see(i, j, table[i][j]);
            }
        }
    }

    @FunctionalInterface
    private interface Cell {
        void see(int i, int j, int rows);
    }

    LogisticRegression logit() {
        return logit;
    }

    /** The entered features' bins, in the candidates' order. */
    List<Binning> binnings() {
        return entered.stream().map(binnings::get).toList();
    }

    /** All candidates, in their order. */
    List<Candidate> candidates() {
        return binnings.keySet().stream().map(fates::get).toList();
    }
}
