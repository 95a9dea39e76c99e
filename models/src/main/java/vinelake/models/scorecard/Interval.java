package vinelake.models.scorecard;

/** An estimate with its 95 % confidence interval. */
public record Interval(double estimate, double lower, double upper) {

    public Interval {
        if (!(lower <= estimate && estimate <= upper)) {
            throw new IllegalArgumentException(
                    "interval: %s is not within [%s, %s]. The estimate must lie between the limits."
                            .formatted(estimate, lower, upper));
        }
    }
}
