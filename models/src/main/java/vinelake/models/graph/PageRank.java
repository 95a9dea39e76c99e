package vinelake.models.graph;

import static vinelake.models.graph.ScalaFunctions.fn1;
import static vinelake.models.graph.ScalaFunctions.fn2;
import static vinelake.models.graph.ScalaFunctions.fn3;
import static vinelake.models.graph.ScalaFunctions.longTag;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.graphx.Edge;
import org.apache.spark.graphx.EdgeContext;
import org.apache.spark.graphx.Graph;
import org.apache.spark.graphx.TripletFields;
import org.apache.spark.graphx.VertexRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.Option;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.runtime.BoxedUnit;

/**
 * How much a vertex matters, given how much those matter that point to it.
 *
 * <p>PageRank as LDBC Graphalytics defines it: every vertex starts with 1/n; a round gives it (1 - damping)/n, damping
 * times what its predecessors pass on, and 1/n of damping times what the vertices without outgoing edge hold. Ranks sum
 * to 1. A vertex passes its rank on in proportion to the weights of its edges; with equal weights that is LDBC's.
 *
 * <p>Ranks are whole multiples of 2^-62 up to the end (see {@link FixedPoint}), so the result is the same to the last
 * bit whatever the partitions and the order of rows, and vertices in the same position have the same rank. A round
 * rounds a rank down by fewer than three units, and two more for each incoming edge; with ten million vertices the mean
 * rank has 460,000 million units. What rounding takes on the way is shared out to all in the same round; the ranks fall
 * short of 1 by fewer than n units together.
 */
public final class PageRank {

    private static final ClassTag<Long> LONG = longTag();

    private static final StructType RANKED = StructType.fromDDL("vertex BIGINT, pagerank DOUBLE");

    /**
     * Ranks the vertices.
     *
     * @param vertices vertex_id STRING, unique and never NULL
     * @param edges source_id STRING, target_id STRING, weight INT, BIGINT or DECIMAL, more than 0: an edge passes rank
     *     from source to target. Weights of edges between the same two are added. An undirected graph has each edge in
     *     both directions; an unweighted one has the weight 1 throughout. Self-loops count like other edges.
     * @param damping from 0 to 1, customarily 0.85
     * @param iterations the number of rounds, at least 1
     * @return vertex_id STRING, pagerank DOUBLE; one row per vertex
     * @throws IllegalArgumentException when damping, iterations, an id or a weight is not as said above, or an edge ends
     *     at an id that is not a vertex; the message names the first
     */
    public static Dataset<Row> weighted(Dataset<Row> vertices, Dataset<Row> edges, double damping, int iterations) {
        if (!(damping >= 0 && damping <= 1)) {
            throw new IllegalArgumentException(
                    "damping: %s. It is a number from 0 to 1. Customary is 0.85.".formatted(damping));
        }
        if (iterations < 1) {
            throw new IllegalArgumentException(
                    "iterations: %d. There is at least 1 round. Give a larger number.".formatted(iterations));
        }
        var index = VertexIndex.of(vertices);
        var topology = topology(index, WeightedEdges.of(index, edges));
        var ranks = ranks(topology, index.size(), FixedPoint.of(damping), iterations)
                .map(rank -> RowFactory.create(rank._1(), FixedPoint.toDouble(rank._2())));
        // One row per vertex on either side.
        var named = Lineage.cut(vertices.sparkSession()
                .createDataFrame(ranks, RANKED)
                .join(index.rows(), "vertex")
                .select("vertex_id", "pagerank"));
        topology.unpersist(false);
        return named;
    }

    /** The graph without ranks: every round starts from it anew, so that no round drags the earlier ones along. */
    private static Graph<Long, Long> topology(VertexIndex index, JavaRDD<Edge<Long>> edges) {
        var vertices = index.rows().select("vertex").javaRDD().map(row -> new Tuple2<Object, Long>(row.getLong(0), 0L));
        var level = StorageLevel.MEMORY_AND_DISK();
        return Graph.apply(vertices.rdd(), edges.rdd(), 0L, level, level, LONG, LONG)
                .cache();
    }

    /**
     * Runs the rounds.
     *
     * @return number and rank of every vertex; to be read before the topology is given up
     */
    private static JavaRDD<Tuple2<Object, Long>> ranks(
            Graph<Long, Long> topology, long size, long damping, int iterations) {
        // A rank is what was received, damped, and the part of the rest that is equal for all.
        var received = JavaSparkContext.fromSparkContext(topology.vertices().sparkContext())
                .<Tuple2<Object, Long>>emptyRDD();
        long rest = FixedPoint.ONE;
        for (int round = 0; round < iterations; round++) {
            // GraphX's own RDD would keep its history; a plain one, partitioned alike, does not.
            received = Lineage.cut(passOn(withRanks(topology, received, equalPart(rest, size)))
                    .mapValues(fn1((Long sum) -> FixedPoint.times(damping, sum)), LONG)
                    .toJavaRDD()
                    .mapPartitions(messages -> messages, true));
            rest = FixedPoint.ONE - received.map(Tuple2::_2).fold(0L, Long::sum);
        }
        return withRanks(topology, received, equalPart(rest, size)).vertices().toJavaRDD();
    }

    private static long equalPart(long rest, long size) {
        return size == 0 ? 0 : rest / size;
    }

    private static Graph<Long, Long> withRanks(
            Graph<Long, Long> topology, JavaRDD<Tuple2<Object, Long>> received, long equalPart) {
        return topology.outerJoinVertices(
                received.rdd(),
                fn3((Object vertex, Long none, Option<Long> own) -> equalPart + (own.isEmpty() ? 0 : own.get())),
                LONG,
                LONG,
                null);
    }

    /** What each vertex receives, where it receives anything: whole numbers, which add up the same in every order. */
    private static VertexRDD<Long> passOn(Graph<Long, Long> ranked) {
        return ranked.aggregateMessages(
                fn1((EdgeContext<Long, Long, Long> edge) -> {
                    edge.sendToDst(FixedPoint.times(edge.srcAttr(), edge.attr()));
                    return BoxedUnit.UNIT;
                }),
                fn2((Long a, Long b) -> a + b),
                TripletFields.Src,
                LONG);
    }

    private PageRank() {}
}
