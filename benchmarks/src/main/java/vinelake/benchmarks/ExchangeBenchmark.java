package vinelake.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.postgresql.PGConnection;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;
import vinelake.core.value.Secret;
import vinelake.etl.ingest.IngestDeliveries;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Progress;
import vinelake.lake.SparkSessions;

/** Takes in a table of a real PostgreSQL, then what has changed, then nothing. */
final class ExchangeBenchmark {

    private static final String CONTRACT = "contracts/permit/permit.odcs.yaml";
    private static final LocalDate AS_OF = LocalDate.of(2026, 6, 30);

    /** Each has a moment of its own. */
    private static final String TABLE = """
            CREATE TABLE permit AS
            SELECT '苏许字' || lpad(i::text, 9, '0') AS permit_number,
                   '苏州第' || (i % 400000) || '号食品有限公司' AS holder_name,
                   CASE i % 3 WHEN 0 THEN '热食类食品制售, 含"预包装"' WHEN 1 THEN '道路普通货物运输' END AS content,
                   (i % 99991)::numeric(18, 2) / 100 AS fee_cny,
                   DATE '2020-01-01' + (i % 2000)::int AS granted_on,
                   CASE WHEN i % 7 > 0 THEN DATE '2026-01-01' + (i % 1000)::int END AS valid_until,
                   i % 11 > 0 AS is_valid,
                   TIMESTAMPTZ '2026-01-01 00:00:00+08' + i * INTERVAL '1 second' AS changed_at
            FROM generate_series(1, ROWS) AS i
            """;

    private final long rows;
    private final Path folder;
    private final ProgressLine progress;

    ExchangeBenchmark(long rows, Path folder, ProgressLine progress) {
        this.rows = rows;
        this.folder = folder;
        this.progress = progress;
    }

    /** @throws IngestBenchmark.DisagreementException when other rows are read than were planted */
    ExchangeReport run() throws IOException, SQLException {
        Files.createDirectories(folder);
        var scratch = Files.createTempDirectory(folder, "exchange-");
        int cores = Runtime.getRuntime().availableProcessors();
        progress.begin("starting PostgreSQL and Spark");
        try (var postgres = EmbeddedPostgres.builder()
                        .setDataDirectory(scratch.resolve("postgres"))
                        .start();
                var connection = postgres.getPostgresDatabase().getConnection();
                var spark = SparkSessions.local(cores, scratch.resolve("spark"))) {
            progress.begin("writing %,d rows".formatted(rows));
            execute(connection, TABLE.replace("ROWS", String.valueOf(rows)));
            execute(connection, "CREATE INDEX ON permit (changed_at)");
            execute(connection, "ANALYZE permit");
            var hub = hub(scratch.resolve("hub"), postgres.getPort());
            progress.begin("the database's own copy");
            double copySeconds = copy(connection);
            progress.begin("all of the table");
            var first = take(spark, hub, scratch);
            require(first, new Counts(rows, rows, 0, 0));
            long changed = rows / 100;
            execute(
                    connection,
                    "UPDATE permit SET fee_cny = fee_cny + 1, changed_at = changed_at + INTERVAL '10 years' WHERE changed_at <= TIMESTAMPTZ '2026-01-01 00:00:00+08' + %d * INTERVAL '1 second'"
                            .formatted(changed));
            progress.begin("what has changed");
            var second = take(spark, hub, scratch);
            require(second, new Counts(changed + 1, changed, 0, 1));
            progress.begin("nothing");
            var unchanged = take(spark, hub, scratch);
            require(unchanged, new Counts(0, 0, 0, 0));
            return new ExchangeReport(rows, copySeconds, first, changed, second, unchanged, cores);
        } finally {
            Folders.delete(scratch);
            progress.end();
        }
    }

    private static Hub hub(Path folder, int port) throws IOException {
        BenchmarkHub.load(folder);
        try (var in = ExchangeBenchmark.class.getResourceAsStream("exchange/permit.odcs.yaml")) {
            var contract = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Files.createDirectories(folder.resolve(CONTRACT).getParent());
            Files.writeString(folder.resolve(CONTRACT), contract.replace("port: 5432", "port: " + port));
        }
        return HubFolder.load(folder);
    }

    private static double copy(Connection connection) throws SQLException, IOException {
        long start = System.nanoTime();
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY permit TO STDOUT (FORMAT csv, HEADER)", OutputStream.nullOutputStream());
        return seconds(start);
    }

    private static ExchangeReport.Fetch take(SparkSession spark, Hub hub, Path scratch) throws IOException {
        var inbox = Files.createDirectories(scratch.resolve("inbox"));
        var secrets = Map.of("EXCHANGE_USER", "postgres", "EXCHANGE_PASSWORD", "none-is-needed");
        var ingest = new IngestDeliveries(
                hub, inbox, Optional.empty(), Optional.empty(), secret -> secrets.get(name(secret)));
        long start = System.nanoTime();
        var counts = ingest.run(new JobContext(
                "benchmark",
                AS_OF,
                AS_OF.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC),
                Clock.systemUTC(),
                hub,
                Lake.at(spark, scratch.resolve("lake").toUri()),
                Progress.SILENT,
                Optional.empty()));
        return new ExchangeReport.Fetch(
                seconds(start),
                new Counts(
                        counts.get("read"),
                        counts.get("accepted"),
                        counts.get("quarantined"),
                        counts.get("duplicate")));
    }

    private static String name(Secret secret) {
        return secret.environment().orElseThrow();
    }

    private static void require(ExchangeReport.Fetch fetch, Counts planted) {
        IngestBenchmark.requirePlanted(IngestBenchmark.OURS, planted, fetch.counts());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static double seconds(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1000.0;
    }
}
