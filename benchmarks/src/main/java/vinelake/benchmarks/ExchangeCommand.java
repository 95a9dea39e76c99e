package vinelake.benchmarks;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "exchange",
        description = {
            "Takes in a table of a real PostgreSQL that it starts, then one row in a hundred that has changed since, then"
                    + " nothing; beside it the database's own COPY, which checks and keeps nothing.",
            "Just the planted rows must be read each time, or the benchmark fails."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BenchCommand.BuildVersion.class,
        footerHeading = "%nExamples:%n",
        footer = {"  vinelake bench exchange", "  vinelake bench exchange --rows 200000 --report exchange.json"})
final class ExchangeCommand implements Callable<Integer> {

    private static final long FEWEST_ROWS = 1_000;
    private static final long MOST_ROWS = 100_000_000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "Rows of the table, 1000 to 100000000. Default: ${DEFAULT-VALUE}",
            defaultValue = "5000000")
    private long rows;

    @Mixin
    private Places places;

    @Override
    public Integer call() throws Exception {
        if (rows < FEWEST_ROWS || rows > MOST_ROWS) {
            throw new ParameterException(
                    spec.commandLine(), "--rows: %d. Allowed: %d to %d".formatted(rows, FEWEST_ROWS, MOST_ROWS));
        }
        places.check();
        try (var progress = ProgressLine.start(spec.commandLine().getErr())) {
            var result = new ExchangeBenchmark(rows, places.folder(), progress).run();
            var out = spec.commandLine().getOut();
            out.println(result.toText());
            out.flush();
            if (places.report().isPresent()) {
                result.writeJson(places.report().get());
            }
        }
        return 0;
    }
}
