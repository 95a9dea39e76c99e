package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import vinelake.core.Version;
import vinelake.lake.SparkSessions;

/**
 * Ours, Spark's plain copy and DuckDB in turns, in one process and one Spark session: what slows the machine down for a
 * while slows all three.
 */
final class IngestBenchmark {

    static final String OURS = "ours";
    static final String SPARK_COPY = "spark_copy";
    static final String DUCKDB = "duckdb";

    /** Who runs first in the first round, and so on. */
    static final List<String> NAMES = List.of(OURS, SPARK_COPY, DUCKDB);

    private final Filings filings;
    private final long seed;
    private final int rounds;
    private final Path folder;
    private final ProgressLine progress;

    /** @param folder for the delivery, which stays, and for what each run writes, which does not */
    IngestBenchmark(Filings filings, long seed, int rounds, Path folder, ProgressLine progress) {
        this.filings = filings;
        this.seed = seed;
        this.rounds = rounds;
        this.folder = folder;
        this.progress = progress;
    }

    /** @throws DisagreementException when somebody counts otherwise than was planted */
    IngestReport run() throws IOException, SQLException {
        Files.createDirectories(folder);
        progress.begin("writing the delivery");
        var landing = filings.landing(folder);
        var scratch = Files.createTempDirectory(folder, "run-");
        int cores = Runtime.getRuntime().availableProcessors();
        progress.begin("starting Spark");
        var spark = SparkSessions.local(cores, scratch.resolve("spark"));
        try {
            return run(spark, cores, landing, scratch);
        } finally {
            spark.stop();
            Folders.delete(scratch);
            progress.end();
        }
    }

    private IngestReport run(SparkSession spark, int cores, Path landing, Path scratch)
            throws IOException, SQLException {
        var ours = new VinelakeIngest(spark, BenchmarkHub.load(scratch.resolve("hub")));
        var contenders = Map.of(OURS, ours, SPARK_COPY, new SparkCopy(spark), DUCKDB, new DuckDbImport(cores));
        var stopwatch = new Stopwatch(filings, landing, scratch.resolve("out"), progress);
        for (var name : NAMES) {
            stopwatch.measure("warm-up", name, contenders.get(name));
        }
        var done = new ArrayList<Round>();
        for (int round = 1; round <= rounds; round++) {
            var order = rotated(NAMES, round - 1);
            var seconds = new LinkedHashMap<String, Double>();
            for (var name : order) {
                var step = "round %d of %d".formatted(round, rounds);
                seconds.put(name, stopwatch.measure(step, name, contenders.get(name)));
            }
            done.add(new Round(
                    round, order, seconds.get(OURS), seconds.get(SPARK_COPY), seconds.get(DUCKDB), ours.phases()));
        }
        return new IngestReport(
                filings.planted(),
                seed,
                bytes(landing),
                machine(cores),
                versions(spark.version()),
                done,
                ProcessMemory.peak());
    }

    static long bytes(Path landing) throws IOException {
        long bytes = 0;
        for (var file : Filings.delivered(landing)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** @param name of whom counted */
    static void requirePlanted(String name, Counts planted, Counts counted) {
        // A copy refuses nothing.
        var expected = name.equals(SPARK_COPY) ? new Counts(planted.read(), planted.read(), 0, 0) : planted;
        if (!counted.equals(expected)) {
            throw new DisagreementException("%s counts %s, planted are %s".formatted(name, counted, expected));
        }
    }

    /** Who runs first in one round runs last in the next. */
    static List<String> rotated(List<String> names, int by) {
        var order = new ArrayList<>(names);
        Collections.rotate(order, -by);
        return order;
    }

    static IngestReport.Machine machine(int cores) throws IOException {
        return new IngestReport.Machine(
                cores,
                ProcessMemory.ofMachine(),
                System.getProperty("java.version"),
                Runtime.getRuntime().maxMemory());
    }

    static Map<String, String> versions(String spark) throws SQLException {
        var versions = new LinkedHashMap<String, String>();
        versions.put("vinelake", Version.current());
        versions.put("spark", spark);
        versions.put("delta", io.delta.package$.MODULE$.VERSION());
        versions.put("duckdb", DuckDbImport.version());
        return versions;
    }

    /** Figures of runs that do not agree on the rows would compare nothing. */
    static final class DisagreementException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DisagreementException(String message) {
            super(message);
        }
    }
}
