package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** Measures those who take in the same filings; who counts otherwise than was planted is not measured. */
record Stopwatch(Filings filings, Path landing, Path out, ProgressLine progress) {

    /**
     * One run into an empty folder.
     *
     * @param name of the contender
     * @return seconds of wall time
     */
    double measure(String step, String name, Contender contender) throws IOException, SQLException {
        Files.createDirectories(out);
        System.gc();
        progress.begin("%s: %s".formatted(step, name));
        long start = System.nanoTime();
        contender.run(landing, out);
        double seconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1000.0;
        IngestBenchmark.requirePlanted(name, filings.planted(), contender.counts());
        progress.end("%s: %s %.2f s".formatted(step, name, seconds));
        Folders.delete(out);
        return seconds;
    }
}
