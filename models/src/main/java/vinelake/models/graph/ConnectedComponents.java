package vinelake.models.graph;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Which vertices hang together, whatever the direction of the edges.
 *
 * <p>Alternating large-star and small-star (R. Kiveris, S. Lattanzi, V. Mirrokni, V. Rastogi, S. Vassilvitskii:
 * Connected Components in MapReduce and Beyond, SoCC 2014). Its number of rounds is bounded by the square of the
 * logarithm of the number of vertices, and no round has more edges than the graph. Passing the smallest label from
 * neighbour to neighbour, as GraphX does, takes as many rounds as the graph is wide.
 */
public final class ConnectedComponents {

    /**
     * Finds the component of every vertex.
     *
     * @param vertices vertex_id STRING, unique and never NULL
     * @param edges source_id STRING, target_id STRING; repeated edges and self-loops do no harm
     * @return vertex_id STRING; component_id STRING, the smallest id of the component in the order of Spark's STRING;
     *     component_size BIGINT, the number of its vertices; one row per vertex
     * @throws IllegalArgumentException when an id is not a STRING, is NULL, is given twice as a vertex, or is not that
     *     of a vertex at an end of an edge; the message names the first
     */
    public static Dataset<Row> of(Dataset<Row> vertices, Dataset<Row> edges) {
        var index = VertexIndex.of(vertices);
        var links = index.number(edges.select("source_id", "target_id"))
                .where(col("source").notEqual(col("target")))
                .select(
                        greatest(col("source"), col("target")).as("upper"),
                        least(col("source"), col("target")).as("lower"));
        return Lineage.cut(name(index, stars(links)));
    }

    /** Rewires the links, between the same components, until all of a component hang directly on its smallest vertex. */
    private static Dataset<Row> stars(Dataset<Row> links) {
        // Spark leaves the observation out of a plan that it sees to be empty.
        if (links.isEmpty()) {
            return links;
        }
        var rewired = links;
        long astray;
        do {
            var observation = new Observation();
            rewired = Lineage.cut(rewired.transform(ConnectedComponents::withNeighbourhood)
                    .observe(observation, count_if(isAstray()).as("astray"))
                    .transform(ConnectedComponents::largeStar)
                    .transform(ConnectedComponents::smallStar));
            astray = astray(observation);
        } while (astray > 0);
        return rewired;
    }

    private static long astray(Observation observation) {
        try {
            return (long) observation.getAsJava().get("astray");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("connected components: interrupted between two rounds", e);
        }
    }

    /** Every link seen from both of its ends, with the smallest and the largest neighbour that the vertex has. */
    private static Dataset<Row> withNeighbourhood(Dataset<Row> links) {
        var neighbours = Window.partitionBy("vertex");
        return links.select(col("upper").as("vertex"), col("lower").as("neighbour"))
                .unionAll(links.select(col("lower").as("vertex"), col("upper").as("neighbour")))
                .withColumn("smallest", min("neighbour").over(neighbours))
                .withColumn("largest", max("neighbour").over(neighbours));
    }

    // The links are stars already when every vertex with a smaller neighbour has no other neighbour.
    private static Column isAstray() {
        return col("smallest").lt(col("vertex")).and(col("smallest").lt(col("largest")));
    }

    /** Hangs the larger neighbours of each vertex on the smallest of its neighbourhood, itself included. */
    private static Dataset<Row> largeStar(Dataset<Row> neighbourhoods) {
        return neighbourhoods
                .where(col("neighbour").gt(col("vertex")))
                .select(
                        col("neighbour").as("upper"),
                        least(col("vertex"), col("smallest")).as("lower"));
    }

    /** Hangs each vertex and its smaller neighbours on the smallest of these. */
    private static Dataset<Row> smallStar(Dataset<Row> links) {
        // Partitioned by the upper end for the sake of the window; distinct needs no shuffle of its own then.
        return links.repartition(col("upper"))
                .distinct()
                .withColumn("smallest", min("lower").over(Window.partitionBy("upper")))
                .select(
                        when(col("lower").equalTo(col("smallest")), col("upper"))
                                .otherwise(col("lower"))
                                .as("upper"),
                        col("smallest").as("lower"));
    }

    private static Dataset<Row> name(VertexIndex index, Dataset<Row> stars) {
        // Each vertex hangs on at most one other; the links of a star may still be repeated.
        var members = index.rows()
                .join(stars.distinct().withColumnRenamed("upper", "vertex"), new String[] {"vertex"}, "left")
                .select(col("vertex_id"), coalesce(col("lower"), col("vertex")).as("smallest"));
        var components = members.groupBy("smallest")
                .agg(min("vertex_id").as("component_id"), count(lit(1)).as("component_size"));
        return members.join(components, "smallest").select("vertex_id", "component_id", "component_size");
    }

    private ConnectedComponents() {}
}
