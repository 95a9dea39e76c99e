package vinelake.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vinelake.lake.SharedSpark;
import vinelake.models.graph.SmallGraph.Link;

@ExtendWith(SharedSpark.class)
class PageRankTest {

    private static final double DAMPING = 0.85;

    /** LDBC Graphalytics accepts a relative difference of 0.0001. */
    private static final double LDBC_EPSILON_PERCENT = 0.01;

    private final SparkSession spark;

    PageRankTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void agreesWithLdbcOnTheDirectedExample() {
        var found = ranks(LdbcGraphs.example("example-directed"), 2, 3);

        assertAgreesWithLdbc(found, "example/example-directed-PR");
    }

    @Test
    void agreesWithLdbcOnTheUndirectedExample() {
        var found = ranks(LdbcGraphs.example("example-undirected").inBothDirections(), 2, 3);

        assertAgreesWithLdbc(found, "example/example-undirected-PR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dir", "undir"})
    void agreesWithLdbcOnTheValidationGraphsAfter26Rounds(String kind) {
        var found = ranks(LdbcGraphs.adjacency("pr/" + kind + "-input"), 26, 2);

        assertAgreesWithLdbc(found, "pr/" + kind + "-output");
    }

    @ParameterizedTest
    @CsvSource({"1, 30, 40, 1", "2, 30, 90, 12", "3, 100, 1000, 5"})
    void agreesWithADenseMatrixOnRandomWeightedGraphs(long seed, int vertices, int links, int iterations) {
        var graph = SmallGraph.random(seed, vertices, links);

        var found = ranks(graph, iterations, 3);

        var expected = byDenseMatrix(graph, iterations);
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        found.forEach(
                (vertex, rank) -> assertThat(rank).as(vertex).isCloseTo(expected.get(vertex), withinPercentage(1e-10)));
    }

    @Test
    void isTheSameToTheLastBitWhateverThePartitionsAndTheOrderOfRows() {
        // Three rounds: the second already adds up ranks that are no round numbers.
        var graph = SmallGraph.random(5, 100, 1_000);

        var once = ranks(graph, 3, 1);

        assertThat(ranks(graph.shuffled(1), 3, 3)).isEqualTo(once);
        assertThat(ranks(graph.shuffled(2), 3, 8)).isEqualTo(once);
    }

    @Test
    void passesRankOnByWeightAndSharesOutWhatEndsInDeadEnds() {
        var graph =
                new SmallGraph(List.of("A", "B", "C"), List.of(Link.of("A", "B", "3.00"), Link.of("A", "C", "1.00")));

        var found = ranks(graph, 1, 1, 0.5);

        // Each starts with 1/3. All get 0.5/3 and a third of 0.5 * (1/3 + 1/3): 5/18. B gets 0.5 * 1/3 * 3/4 besides.
        assertThat(found.get("A")).isCloseTo(20.0 / 72, within(1e-15));
        assertThat(found.get("B")).isCloseTo(29.0 / 72, within(1e-15));
        assertThat(found.get("C")).isCloseTo(23.0 / 72, within(1e-15));
    }

    @Test
    void addsTheWeightsOfEdgesBetweenTheSameTwo() {
        var split = new SmallGraph(
                List.of("A", "B", "C"),
                List.of(
                        Link.of("A", "B", "0.10"),
                        Link.of("A", "C", "0.10"),
                        Link.of("A", "B", "0.20"),
                        Link.of("A", "B", "0.40")));
        var whole =
                new SmallGraph(List.of("A", "B", "C"), List.of(Link.of("A", "B", "0.70"), Link.of("A", "C", "0.10")));

        assertThat(ranks(split, 3, 3)).isEqualTo(ranks(whole, 3, 1));
    }

