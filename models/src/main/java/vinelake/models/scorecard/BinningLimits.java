package vinelake.models.scorecard;

import vinelake.core.policy.ScorecardPolicy;

/**
 * What bins must keep to.
 *
 * @param maxBins bins of known values at most
 * @param minBinShare share of all rows that a bin holds at least
 */
public record BinningLimits(int maxBins, double minBinShare) {

    public BinningLimits {
        if (maxBins < 2) {
            throw new IllegalArgumentException(
                    "binning: maxBins is %d. 2 or more is allowed. Raise it.".formatted(maxBins));
        }
        if (!(minBinShare > 0 && minBinShare <= 0.5)) {
            throw new IllegalArgumentException(
                    "binning: minBinShare is %s. More than 0 and at most 0.5 is allowed. Change it."
                            .formatted(minBinShare));
        }
    }

    static BinningLimits of(ScorecardPolicy policy) {
        return new BinningLimits(policy.maxBins(), policy.minBinShare());
    }

    boolean areMetBy(Bin.Counts bin, int rows) {
        return bin.goods() > 0 && bin.bads() > 0 && isLargeEnough(bin, rows);
    }

    boolean isLargeEnough(Bin.Counts bin, int rows) {
        return bin.rows() > 0 && (double) bin.rows() / rows >= minBinShare;
    }
}
