package vinelake.models.graph;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The number of every vertex: its place, from 0, in the order of the ids.
 *
 * <p>The order is that of Spark's STRING, which compares the bytes of UTF-8. Being a place in an order, the number
 * depends neither on partitions nor on the order of rows, cannot collide as a hash can, and of two vertices the one with
 * the smaller number has the smaller id.
 *
 * @param rows vertex_id STRING, vertex BIGINT; materialised
 * @param size how many vertices there are
 */
record VertexIndex(Dataset<Row> rows, long size) {

    private static final StructType COUNTED = StructType.fromDDL("vertex_id STRING, occurrences BIGINT, vertex BIGINT");

    /**
     * Numbers the vertices.
     *
     * @param vertices vertex_id STRING, unique and never NULL; other columns are ignored
     * @throws IllegalArgumentException when vertex_id is not a STRING, or an id is NULL or given twice, naming the first
     */
    static VertexIndex of(Dataset<Row> vertices) {
        requireString("vertices", vertices, "vertex_id");
        var ordered = vertices.groupBy("vertex_id")
                .agg(count(lit(1)).as("occurrences"))
                .orderBy("vertex_id");
        var counted = ordered.javaRDD()
                .zipWithIndex()
                .map(place -> RowFactory.create(place._1().get(0), place._1().get(1), place._2()));
        var rows = Lineage.cut(vertices.sparkSession().createDataFrame(counted, COUNTED));
        refuseNullsAndRepetitions(rows);
        return new VertexIndex(rows.select("vertex_id", "vertex"), rows.count());
    }

    /**
     * Names the ends of each edge by number.
     *
     * @param edges source_id STRING, target_id STRING, and attributes under other names than source and target
     * @return source BIGINT, target BIGINT and the attributes; one row per edge; materialised
     * @throws IllegalArgumentException when an id is not a STRING or not that of a vertex, naming the first such edge
     */
    Dataset<Row> number(Dataset<Row> edges) {
        requireString("edges", edges, "source_id");
        requireString("edges", edges, "target_id");
        var isUnknown = col("source").isNull().or(col("target").isNull());
        // Many edges to at most one vertex at either end: ids are unique here. Only an edge that will be refused keeps
        // its ids, which are longer than all the rest.
        var numbered = Lineage.cut(edges.join(numbersAs("source"), new String[] {"source_id"}, "left")
                .join(numbersAs("target"), new String[] {"target_id"}, "left")
                .withColumn("source_id", when(isUnknown, col("source_id")))
                .withColumn("target_id", when(isUnknown, col("target_id"))));
        refuseUnknownEnds(numbered.where(isUnknown));
        return numbered.drop("source_id", "target_id");
    }

    /** The id of a vertex by its number, for messages. */
    String id(long vertex) {
        return rows.where(col("vertex").equalTo(vertex)).first().getString(0);
    }

    private Dataset<Row> numbersAs(String end) {
        return rows.select(col("vertex_id").as(end + "_id"), col("vertex").as(end));
    }

    private static void requireString(String input, Dataset<Row> rows, String column) {
        var type = rows.schema().apply(column).dataType();
        if (!type.equals(DataTypes.StringType)) {
            throw new IllegalArgumentException("%s.%s: its type is %s. A vertex is named by a STRING. Cast the column."
                    .formatted(input, column, type.sql()));
        }
    }

    private static void refuseNullsAndRepetitions(Dataset<Row> counted) {
        var isRefused = col("vertex_id").isNull().or(col("occurrences").gt(1));
        first(counted.where(isRefused), col("vertex")).ifPresent(row -> {
            throw new IllegalArgumentException(
                    ("vertices.vertex_id: %s is given %d times. Every vertex is given once, by an id that is not "
                                    + "NULL. Remove what is repeated or has no id.")
                            .formatted(row.<String>getAs("vertex_id"), row.<Long>getAs("occurrences")));
        });
    }

    private static void refuseUnknownEnds(Dataset<Row> unknown) {
        first(unknown, col("source_id"), col("target_id")).ifPresent(row -> {
            var missing = row.getAs("source") == null ? "source_id" : "target_id";
            throw new IllegalArgumentException(
                    ("edges.%s: the edge from %s to %s has an end that is not a vertex: %s. Both ends of an edge are "
                                    + "among the vertices. Add the vertex or leave the edge out.")
                            .formatted(
                                    missing,
                                    row.<String>getAs("source_id"),
                                    row.<String>getAs("target_id"),
                                    row.<String>getAs(missing)));
        });
    }

    private static Optional<Row> first(Dataset<Row> rows, Column... order) {
        return rows.orderBy(order).limit(1).collectAsList().stream().findFirst();
    }
}
