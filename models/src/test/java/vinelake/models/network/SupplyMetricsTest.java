package vinelake.models.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vinelake.lake.SharedSpark;

/**
 * A sells B 300, C 100 and E 200; B sells C 50; X, who is no subject, sells A 10. D trades with nobody. Thirds and sixths
 * on purpose: no binary fraction hits them.
 */
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SupplyMetricsTest {

    private static final LocalDate JUNE = LocalDate.of(2026, 6, 30);

    private final SparkSession spark;
    private List<Row> once;
    private Map<String, Row> byVertex;

    SupplyMetricsTest(SparkSession spark) {
        this.spark = spark;
    }

    @BeforeAll
    void measure() {
        once = measured(1, "ASC");
        byVertex = once.stream().collect(Collectors.toMap(r -> r.getAs("vertex_id"), r -> r));
    }

    @Test
    void measuresEveryPartyAndEverySubjectThatTradesWithNobody() {
        assertThat(byVertex.keySet()).containsExactlyInAnyOrder("A", "B", "C", "D", "E", "uscc:X");
        assertThat(once)
                .allMatch(r -> r.getAs("as_of_date").equals(Date.valueOf(JUNE))
                        && r.getAs("observed_on").equals(Date.valueOf(JUNE)));
        assertThat(byVertex.get("uscc:X").<Boolean>getAs("is_external")).isTrue();
        assertThat(byVertex.get("D").<Boolean>getAs("is_external")).isFalse();
    }

    @Test
    void turnoverAndDegreesCountEachSideOfTheTrade() {
        assertThat(numbers("A", "degree_customers", "degree_suppliers")).containsExactly(3L, 1L);
        assertThat(numbers("B", "degree_customers", "degree_suppliers")).containsExactly(1L, 1L);
        assertThat(numbers("C", "degree_customers", "degree_suppliers")).containsExactly(0L, 2L);
        assertThat(numbers("D", "degree_customers", "degree_suppliers")).containsExactly(0L, 0L);
        assertThat(byVertex.get("A").<BigDecimal>getAs("sales_cny")).isEqualTo("600.00");
        assertThat(byVertex.get("A").<BigDecimal>getAs("purchases_cny")).isEqualTo("10.00");
        assertThat(byVertex.get("C").<BigDecimal>getAs("sales_cny")).isEqualTo("0.00");
        assertThat(byVertex.get("C").<BigDecimal>getAs("purchases_cny")).isEqualTo("150.00");
    }

    @Test
    void concentrationIsTheSumOfSquaredShares() {
        // A's customers have 1/2, 1/6 and 1/3: 1/4 + 1/36 + 1/9 = 14/36. C's suppliers have 2/3 and 1/3: 5/9.
        assertThat(byVertex.get("A").<Double>getAs("customer_hhi")).isCloseTo(14.0 / 36, within(1e-11));
        assertThat(byVertex.get("A").<Double>getAs("top_customer_share")).isEqualTo(0.5);
        assertThat(byVertex.get("A").<Double>getAs("supplier_hhi")).isEqualTo(1.0);
        assertThat(byVertex.get("A").<Double>getAs("top_supplier_share")).isEqualTo(1.0);
        assertThat(byVertex.get("C").<Double>getAs("supplier_hhi")).isCloseTo(5.0 / 9, within(1e-11));
        assertThat(byVertex.get("C").<Double>getAs("top_supplier_share")).isCloseTo(2.0 / 3, within(1e-11));
        // Who sells nothing has no concentration, which is not the same as none.
        assertThat(byVertex.get("C").<Double>getAs("customer_hhi")).isNull();
        assertThat(byVertex.get("D").<Double>getAs("supplier_hhi")).isNull();
    }

    @Test
    void allThatTradeHangTogetherAndRankFlowsFromBuyersToTheirSuppliers() {
        assertThat(once.stream().filter(r -> !r.getAs("vertex_id").equals("D")))
                .allMatch(r -> r.getAs("component_id").equals("A") && r.<Long>getAs("component_size") == 5);
        assertThat(byVertex.get("D").<String>getAs("component_id")).isEqualTo("D");
        assertThat(byVertex.get("D").<Long>getAs("component_size")).isOne();

        // After 20 rounds ranks still move by 4e-6. What A has goes on to X, damped by 0.85; D and X share theirs out
        // to all.
        double base = rank("C");
        assertThat(rank("D")).isEqualTo(base).isEqualTo(rank("E"));
        // C passes a third of what it has to B; B and E pass all to A, as C does with the rest.
        assertThat(rank("B")).isCloseTo(base + 0.85 * base / 3, within(1e-5));
        assertThat(rank("A")).isCloseTo(base + 0.85 * (rank("B") + base + base * 2 / 3), within(1e-5));
        assertThat(rank("uscc:X")).isCloseTo(base + 0.85 * rank("A"), within(1e-5));
        assertThat(once.stream().mapToDouble(r -> r.<Double>getAs("pagerank")).sum())
                .isCloseTo(1, within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 8})
    void theSameToTheLastBitWhateverThePartitionsAndTheOrder(int partitions) {
        assertThat(measured(partitions, "DESC")).isEqualTo(once);
    }

    private List<Long> numbers(String vertex, String... columns) {
        return java.util.Arrays.stream(columns)
                .map(c -> byVertex.get(vertex).<Long>getAs(c))
                .toList();
    }

    private double rank(String vertex) {
        return byVertex.get(vertex).<Double>getAs("pagerank");
    }

    private List<Row> measured(int partitions, String order) {
        var session = spark.newSession();
        session.conf().set("spark.sql.shuffle.partitions", String.valueOf(partitions));
        session.conf().set("spark.sql.adaptive.coalescePartitions.enabled", "false");
        var subjects = session.sql(
                        "SELECT * FROM VALUES ('A'), ('B'), ('C'), ('D'), ('E') AS t(subject_id) ORDER BY 1 " + order)
                .repartition(partitions);
        var edges = session.sql("""
                        SELECT source_id, target_id, CAST(amount AS DECIMAL(20,2)) AS amount_cny
                        FROM VALUES ('A', 'B', 300), ('A', 'C', 100), ('A', 'E', 200), ('B', 'C', 50), ('uscc:X', 'A', 10)
                        AS t(source_id, target_id, amount) ORDER BY source_id""" + " " + order).repartition(partitions);
        return SupplyMetrics.of(subjects, edges, JUNE, JUNE)
                .orderBy("vertex_id")
                .collectAsList();
    }
}
