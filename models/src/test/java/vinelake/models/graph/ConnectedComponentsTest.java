package vinelake.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vinelake.lake.SharedSpark;
import vinelake.models.graph.SmallGraph.Link;

@ExtendWith(SharedSpark.class)
class ConnectedComponentsTest {

    private final SparkSession spark;

    ConnectedComponentsTest(SparkSession spark) {
        this.spark = spark;
    }

    private record Membership(String component, long size) {}

    @ParameterizedTest
    @ValueSource(strings = {"directed", "undirected"})
    void findsTheComponentsOfTheLdbcExamples(String kind) {
        var found = components(LdbcGraphs.example("example-" + kind), 3);

        assertThat(partition(found)).isEqualTo(referencePartition("example/example-" + kind + "-WCC"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dir", "undir"})
    void findsTheComponentsOfTheLdbcValidationGraphs(String kind) {
        var found = components(LdbcGraphs.adjacency("wcc/" + kind + "-input"), 3);

        assertThat(partition(found)).isEqualTo(referencePartition("wcc/" + kind + "-output"));
    }

    @ParameterizedTest
    @CsvSource({"1, 40, 10", "2, 40, 25", "3, 200, 100", "4, 300, 900"})
    void findsWhatAFloodFillFinds(long seed, int vertices, int links) {
        var graph = SmallGraph.random(seed, vertices, links);

        assertThat(components(graph, 3)).isEqualTo(floodFill(graph));
    }

    @Test
    void followsAChainOfThousandsOfLinksToItsEnd() {
        var session = SmallGraph.sessionWith(spark, 2);
        var vertices = session.range(5_000).selectExpr("lpad(id, 4, '0') AS vertex_id");
        var edges =
                session.range(4_999).selectExpr("lpad(id, 4, '0') AS source_id", "lpad(id + 1, 4, '0') AS target_id");

        var found = ConnectedComponents.of(vertices, edges);

        assertThat(found.count()).isEqualTo(5_000);
        assertThat(found.distinct()
                        .where("component_id = '0000' AND component_size = 5000")
                        .count())
                .isEqualTo(5_000);
    }

    @Test
    void doesNotDependOnTheOrderOrPartitionsOfItsInput() {
        var graph = SmallGraph.random(6, 60, 50);

        var once = components(graph, 1);

        assertThat(components(graph.shuffled(1), 3)).isEqualTo(once);
        assertThat(components(graph.shuffled(2), 8)).isEqualTo(once);
    }

    @Test
    void ignoresDirectionRepetitionAndLoops() {
        var graph = new SmallGraph(
                List.of("A", "B", "C", "D", "E"),
                List.of(Link.of("B", "A"), Link.of("B", "C"), Link.of("B", "C"), Link.of("C", "B"), Link.of("E", "E")));

        assertThat(components(graph, 1))
                .isEqualTo(Map.of(
                        "A", new Membership("A", 3),
                        "B", new Membership("A", 3),
                        "C", new Membership("A", 3),
                        "D", new Membership("D", 1),
                        "E", new Membership("E", 1)));
    }

    @Test
    void namesAComponentByItsSmallestIdInTheOrderOfBytes() {
        // As numbers 9 comes first; Java's order of UTF-16 puts U+1F347 before U+FF21, that of UTF-8 after it.
        var graph = new SmallGraph(
                List.of("9", "10", "\uFF21", "\uD83C\uDF47"),
                List.of(Link.of("9", "10"), Link.of("\uD83C\uDF47", "\uFF21")));

        assertThat(components(graph, 1))
                .isEqualTo(Map.of(
                        "9", new Membership("10", 2),
                        "10", new Membership("10", 2),
                        "\uFF21", new Membership("\uFF21", 2),
                        "\uD83C\uDF47", new Membership("\uFF21", 2)));
    }

    @Test
    void leavesEveryVertexToItselfWhereThereIsNoEdge() {
        var graph = new SmallGraph(List.of("A", "B"), List.of());

        assertThat(components(graph, 1)).isEqualTo(Map.of("A", new Membership("A", 1), "B", new Membership("B", 1)));
    }

    @Test
    void findsNothingInAnEmptyGraph() {
        assertThat(components(new SmallGraph(List.of(), List.of()), 1)).isEmpty();
    }

    @Test
    void hasTheColumnsOfItsContract() {
        var graph = new SmallGraph(List.of("A"), List.of());

        assertThat(ConnectedComponents.of(graph.vertices(spark, 1), graph.edges(spark, 1))
                        .schema()
                        .toDDL())
                .isEqualTo("vertex_id STRING,component_id STRING,component_size BIGINT NOT NULL");
    }

    @Test
    void refusesAnEdgeWhoseEndIsNotAVertexAndNamesTheFirst() {
        var graph = new SmallGraph(List.of("A", "B"), List.of(Link.of("B", "Z"), Link.of("A", "Y"), Link.of("A", "B")));

        assertThatThrownBy(() -> components(graph, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("edges.target_id: the edge from A to Y has an end that is not a vertex: Y.");
    }

    @Test
    void refusesAnEdgeWithoutSource() {
        var graph = new SmallGraph(List.of("A"), List.of(new Link(null, "A", null)));

        assertThatThrownBy(() -> components(graph, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "edges.source_id: the edge from null to A has an end that is not a vertex: null.");
    }

    @Test
    void refusesAVertexThatIsGivenTwice() {
        assertThatThrownBy(() -> components(new SmallGraph(List.of("C", "B", "A", "C", "B"), List.of()), 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("vertices.vertex_id: B is given 2 times.");
    }

    @Test
    void refusesAVertexWithoutId() {
        var vertices = spark.sql("SELECT * FROM VALUES ('A'), (CAST(NULL AS STRING)) AS t(vertex_id)");
        var edges = new SmallGraph(List.of(), List.of()).edges(spark, 1);

        assertThatThrownBy(() -> ConnectedComponents.of(vertices, edges))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("vertices.vertex_id: null is given 1 times.");
    }

    @Test
    void refusesIdsThatAreNumbersSinceTheirOrderIsAnother() {
        var edges = new SmallGraph(List.of(), List.of()).edges(spark, 1);

        assertThatThrownBy(() -> ConnectedComponents.of(spark.range(3).toDF("vertex_id"), edges))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("vertices.vertex_id: its type is BIGINT.");
    }

    private Map<String, Membership> components(SmallGraph graph, int partitions) {
        var session = SmallGraph.sessionWith(spark, partitions);
        var found = new TreeMap<String, Membership>();
        ConnectedComponents.of(graph.vertices(session, partitions), graph.edges(session, partitions))
                .collectAsList()
                .forEach(row -> assertThat(
                                found.put(row.getString(0), new Membership(row.getString(1), row.getLong(2))))
                        .as("an earlier row of %s", row)
                        .isNull());
        return found;
    }

    private static Set<Set<String>> partition(Map<String, Membership> found) {
        var components = new HashMap<String, Set<String>>();
        found.forEach((vertex, membership) -> components
                .computeIfAbsent(membership.component(), c -> new HashSet<>())
                .add(vertex));
        return Set.copyOf(components.values());
    }

    private static Set<Set<String>> referencePartition(String file) {
        var components = new HashMap<String, Set<String>>();
        LdbcGraphs.values(file)
                .forEach((vertex, component) -> components
                        .computeIfAbsent(component, c -> new HashSet<>())
                        .add(vertex));
        return Set.copyOf(components.values());
    }

    private static Map<String, Membership> floodFill(SmallGraph graph) {
        var neighbours = new HashMap<String, Collection<String>>();
        for (var link : graph.inBothDirections().links()) {
            neighbours.computeIfAbsent(link.source(), v -> new HashSet<>()).add(link.target());
        }
        var filled = new TreeMap<String, Membership>();
        for (var vertex : graph.vertices()) {
            var reached = new TreeSet<>(Set.of(vertex));
            var toVisit = new ArrayDeque<>(reached);
            while (!toVisit.isEmpty()) {
                neighbours.getOrDefault(toVisit.remove(), Set.of()).stream()
                        .filter(reached::add)
                        .forEach(toVisit::add);
            }
            filled.put(vertex, new Membership(reached.first(), reached.size()));
        }
        return filled;
    }
}
