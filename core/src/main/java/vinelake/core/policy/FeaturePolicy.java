package vinelake.core.policy;

import java.util.List;
import vinelake.core.contract.DatasetName;

/** The catalogue of features, in the order in which they are computed and shown. */
public record FeaturePolicy(List<Feature> features) {

    /** Of a hub without subjects. */
    public static final FeaturePolicy NONE = new FeaturePolicy(List.of());

    public FeaturePolicy {
        features = List.copyOf(features);
    }

    /** What all features have: a name, a Chinese title, what it means, and its unit. */
    public sealed interface Feature {
        String name();

        String title();

        String meaning();

        String unit();
    }

    /**
     * Aggregated from a subject's records of the last months, on the observation date.
     *
     * @param subject column that identifies the subject
     * @param date column with the day when it happened
     * @param windowMonths rows with date in (observation date - months, observation date]; 0 for all of history
     * @param where SQL predicate of the rows that count; NULL does not
     * @param value SQL aggregate over these rows; {@code :observed_on} is the observation date
     * @param none value of a subject without such rows: a number, or {@code null} where that means unknown
     */
    public record Aggregate(
            String name,
            String title,
            String meaning,
            String unit,
            List<DatasetName> datasets,
            String subject,
            String date,
            int windowMonths,
            String where,
            String value,
            Double none)
            implements Feature {

        public Aggregate {
            datasets = List.copyOf(datasets);
        }
    }

    /**
     * What the network says of the subject.
     *
     * @param metric a column of {@code network/metric}
     */
    public record Metric(String name, String title, String meaning, String unit, String metric) implements Feature {}

    /**
     * Computed from features that stand before it.
     *
     * @param value SQL expression over their names
     */
    public record Formula(String name, String title, String meaning, String unit, String value) implements Feature {}
}
