package vinelake.models.scorecard;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows with a known outcome, to fit and to test on: a key, the features' values and whether the row is bad. */
public final class Sample {

    /** Fewer of the rarer outcome cannot carry a card. */
    public static final int MIN_EVENTS = 10;

    private final List<String> keys;
    private final Map<String, double[]> features;
    private final boolean[] bad;

    private Sample(List<String> keys, Map<String, double[]> features, boolean[] bad) {
        this.keys = keys;
        this.features = features;
        this.bad = bad;
    }

    /**
     * A sample of copies of these arrays.
     *
     * @param keys one per row; rows with the same key (a subject on several dates) stay in one fold
     * @param features one array per name with one value per row, NaN for missing
     * @param bad whether the row's subject defaulted
     * @throws IllegalArgumentException when the lengths differ
     */
    public static Sample of(List<String> keys, Map<String, double[]> features, boolean[] bad) {
        var copies = new LinkedHashMap<String, double[]>();
        features.forEach((name, values) -> copies.put(name, values.clone()));
        copies.forEach((name, values) -> {
            if (values.length != bad.length) {
                throw new IllegalArgumentException(
                        "sample: feature %s has %d values for %d labels. One per row is allowed."
                                .formatted(name, values.length, bad.length));
            }
        });
        if (keys.size() != bad.length) {
            throw new IllegalArgumentException(
                    "sample: %d keys for %d labels. One per row is allowed.".formatted(keys.size(), bad.length));
        }
        return new Sample(List.copyOf(keys), copies, bad.clone());
    }

    int rows() {
        return bad.length;
    }

    int bads() {
        int bads = 0;
        for (boolean b : bad) {
            bads += b ? 1 : 0;
        }
        return bads;
    }

    Set<String> features() {
        return features.keySet();
    }

    List<String> keys() {
        return keys;
    }

    /** Not to be written to. */
    double[] values(String feature) {
        return features.get(feature);
    }

    /** Not to be written to. */
    boolean[] bad() {
        return bad;
    }

    /** Only these rows, in this order. */
    Sample only(int[] rows) {
        var some = new LinkedHashMap<String, double[]>();
        features.forEach((name, values) ->
                some.put(name, Arrays.stream(rows).mapToDouble(r -> values[r]).toArray()));
        var someBad = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            someBad[i] = bad[rows[i]];
        }
        return new Sample(Arrays.stream(rows).mapToObj(keys::get).toList(), some, someBad);
    }

    void requireEvents() {
        require(bads(), "defaults");
        require(rows() - bads(), "subjects without default");
    }

    private void require(int events, String what) {
        if (events < MIN_EVENTS) {
            throw new FitException(
                    "scorecard: too few %s to fit: %d of %d. At least %d are needed. Wait for more outcomes, widen the population or the window of the label."
                            .formatted(what, events, rows(), MIN_EVENTS));
        }
    }
}
