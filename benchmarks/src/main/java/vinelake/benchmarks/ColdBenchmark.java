package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import vinelake.benchmarks.process.SourceTree;

/** The same in turns, each time in a process of its own. */
final class ColdBenchmark {

    private final SourceTree tree;
    private final Filings filings;
    private final long rows;
    private final long seed;
    private final int rounds;
    private final Path folder;
    private final ProgressLine progress;

    ColdBenchmark(SourceTree tree, long rows, long seed, int rounds, Path folder, ProgressLine progress) {
        this.tree = tree;
        this.filings = new Filings(rows, seed);
        this.rows = rows;
        this.seed = seed;
        this.rounds = rounds;
        this.folder = folder;
        this.progress = progress;
    }

    IngestReport run() throws IOException, InterruptedException, SQLException {
        Files.createDirectories(folder);
        progress.begin("writing the delivery");
        var landing = filings.landing(folder);
        var done = new ArrayList<Round>();
        long peak = 0;
        for (int round = 1; round <= rounds; round++) {
            var order = IngestBenchmark.rotated(IngestBenchmark.NAMES, round - 1);
            var runs = new LinkedHashMap<String, ColdRun>();
            for (var name : order) {
                var step = "round %d of %d: %s".formatted(round, rounds, name);
                progress.begin(step);
                runs.put(name, run(name));
                progress.end("%s %.2f s".formatted(step, runs.get(name).seconds()));
            }
            var ours = runs.get(IngestBenchmark.OURS);
            peak = Math.max(peak, ours.peakMemoryBytes().orElse(0));
            done.add(new Round(
                    round,
                    order,
                    ours.seconds(),
                    runs.get(IngestBenchmark.SPARK_COPY).seconds(),
                    runs.get(IngestBenchmark.DUCKDB).seconds(),
                    ours.phases()));
        }
        return new IngestReport(
                filings.planted(),
                seed,
                IngestBenchmark.bytes(landing),
                IngestBenchmark.machine(Runtime.getRuntime().availableProcessors()),
                IngestBenchmark.versions(org.apache.spark.package$.MODULE$.SPARK_VERSION()),
                done,
                peak == 0 ? OptionalLong.empty() : OptionalLong.of(peak));
    }

    private ColdRun run(String name) throws IOException, InterruptedException {
        var result = Files.createTempFile(folder, "cold-", ".json");
        var log = Files.createTempFile(folder, "cold-", ".log");
        var arguments = List.of(
                "bench",
                "ingest",
                "--rows",
                "" + rows,
                "--seed",
                "" + seed,
                "--dir",
                folder.toString(),
                "--once",
                name,
                "--report",
                result.toString());
        tree.run(arguments, log);
        var run = ColdRun.read(result);
        Files.delete(result);
        Files.delete(log);
        return run;
    }
}
