package vinelake.models.scorecard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows of a regression, equal ones as one with its numbers of goods and bads, in the order of their values.
 *
 * <p>Sums over them are the same to the last bit whatever the order of the rows was.
 */
record DistinctRows(List<Row> rows, int columns) {

    /** One combination of values and its counts. */
    static final class Row {
        private final double[] values;
        private int goods;
        private int bads;

        private Row(double[] values) {
            this.values = values;
        }

        double value(int column) {
            return values[column];
        }

        int goods() {
            return goods;
        }

        int bads() {
            return bads;
        }

        int count() {
            return goods + bads;
        }
    }

    /** @param columns one array of values per column */
    static DistinctRows of(double[][] columns, boolean[] bad) {
        Comparator<Integer> byValues = (a, b) -> {
            for (double[] column : columns) {
                int order = Double.compare(column[a], column[b]);
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
        List<Row> rows = new ArrayList<>();
        Row last = null;
        for (int row : IntStream.range(0, bad.length).boxed().sorted(byValues).toList()) {
            var values = Arrays.stream(columns).mapToDouble(c -> c[row]).toArray();
            if (last == null || !Arrays.equals(values, last.values)) {
                last = new Row(values);
                rows.add(last);
            }
            last.goods += bad[row] ? 0 : 1;
            last.bads += bad[row] ? 1 : 0;
        }
        return new DistinctRows(List.copyOf(rows), columns.length);
    }

    int goods() {
        return rows.stream().mapToInt(Row::goods).sum();
    }

    int bads() {
        return rows.stream().mapToInt(Row::bads).sum();
    }

    double mean(int column) {
        var sum = new CompensatedSum();
        rows.forEach(r -> sum.add(r.value(column) * r.count()));
        return sum.value() / (goods() + bads());
    }

    /** The standard deviation, exactly 0 for a column with one value. */
    double deviation(int column) {
        double first = rows.get(0).value(column);
        if (rows.stream().allMatch(r -> r.value(column) == first)) {
            return 0;
        }
        double mean = mean(column);
        var sum = new CompensatedSum();
        rows.forEach(r -> sum.add((r.value(column) - mean) * (r.value(column) - mean) * r.count()));
        return Math.sqrt(sum.value() / (goods() + bads()));
    }

    /** The same rows with every column brought to mean 0 and deviation 1. */
    DistinctRows standardised(double[] means, double[] deviations) {
        return new DistinctRows(
                rows.stream()
                        .map(r -> {
                            var values = new double[columns];
                            Arrays.setAll(values, j -> (r.value(j) - means[j]) / deviations[j]);
                            var row = new Row(values);
                            row.goods = r.goods;
                            row.bads = r.bads;
                            return row;
                        })
                        .toList(),
                columns);
    }
}
