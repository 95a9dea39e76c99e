package vinelake.models.graph;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** A graph that fits in a test, with its two datasets. */
record SmallGraph(List<String> vertices, List<Link> links) {

    private static final StructType VERTICES = StructType.fromDDL("vertex_id STRING");

    private static final StructType EDGES =
            StructType.fromDDL("source_id STRING, target_id STRING, weight DECIMAL(38,2)");

    record Link(String source, String target, BigDecimal weight) {

        static Link of(String source, String target, String weight) {
            return new Link(source, target, new BigDecimal(weight));
        }

        static Link of(String source, String target) {
            return of(source, target, "1.00");
        }

        Link reversed() {
            return new Link(target, source, weight);
        }
    }

    /** Weights are amounts from 0.01 to 10,000.00; loops and repeated links occur, as do vertices without any. */
    static SmallGraph random(long seed, int vertexCount, int linkCount) {
        var random = new Random(seed);
        var vertices = IntStream.range(0, vertexCount).mapToObj(i -> "v" + i).toList();
        var links = new ArrayList<Link>();
        for (int i = 0; i < linkCount; i++) {
            links.add(new Link(
                    vertices.get(random.nextInt(vertexCount)),
                    vertices.get(random.nextInt(vertexCount)),
                    BigDecimal.valueOf(1 + random.nextInt(1_000_000), 2)));
        }
        return new SmallGraph(vertices, links);
    }

    SmallGraph inBothDirections() {
        var both = new ArrayList<>(links);
        links.forEach(link -> both.add(link.reversed()));
        return new SmallGraph(vertices, both);
    }

    SmallGraph shuffled(long seed) {
        var otherVertices = new ArrayList<>(vertices);
        var otherLinks = new ArrayList<>(links);
        Collections.shuffle(otherVertices, new Random(seed));
        Collections.shuffle(otherLinks, new Random(seed));
        return new SmallGraph(otherVertices, otherLinks);
    }

    Dataset<Row> vertices(SparkSession spark, int partitions) {
        var rows = vertices.stream().map(RowFactory::create).toList();
        return spark.createDataFrame(rows, VERTICES).repartition(partitions);
    }

    Dataset<Row> edges(SparkSession spark, int partitions) {
        var rows = links.stream()
                .map(link -> RowFactory.create(link.source(), link.target(), link.weight()))
                .toList();
        return spark.createDataFrame(rows, EDGES).repartition(partitions);
    }

    /** A session that shuffles into exactly so many partitions: by itself Spark would put a small graph into one. */
    static SparkSession sessionWith(SparkSession spark, int partitions) {
        var session = spark.newSession();
        session.conf().set("spark.sql.shuffle.partitions", String.valueOf(partitions));
        session.conf().set("spark.sql.adaptive.coalescePartitions.enabled", "false");
        return session;
    }
}
