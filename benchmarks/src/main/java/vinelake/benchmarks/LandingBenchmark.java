package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import vinelake.etl.ingest.LandingKey;
import vinelake.lake.SparkSessions;

/** The same ingest with its landing zone in clear and encrypted, in turns, in one Spark session. */
final class LandingBenchmark {

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
    LandingReport run() throws IOException {
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
            var out = scratch.resolve("out");
            measure("warm-up", clear, landing, out);
            measure("warm-up", encrypted, landing, out);
            var done = new ArrayList<LandingReport.Round>();
            for (int round = 1; round <= rounds; round++) {
                var step = "round %d of %d".formatted(round, rounds);
                boolean isClearFirst = round % 2 == 1;
                double first = measure(step, isClearFirst ? clear : encrypted, landing, out);
                double second = measure(step, isClearFirst ? encrypted : clear, landing, out);
                done.add(new LandingReport.Round(isClearFirst ? first : second, isClearFirst ? second : first));
            }
            return new LandingReport(
                    filings.planted().read(), IngestBenchmark.bytes(landing), cores, List.copyOf(done));
        } finally {
            Folders.delete(scratch);
            progress.end();
        }
    }

    /** @return seconds of wall time */
    private double measure(String step, VinelakeIngest ingest, Path landing, Path out) throws IOException {
        Files.createDirectories(out);
        System.gc();
        progress.begin(step);
        long start = System.nanoTime();
        ingest.run(landing, out);
        double seconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1000.0;
        IngestBenchmark.requirePlanted(IngestBenchmark.OURS, filings.planted(), ingest.counts());
        progress.end("%s: %.2f s".formatted(step, seconds));
        Folders.delete(out);
        return seconds;
    }
}
