package vinelake.benchmarks;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.lake.Lake;
import vinelake.lake.SharedSpark;

/** The ingest and DuckDB, which knows the rules from SQL of its own, say the same of the same delivery. */
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgreementTest {

    private final SparkSession spark;
    /** Some stretches of each file, so that several workers read it. */
    private final Filings filings = new Filings(60_000, 7);

    private Hub hub;
    private Path landing;
    private Path lake;
    private Path duckdb;
    private VinelakeIngest ours;
    private DuckDbImport theirs;

    AgreementTest(SparkSession spark) {
        this.spark = spark;
    }

    @BeforeAll
    void takeInTheSameDelivery(@TempDir Path folder) throws Exception {
        hub = BenchmarkHub.load(folder.resolve("hub"));
        landing = filings.landing(folder.resolve("deliveries"));
        lake = Files.createDirectory(folder.resolve("lake"));
        ours = new VinelakeIngest(spark, hub);
        ours.run(landing, lake);
        duckdb = Files.createDirectory(folder.resolve("duckdb"));
        theirs = new DuckDbImport(2);
        theirs.run(landing, duckdb);
    }

    @Test
    void bothCountWhatWasPlanted() {
        assertThat(ours.counts()).isEqualTo(new Counts(60_000, 59_100, 600, 300));
        assertThat(theirs.counts()).isEqualTo(new Counts(60_000, 59_100, 600, 300));
    }

    @Test
    void bothAcceptTheSameRowsWithTheSameValues() {
        var columns = hub.contracts().get(0).columns().stream()
                .map(c -> col(c.name()))
                .toArray(Column[]::new);
        var accepted = hub.contracts().stream()
                .map(contract -> ours(Table.records(contract)).select(columns))
                .reduce(Dataset::union)
                .orElseThrow();
        var theirs =
                spark.read().parquet(DuckDbImport.accepted(duckdb).toString()).select(columns);
        assertThat(theirs.schema().catalogString()).isEqualTo(accepted.schema().catalogString());
        assertThat(accepted.count()).isEqualTo(59_100);
        assertThat(accepted.exceptAll(theirs).collectAsList()).isEmpty();
        assertThat(theirs.exceptAll(accepted).collectAsList()).isEmpty();
    }

    @Test
    void bothRefuseTheSameRowsForTheSameRules() {
        var refused = ours(Tables.QUARANTINE).select(col("rules"), unquoted());
        var theirs = spark.read()
                .parquet(DuckDbImport.quarantined(duckdb).toString())
                .select(array_sort(col("rules")).as("rules"), col("text"));
        assertThat(refused.exceptAll(theirs).collectAsList()).isEmpty();
        assertThat(theirs.exceptAll(refused).collectAsList()).isEmpty();

        var planted = Arrays.stream(Slip.values()).collect(Collectors.toMap(Slip::rule, filings::planted));
        assertThat(byRule(refused)).isEqualTo(planted);
    }

    @Test
    void sparksCopyHasEveryRow(@TempDir Path folder) {
        var copy = new SparkCopy(spark);
        copy.run(landing, folder.resolve("copy"));
        assertThat(copy.counts()).isEqualTo(new Counts(60_000, 60_000, 0, 0));
    }

    @Test
    void everyPhaseOfTheIngestIsSeen() {
        var phases = new HashMap<>(ours.phases());
        // No snapshot is there, nor an earlier row.
        assertThat(phases.remove("count")).isZero();
        assertThat(phases.remove("write_again")).isZero();
        assertThat(phases)
                .containsOnlyKeys("digest", "copy", "earlier", "parse", "turn", "judge", "check", "write", "commit");
        assertThat(phases.values()).allMatch(seconds -> seconds > 0);
    }

    private Dataset<Row> ours(Table table) {
        return Lake.at(spark, lake.toUri()).read(table);
    }

    /** The lake keeps the quotes of a field as they were delivered, the peer has the fields only. */
    private static Column unquoted() {
        return functions
                .replace(col("text"), functions.lit("\""), functions.lit(""))
                .as("text");
    }

    private static Map<String, Long> byRule(Dataset<Row> refused) {
        return refused.select(explode(col("rules")).as("rule")).groupBy("rule").count().collectAsList().stream()
                .collect(Collectors.toMap(row -> row.getString(0), row -> row.getLong(1)));
    }
}
