package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import vinelake.benchmarks.process.ShiftedClock;
import vinelake.benchmarks.process.SourceTree;

@Command(
        name = "year",
        description = {
            "Takes in daily deliveries of some datasets, a year in an hour: each night the ingest, the joining of small files"
                    + " and the sweep of those that nobody needs, under a clock that is put forward by a day (Debian's faketime)."
                    + " What a night costs and leaves behind should not grow with the nights before it.",
            "The ingest must count what was planted, or the benchmark fails."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BenchCommand.BuildVersion.class,
        footerHeading = "%nExamples:%n",
        footer = {"  vinelake bench year --report year.json", "  vinelake bench year --days 40 --datasets 3"})
final class YearCommand implements Callable<Integer> {

    private static final int MOST_DAYS = 3_660;
    private static final int MOST_DATASETS = 200;
    private static final int MOST_ROWS = 1_000_000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "1 to 3660. Default: ${DEFAULT-VALUE}",
            defaultValue = "365")
    private int days;

    @Option(
            names = "--datasets",
            paramLabel = "N",
            description = "1 to 200, a delivery a day for each. Default: ${DEFAULT-VALUE}",
            defaultValue = "20")
    private int datasets;

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "Rows of each delivery, 1000 to 1000000. Default: ${DEFAULT-VALUE}",
            defaultValue = "1000")
    private long rows;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed gives the same deliveries. Default: ${DEFAULT-VALUE}",
            defaultValue = "7")
    private long seed;

    @Mixin
    private Places places;

    @Override
    public Integer call() throws Exception {
        checkArguments();
        var clock = ShiftedClock.ofThisProcess();
        if (clock.isEmpty()) {
            return againUnderShiftedClock();
        }
        try (var progress = ProgressLine.start(spec.commandLine().getErr())) {
            var result = new YearBenchmark(clock.get(), days, datasets, rows, seed, places.folder(), progress).run();
            var out = spec.commandLine().getOut();
            out.println(result.toText());
            out.flush();
            if (places.report().isPresent()) {
                result.writeJson(places.report().get());
            }
        }
        return 0;
    }

    /** The clock of a process is chosen when it starts. */
    private int againUnderShiftedClock() throws IOException, InterruptedException {
        var obstacle = ShiftedClock.obstacle();
        if (obstacle.isPresent()) {
            throw new IOException(obstacle.get() + ". Do: apt-get install faketime");
        }
        var command = new ArrayList<String>();
        command.add(SourceTree.ofThisProcess(spec).launcher());
        command.add("bench");
        command.addAll(spec.root().commandLine().getParseResult().originalArgs());
        var file = Files.createTempFile("vinelake-clock", "");
        try {
            var clock = new ShiftedClock(file);
            clock.shift(Duration.ZERO);
            var again = new ProcessBuilder(command).inheritIO();
            again.environment().putAll(clock.environment());
            again.environment().put(SourceTree.NO_BUILD, "yes");
            var process = again.start();
            try {
                return process.waitFor();
            } finally {
                process.destroy();
            }
        } finally {
            Files.delete(file);
        }
    }

    private void checkArguments() {
        if (days < 1 || days > MOST_DAYS) {
            throw refused("--days: %d. Allowed: 1 to %d".formatted(days, MOST_DAYS));
        }
        if (datasets < 1 || datasets > MOST_DATASETS) {
            throw refused("--datasets: %d. Allowed: 1 to %d".formatted(datasets, MOST_DATASETS));
        }
        if (rows < FilingRows.FEWEST || rows > MOST_ROWS) {
            throw refused("--rows: %d. Allowed: %d to %d".formatted(rows, FilingRows.FEWEST, MOST_ROWS));
        }
        places.check();
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }
}
