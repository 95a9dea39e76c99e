package vinelake.models.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vinelake.core.policy.NetworkPolicy;
import vinelake.core.table.Tables;
import vinelake.lake.Lake;
import vinelake.lake.SharedSpark;
import vinelake.models.ToyHub;
import vinelake.models.ToyLake;

@ExtendWith(SharedSpark.class)
class SupplyEdgesTest {

    private static final LocalDate JUNE = LocalDate.of(2026, 6, 30);

    private final SparkSession spark;

    SupplyEdgesTest(SparkSession spark) {
        this.spark = spark;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void sumsAPairsInvoicesNetOfRedLettersInOneEdgeWhateverThePartitions(int partitions) {
        // A firm cannot supply itself; what was cancelled to the last cent, or beyond, is no relation.
        var invoices = spark.sql("""
                        SELECT source_id, target_id, DATE(day) AS issued_on, CAST(amount AS DECIMAL(20,2)) AS amount_cny
                        FROM VALUES
                            ('A', 'B', '2026-01-05', '100.10'), ('A', 'B', '2026-03-01', '0.20'),
                            ('A', 'B', '2026-02-01', '-50.05'), ('B', 'A', '2026-02-02', '7.00'),
                            ('A', 'C', '2026-01-01', '30.00'), ('A', 'C', '2026-01-02', '-30.00'),
                            ('A', 'D', '2026-01-01', '-0.01'), ('A', 'A', '2026-01-01', '99.00'),
                            ('uscc:X', 'A', '2026-06-30', '12345678901234567.89')
                        AS t(source_id, target_id, day, amount)""").repartition(partitions);

        var edges = SupplyEdges.from(invoices, JUNE, JUNE);

        assertThat(edges.schema().toDDL().replace(" NOT NULL", ""))
                .isEqualTo(Lake.schema(Tables.EDGE).toDDL().replaceAll(" NOT NULL| COMMENT '[^']*'", ""));
        assertThat(texts(edges))
                .containsExactlyInAnyOrder(
                        "[2026-06-30,2026-06-30,A,B,supplies,50.25,3,2026-01-05,2026-03-01]",
                        "[2026-06-30,2026-06-30,B,A,supplies,7.00,1,2026-02-02,2026-02-02]",
                        "[2026-06-30,2026-06-30,uscc:X,A,supplies,12345678901234567.89,1,2026-06-30,2026-06-30]");
    }

    @Test
    void hasNoEdgesWhereNoDepartmentDeliversInvoices(@TempDir Path folder) {
        var toy = ToyLake.ofFirms(spark, folder, 2);
        toy.link(JUNE);

        var invoices = SupplyEdges.invoices(toy.context(JUNE), new NetworkPolicy(12, List.of()), JUNE);

        assertThat(SupplyEdges.from(invoices, JUNE, JUNE).count()).isZero();
    }

    @Test
    void countsTheInvoicesOfTheWindowThatAreNotVoidAndKnowsEachPartyByOneName(@TempDir Path folder) {
        var toy = ToyLake.ofFirms(spark, folder, 2);
        var outside = ToyHub.code(900_000);
        var spaced = outside.substring(0, 8) + " " + outside.substring(8).toLowerCase(java.util.Locale.ROOT);
        toy.deliver(
                "tax/invoice",
                JUNE,
                invoice(1, 1, 2, "2025-06-30", "否"),
                invoice(2, 1, 2, "2025-07-01", "否"),
                invoice(3, 1, 2, "2026-06-30", "否"),
                invoice(4, 1, 2, "2026-07-01", "否"),
                invoice(5, 1, 2, "2026-01-01", "是"),
                "6,%s,%s,2026-01-02,6.00,否".formatted(ToyHub.code(2), outside),
                "7,%s,%s,2026-01-03,7.00,否".formatted(ToyHub.code(2), spaced));
        toy.deliver("tax/invoice", LocalDate.of(2026, 7, 31), invoice(8, 1, 2, "2026-03-01", "否"));
        toy.commit();
        toy.link(JUNE);

        var invoices = SupplyEdges.invoices(toy.context(JUNE), toy.hub().network(), JUNE);

        assertThat(texts(invoices.select("source_id", "target_id", "issued_on", "amount_cny")))
                .containsExactlyInAnyOrder(
                        "[S00000001,S00000002,2025-07-01,2.00]",
                        "[S00000001,S00000002,2026-06-30,3.00]",
                        "[S00000002,uscc:%s,2026-01-02,6.00]".formatted(outside),
                        "[S00000002,uscc:%s,2026-01-03,7.00]".formatted(outside));
    }

    private static String invoice(int number, int seller, int buyer, String day, String isVoid) {
        return "%d,%s,%s,%s,%d.00,%s".formatted(number, ToyHub.code(seller), ToyHub.code(buyer), day, number, isVoid);
    }

    private static List<String> texts(Dataset<Row> rows) {
        return rows.collectAsList().stream().map(Row::toString).toList();
    }
}
