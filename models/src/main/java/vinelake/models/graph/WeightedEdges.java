package vinelake.models.graph;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.try_sum;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.graphx.Edge;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/** Edges that carry the fraction of what their source passes on, as {@link FixedPoint}. */
final class WeightedEdges {

    private static final int MAX_PRECISION = 38;

    /**
     * One edge for each pair of source and target; the weights of edges between the same two are added exactly.
     *
     * @param edges source_id STRING, target_id STRING, weight BIGINT or DECIMAL, more than 0
     * @throws IllegalArgumentException when a weight is no such number, or an end is not in the index
     */
    static JavaRDD<Edge<Long>> of(VertexIndex index, Dataset<Row> edges) {
        var exact = exactType(edges.schema().apply("weight").dataType());
        var links = index.number(
                edges.select(col("source_id"), col("target_id"), col("weight").cast(exact)));
        refuseWeightsThatAreNotPositive(index, links);
        var pairs = links.groupBy("source", "target").agg(try_sum(col("weight")).as("weight"));
        var totals = links.groupBy("source").agg(try_sum(col("weight")).as("total"));
        refuseTotalsThatOverflow(index, totals, exact);
        // Many pairs to exactly one total.
        return pairs.join(totals, "source")
                .select("source", "target", "weight", "total")
                // What goes to the same target is added up in one place, before it travels.
                .repartition(col("target"))
                .javaRDD()
                .map(pair -> new Edge<>(
                        pair.getLong(0), pair.getLong(1), FixedPoint.share(pair.getDecimal(2), pair.getDecimal(3))));
    }

    private static DataType exactType(DataType weight) {
        if (weight instanceof DecimalType decimal) {
            return DataTypes.createDecimalType(MAX_PRECISION, decimal.scale());
        }
        if (weight.equals(DataTypes.LongType) || weight.equals(DataTypes.IntegerType)) {
            return DataTypes.createDecimalType(MAX_PRECISION, 0);
        }
        throw new IllegalArgumentException(
                ("edges.weight: its type is %s. A weight is an INT, a BIGINT or a DECIMAL, whose sums are exact. "
                                + "Cast the column.")
                        .formatted(weight.sql()));
    }

    private static void refuseWeightsThatAreNotPositive(VertexIndex index, Dataset<Row> links) {
        var isPositive = coalesce(col("weight").gt(0), lit(false));
        for (var link : links.where(not(isPositive))
                .orderBy("source", "target", "weight")
                .limit(1)
                .collectAsList()) {
            throw new IllegalArgumentException(
                    ("edges.weight: the edge from %s to %s weighs %s. A weight is more than 0. Leave out edges "
                                    + "without weight.")
                            .formatted(
                                    index.id(link.getAs("source")),
                                    index.id(link.getAs("target")),
                                    link.<Object>getAs("weight")));
        }
    }

    private static void refuseTotalsThatOverflow(VertexIndex index, Dataset<Row> totals, DataType exact) {
        for (var total :
                totals.where(col("total").isNull()).orderBy("source").limit(1).collectAsList()) {
            throw new IllegalArgumentException(
                    "edges.weight: the edges from %s together weigh more than fits in %s. State weights in a larger unit."
                            .formatted(index.id(total.getAs("source")), exact.sql()));
        }
    }

    private WeightedEdges() {}
}