    @Test
    void ranksVerticesInTheSamePositionTheSame() {
        // Three equal suppliers of a hub with three equal customers: thirds that no binary fraction hits.
        var graph = new SmallGraph(
                List.of("S1", "S2", "S3", "HUB", "C1", "C2", "C3"),
                List.of(
                        Link.of("S1", "HUB", "7.00"),
                        Link.of("S2", "HUB", "1.00"),
                        Link.of("S3", "HUB", "0.03"),
                        Link.of("HUB", "C1", "0.01"),
                        Link.of("HUB", "C2", "0.01"),
                        Link.of("HUB", "C3", "0.01")));

        var found = ranks(graph, 9, 1);

        assertThat(found.get("S1")).isEqualTo(found.get("S2")).isEqualTo(found.get("S3"));
        assertThat(found.get("C1")).isEqualTo(found.get("C2")).isEqualTo(found.get("C3"));
        assertThat(found.get("HUB")).isGreaterThan(found.get("C1"));
        assertThat(found.get("C1")).isGreaterThan(found.get("S1"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.85, 1})
    void ranksSumToOne(double damping) {
        var found = ranks(SmallGraph.random(6, 100, 150), 6, 2, damping);

        assertThat(found.values().stream().mapToDouble(rank -> rank).sum()).isCloseTo(1, within(1e-14));
    }

    @Test
    void keepsAllOfItsRankWhereEdgesAreMissing() {
        var graph = new SmallGraph(List.of("A", "B", "C", "D"), List.of());

        assertThat(ranks(graph, 3, 1)).isEqualTo(Map.of("A", 0.25, "B", 0.25, "C", 0.25, "D", 0.25));
    }

    @Test
    void letsASelfLoopKeepWhatItPassesOn() {
        var graph = new SmallGraph(List.of("A", "B"), List.of(Link.of("A", "A")));

        var found = ranks(graph, 1, 1, 0.5);

        // Both get 0.5/2 and half of 0.5 * 1/2 from B: 3/8. A gets 0.5 * 1/2 from itself.
        assertThat(found).isEqualTo(Map.of("A", 0.625, "B", 0.375));
    }

    @Test
    void movesARankOneLinkPerRoundAlongAChain() {
        var graph = new SmallGraph(
                List.of("A", "B", "C", "D"), List.of(Link.of("A", "B"), Link.of("B", "C"), Link.of("C", "D")));

        // Undamped, 1/4 each at first; D's rank is shared out, 1/16 each; then D's 5/16, 5/64 each ...
        assertThat(ranks(graph, 1, 1, 1)).isEqualTo(Map.of("A", 1 / 16.0, "B", 5 / 16.0, "C", 5 / 16.0, "D", 5 / 16.0));
        assertThat(ranks(graph, 2, 1, 1))
                .isEqualTo(Map.of("A", 5 / 64.0, "B", 9 / 64.0, "C", 25 / 64.0, "D", 25 / 64.0));
    }

    @Test
    void ranksNothingInAnEmptyGraph() {
        assertThat(ranks(new SmallGraph(List.of(), List.of()), 3, 1)).isEmpty();
    }

    @Test
    void takesWholeNumbersAsWeights() {
        var graph = SmallGraph.random(7, 30, 60);
        var session = SmallGraph.sessionWith(spark, 1);
        var cents =
                graph.edges(session, 1).selectExpr("source_id", "target_id", "CAST(weight * 100 AS BIGINT) AS weight");

        var found = PageRank.weighted(graph.vertices(session, 1), cents, DAMPING, 4);

        // Weights are relative: in hundredths they say the same.
        assertThat(byVertex(found.collectAsList())).isEqualTo(ranks(graph, 4, 1));
        assertThat(found.schema().toDDL()).isEqualTo("vertex_id STRING,pagerank DOUBLE");
    }

    @Test
    void takesAWeightOfTheLargestAmount() {
        var most = "999999999999999999999999999999999999.99";
        var graph = new SmallGraph(List.of("A", "B"), List.of(Link.of("A", "B", most), Link.of("B", "A", most)));

        assertThat(ranks(graph, 3, 1)).isEqualTo(Map.of("A", 0.5, "B", 0.5));
    }

    @Test
    void refusesWeightsWhoseTotalIsTooLarge() {
        var large = "600000000000000000000000000000000000.00";
        var graph = new SmallGraph(List.of("A", "B", "C"), List.of(Link.of("A", "B", large), Link.of("A", "C", large)));

        assertThatThrownBy(() -> ranks(graph, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "edges.weight: the edges from A together weigh more than fits in DECIMAL(38,2).");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.00", "-0.01"})
    void refusesAWeightThatIsNotMoreThanZero(String weight) {
        var graph = new SmallGraph(List.of("A", "B"), List.of(Link.of("A", "B"), Link.of("B", "A", weight)));

        assertThatThrownBy(() -> ranks(graph, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("edges.weight: the edge from B to A weighs " + weight + ".");
    }

    @Test
    void refusesAnEdgeWithoutWeight() {
        var graph = new SmallGraph(List.of("A", "B"), List.of(new Link("A", "B", null)));

        assertThatThrownBy(() -> ranks(graph, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("edges.weight: the edge from A to B weighs null.");
    }

    @Test
    void refusesWeightsThatAreDoublesSinceTheirSumsAreNotExact() {
        var graph = new SmallGraph(List.of("A", "B"), List.of(Link.of("A", "B")));
        var edges = graph.edges(spark, 1).selectExpr("source_id", "target_id", "CAST(weight AS DOUBLE) AS weight");

        assertThatThrownBy(() -> PageRank.weighted(graph.vertices(spark, 1), edges, DAMPING, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("edges.weight: its type is DOUBLE.");
    }

    @Test
    void refusesAnEdgeFromAnUnknownVertex() {
        var graph = new SmallGraph(List.of("A"), List.of(Link.of("X", "A")));

        assertThatThrownBy(() -> ranks(graph, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("edges.source_id: the edge from X to A has an end that is not a vertex: X.");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
    void refusesADampingOutsideOfZeroToOne(double damping) {
        var graph = new SmallGraph(List.of("A"), List.of());

        assertThatThrownBy(() -> ranks(graph, 1, 1, damping))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("damping: " + damping + ".");
    }

    @Test
    void refusesToDoNoRoundAtAll() {
        var graph = new SmallGraph(List.of("A"), List.of());

        assertThatThrownBy(() -> ranks(graph, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("iterations: 0.");
    }

    private static void assertAgreesWithLdbc(Map<String, Double> found, String file) {
        var reference = LdbcGraphs.values(file);
        assertThat(found.keySet()).isEqualTo(reference.keySet());
        found.forEach((vertex, rank) -> assertThat(rank)
                .as(vertex)
                .isCloseTo(Double.parseDouble(reference.get(vertex)), withinPercentage(LDBC_EPSILON_PERCENT)));
    }

    private Map<String, Double> ranks(SmallGraph graph, int iterations, int partitions) {
        return ranks(graph, iterations, partitions, DAMPING);
    }

    private Map<String, Double> ranks(SmallGraph graph, int iterations, int partitions, double damping) {
        var session = SmallGraph.sessionWith(spark, partitions);
        return byVertex(PageRank.weighted(
                        graph.vertices(session, partitions), graph.edges(session, partitions), damping, iterations)
                .collectAsList());
    }

    private static Map<String, Double> byVertex(List<Row> rows) {
        var ranks = new TreeMap<String, Double>();
        rows.forEach(row -> assertThat(ranks.put(row.getString(0), row.getDouble(1)))
                .as("an earlier row of %s", row)
                .isNull());
        return ranks;
    }

    /** Repeated products of the Google matrix, whose columns of dead ends are 1/n throughout, with a vector. */
    private static Map<String, Double> byDenseMatrix(SmallGraph graph, int iterations) {
        int n = graph.vertices().size();
        var place = new HashMap<String, Integer>();
        graph.vertices().forEach(vertex -> place.put(vertex, place.size()));
        var weights = new double[n][n];
        for (var link : graph.links()) {
            weights[place.get(link.source())][place.get(link.target())] +=
                    link.weight().doubleValue();
        }
        var rank = new double[n];
        Arrays.fill(rank, 1.0 / n);
        for (int round = 0; round < iterations; round++) {
            var next = new double[n];
            for (int from = 0; from < n; from++) {
                double total = Arrays.stream(weights[from]).sum();
                for (int to = 0; to < n; to++) {
                    double passed = total == 0 ? 1.0 / n : weights[from][to] / total;
                    next[to] += rank[from] * (DAMPING * passed + (1 - DAMPING) / n);
                }
            }
            rank = next;
        }
        var ranks = new TreeMap<String, Double>();
        for (var vertex : graph.vertices()) {
            ranks.put(vertex, rank[place.get(vertex)]);
        }
        return ranks;
    }
}
