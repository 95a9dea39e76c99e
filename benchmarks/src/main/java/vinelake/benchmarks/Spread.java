package vinelake.benchmarks;

import java.util.Collection;
import java.util.stream.DoubleStream;

/** What several rounds say of one figure. */
record Spread(double median, double min, double max) {

    /** @param figures one of each round, at least one */
    static Spread of(Collection<Double> figures) {
        return of(figures.stream().mapToDouble(Double::doubleValue));
    }

    private static Spread of(DoubleStream figures) {
        double[] sorted = figures.sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
