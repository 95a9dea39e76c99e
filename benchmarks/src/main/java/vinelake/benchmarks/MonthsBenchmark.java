package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import vinelake.lake.SparkSessions;

/**
 * A city's rows month by month into one lake, as the departments deliver them: what a month costs when the lake is large
 * already, and the disk and memory of it all. The inbox is emptied after each month, as its sender would, so that the disk
 * holds the text once, in the landing zone.
 */
final class MonthsBenchmark {

    private final long rows;
    private final int months;
    private final long seed;
    private final Path folder;
    private final ProgressLine progress;

    /**
     * @param rows in all
     * @param folder for what is written meanwhile
     */
    MonthsBenchmark(long rows, int months, long seed, Path folder, ProgressLine progress) {
        this.rows = rows;
        this.months = months;
        this.seed = seed;
        this.folder = folder;
        this.progress = progress;
    }

    /** @throws IngestBenchmark.DisagreementException when a month counts otherwise than was planted */
    MonthsReport run() throws IOException {
        Files.createDirectories(folder);
        var scratch = Files.createTempDirectory(folder, "months-");
        progress.begin("starting Spark");
        int cores = Runtime.getRuntime().availableProcessors();
        try (var spark = SparkSessions.local(cores, scratch.resolve("spark"))) {
            var ingest = new VinelakeIngest(spark, BenchmarkHub.load(scratch.resolve("hub")));
            var done = new ArrayList<MonthsReport.Month>();
            for (int month = 1; month <= months; month++) {
                done.add(run(month, ingest, scratch));
            }
            return new MonthsReport(
                    done, seed, ProcessMemory.peak(), Runtime.getRuntime().maxMemory(), cores);
        } finally {
            Folders.delete(scratch);
            progress.end();
        }
    }

    private MonthsReport.Month run(int month, VinelakeIngest ingest, Path scratch) throws IOException {
        var inbox = scratch.resolve("inbox");
        var lake = scratch.resolve("lake");
        var asOf = YearMonth.from(Filings.AS_OF).minusMonths(months - month).atEndOfMonth();
        var filings = Filings.ofMonth(
                rows * month / months - rows * (month - 1) / months,
                seed + month,
                YearMonth.from(asOf).minusMonths(1));
        progress.begin("month %d of %d: writing the deliveries".formatted(month, months));
        filings.deliver(inbox, asOf);
        long bytes = Folders.bytes(inbox);
        System.gc();
        progress.begin("month %d of %d: ingest".formatted(month, months));
        long start = System.nanoTime();
        ingest.run(inbox, lake, asOf);
        double seconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1000.0;
        IngestBenchmark.requirePlanted(IngestBenchmark.OURS, filings.planted(), ingest.counts());
        long landing = Folders.bytes(lake.resolve("landing"));
        long tables = Folders.bytes(lake) - landing;
        progress.end("month %d of %d: ingest %.2f s".formatted(month, months, seconds));
        Folders.delete(inbox);
        return new MonthsReport.Month(asOf, ingest.counts(), bytes, seconds, ingest.phases(), landing, tables);
    }
}
