package vinelake.models.scorecard;

/**
 * The subjects with similar values of a feature.
 *
 * @param label its interval in words
 * @param woe weight of evidence: ln(share of all goods that are here / share of all bads that are here)
 * @param informationValue what it adds to the feature's: (share of goods - share of bads) * woe
 */
public record Bin(String label, int goods, int bads, double woe, double informationValue) {

    /** Added to both counts where one of them is zero, so that the weight of evidence stays finite. */
    static final double SMOOTHING = 0.5;

    static Bin of(String label, Counts here, Counts all) {
        double woe = here.goods() > 0 && here.bads() > 0
                ? here.woe(all)
                : StrictMath.log((here.goods() + SMOOTHING) * all.bads() / ((here.bads() + SMOOTHING) * all.goods()));
        return new Bin(label, here.goods(), here.bads(), woe, here.shareDifference(all) * woe);
    }

    static Bin neutral(String label, Counts here) {
        return new Bin(label, here.goods(), here.bads(), 0, 0);
    }

    /** How many goods and bads. */
    record Counts(int goods, int bads) {

        int rows() {
            return goods + bads;
        }

        Counts plus(Counts other) {
            return new Counts(goods + other.goods, bads + other.bads);
        }

        Counts minus(Counts other) {
            return new Counts(goods - other.goods, bads - other.bads);
        }

        // Quotients of exact integers: multiplying all counts by a constant gives the same bits.
        double woe(Counts all) {
            return StrictMath.log((double) ((long) goods * all.bads) / (double) ((long) bads * all.goods));
        }

        double shareDifference(Counts all) {
            return (double) ((long) goods * all.bads - (long) bads * all.goods)
                    / (double) ((long) all.goods * all.bads);
        }

        double informationValue(Counts all) {
            return shareDifference(all) * woe(all);
        }

        /** Whether goods are more frequent among the other's subjects, exactly. */
        boolean isWorseThan(Counts other) {
            return (long) goods * other.bads < (long) other.goods * bads;
        }
    }
}
