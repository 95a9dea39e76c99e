package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vinelake.etl.ingest.LandingKey;
import vinelake.lake.SparkSessions;

/** The same ingest with its landing zone in clear and encrypted, in turns, in one Spark session. */
final class LandingBenchmark {

    private static final String CLEAR = "in clear";
    private static final String ENCRYPTED = "encrypted";

    /** Who runs first in the first round; in the next it is the other. */
    private static final List<String> NAMES = List.of(CLEAR, ENCRYPTED);

    private static final int KEY_BYTES = 32;

    private final Filings filings;
    private final int rounds;
    private final Path folder;
    private final ProgressLine progress;

    /** @param folder for the delivery, which stays, and for what each run writes, which does not */
    LandingBenchmark(Filings filings, int rounds, Path folder, ProgressLine progress) {
        this.filings = filings;
        this.rounds = rounds;
        this.folder = folder;
        this.progress = progress;
    }

    /** @throws IngestBenchmark.DisagreementException when one of them counts otherwise than was planted */
    LandingReport run() throws IOException, SQLException {
        Files.createDirectories(folder);
        progress.begin("writing the delivery");
        var landing = filings.landing(folder);
        var scratch = Files.createTempDirectory(folder, "landing-");
        int cores = Runtime.getRuntime().availableProcessors();
        progress.begin("starting Spark");
        try (var spark = SparkSessions.local(cores, scratch.resolve("spark"))) {
            var hub = BenchmarkHub.load(scratch.resolve("hub"));
            var clear = new VinelakeIngest(spark, hub);
            var secret = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(secret);
            var encrypted = new VinelakeIngest(spark, hub, Optional.of(LandingKey.of(secret, 1)));
            var contenders = Map.of(CLEAR, clear, ENCRYPTED, encrypted);
            var stopwatch = new Stopwatch(filings, landing, scratch.resolve("out"), progress);
            for (var name : NAMES) {
                stopwatch.measure("warm-up", name, contenders.get(name));
            }
            var done = new ArrayList<LandingReport.Round>();
            for (int round = 1; round <= rounds; round++) {
                var step = "round %d of %d".formatted(round, rounds);
                var seconds = new HashMap<String, Double>();
                for (var name : IngestBenchmark.rotated(NAMES, round - 1)) {
                    seconds.put(name, stopwatch.measure(step, name, contenders.get(name)));
                }
                done.add(new LandingReport.Round(seconds.get(CLEAR), seconds.get(ENCRYPTED)));
            }
            return new LandingReport(
                    filings.planted().read(), IngestBenchmark.bytes(landing), cores, List.copyOf(done));
        } finally {
            Folders.delete(scratch);
            progress.end();
        }
    }
}
