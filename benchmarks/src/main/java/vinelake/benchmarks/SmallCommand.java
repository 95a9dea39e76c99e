package vinelake.benchmarks;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import vinelake.benchmarks.process.SourceTree;

@Command(
        name = "small",
        description = {
            "Refreshes a hub of many datasets that each deliver little, in a process of its own as the nightly schedule starts"
                    + " it: what a delivery costs, however few its rows. Then the same again, when nothing has changed.",
            "The refresh must count what was planted, or the benchmark fails."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BenchCommand.BuildVersion.class,
        footerHeading = "%nExamples:%n",
        footer = {"  vinelake bench small", "  vinelake bench small --datasets 20 --rows 50000 --report small.json"})
final class SmallCommand implements Callable<Integer> {

    private static final int MOST_DATASETS = 2_000;
    private static final int MOST_ROWS = 1_000_000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--datasets",
            paramLabel = "N",
            description = "1 to 2000, a delivery for each. Default: ${DEFAULT-VALUE}",
            defaultValue = "200")
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
        if (datasets < 1 || datasets > MOST_DATASETS) {
            throw refused("--datasets: %d. Allowed: 1 to %d".formatted(datasets, MOST_DATASETS));
        }
        if (rows < FilingRows.FEWEST || rows > MOST_ROWS) {
            throw refused("--rows: %d. Allowed: %d to %d".formatted(rows, FilingRows.FEWEST, MOST_ROWS));
        }
        places.check();
        var tree = SourceTree.ofThisProcess(spec);
        try (var progress = ProgressLine.start(spec.commandLine().getErr())) {
            var result = new SmallBenchmark(tree, datasets, rows, seed, places.folder(), progress).run();
            var out = spec.commandLine().getOut();
            out.println(result.toText());
            out.flush();
            if (places.report().isPresent()) {
                result.writeJson(places.report().get());
            }
        }
        return 0;
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }
}
