package vinelake.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import vinelake.benchmarks.process.SourceTree;

/** Whole refreshes of many small deliveries, each in a process of its own. */
final class SmallBenchmark {

    private static final Counts NOTHING = new Counts(0, 0, 0, 0);

    private final SourceTree tree;
    private final int datasets;
    private final long rows;
    private final long seed;
    private final Path folder;
    private final ProgressLine progress;

    /**
     * @param rows of each delivery
     * @param folder for what is written meanwhile
     */
    SmallBenchmark(SourceTree tree, int datasets, long rows, long seed, Path folder, ProgressLine progress) {
        this.tree = tree;
        this.datasets = datasets;
        this.rows = rows;
        this.seed = seed;
        this.folder = folder;
        this.progress = progress;
    }

    /** @throws IngestBenchmark.DisagreementException when a refresh counts otherwise than was planted */
    SmallReport run() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var scratch = Files.createTempDirectory(folder, "small-");
        boolean isDone = false;
        try {
            progress.begin("writing %d deliveries".formatted(datasets));
            var planted = NOTHING;
            var inboxes = BenchmarkHub.write(scratch.resolve("hub"), datasets);
            for (int i = 0; i < inboxes.size(); i++) {
                var filings = FilingRows.ofYear(rows, seed + i);
                var inbox = Files.createDirectories(scratch.resolve("inbox").resolve(inboxes.get(i)));
                filings.write(0, 1, inbox.resolve(Filings.AS_OF + "_1.csv"), StandardCharsets.UTF_8);
                planted = planted.plus(filings.planted());
            }
            var first = refresh(scratch, "the first refresh");
            require(planted, 0, first.report());
            var again = refresh(scratch, "the refresh of what has not changed");
            require(NOTHING, datasets, again.report());
            isDone = true;
            return new SmallReport(
                    datasets, rows, seed, first, again, Runtime.getRuntime().availableProcessors());
        } finally {
            progress.end();
            // What a refresh says is wanted when it fails.
            if (isDone) {
                Folders.delete(scratch);
            }
        }
    }

    private SmallReport.Refresh refresh(Path scratch, String what) throws IOException, InterruptedException {
        var report = scratch.resolve("report.json");
        var log = scratch.resolve("refresh.log");
        var arguments = List.of(
                "--hub",
                scratch.resolve("hub").toString(),
                "--lake",
                scratch.resolve("lake").toString(),
                "refresh",
                "--landing",
                scratch.resolve("inbox").toString(),
                "--as-of",
                Filings.AS_OF.toString(),
                "--report",
                report.toString());
        progress.begin(what);
        double seconds = tree.run(arguments, log);
        progress.end("%s: %.1f s".formatted(what, seconds));
        return new SmallReport.Refresh(seconds, RefreshReport.read(report));
    }

    private static void require(Counts planted, long known, RefreshReport report) {
        IngestBenchmark.requirePlanted(IngestBenchmark.OURS, planted, report.taken());
        if (report.known() != known) {
            throw new IngestBenchmark.DisagreementException(
                    "deliveries known before: %d, there are %d".formatted(report.known(), known));
        }
    }
}
