package vinelake.models.scorecard;

import java.util.Collections;
import java.util.List;

/**
 * A feature of the card.
 *
 * @param points per bin of the binning; 0 is the average
 * @param missingPoints for a missing value
 */
public record Characteristic(Binning binning, List<Integer> points, int missingPoints) {

    public Characteristic {
        points = List.copyOf(points);
        if (points.size() != binning.bins().size()) {
            throw new IllegalArgumentException("feature %s: %d points for %d bins. One per bin is allowed."
                    .formatted(binning.feature(), points.size(), binning.bins().size()));
        }
    }

    static Characteristic of(Binning binning, double coefficient, Scaling scaling) {
        return new Characteristic(
                binning,
                binning.bins().stream()
                        .map(b -> scaling.points(coefficient * b.woe()))
                        .toList(),
                scaling.points(coefficient * binning.missing().woe()));
    }

    String feature() {
        return binning.feature();
    }

    Score.Contribution contribution(double value) {
        int index = binning.indexOf(value);
        int here = index == points.size() ? missingPoints : points.get(index);
        return new Score.Contribution(feature(), binning.bin(index).label(), here, best() - here);
    }

    double woe(double value) {
        return binning.bin(binning.indexOf(value)).woe();
    }

    private int best() {
        return Math.max(Collections.max(points), missingPoints);
    }
}
