package vinelake.benchmarks;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "landing",
        description = {
            "Takes in the deliveries of bench ingest with the landing zone in clear and with the landing zone encrypted, in turns:"
                    + " what a data key per delivery costs.",
            "Both must count what was planted, or the benchmark fails."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BenchCommand.BuildVersion.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake bench landing --rows 1000000",
            "  vinelake bench landing --rows 5000000 --rounds 7 --report landing.json"
        })
final class LandingCommand implements Callable<Integer> {

    private static final int MOST_ROUNDS = 1_000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rows",
            paramLabel = "N",
            required = true,
            description = "Rows in all, 2000 to 1000000000; about 200 bytes each.")
    private long rows;

    @Option(
            names = "--rounds",
            paramLabel = "R",
            description = "How often each is measured, after one time that does not count. Default: ${DEFAULT-VALUE}",
            defaultValue = "5")
    private int rounds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same rows and seed give the same delivery. Default: ${DEFAULT-VALUE}",
            defaultValue = "7")
    private long seed;

    @Mixin
    private Places places;

    @Override
    public Integer call() throws Exception {
        if (rows < Filings.FEWEST || rows > Filings.MOST) {
            throw refused("--rows: %d. Allowed: %d to %d".formatted(rows, Filings.FEWEST, Filings.MOST));
        }
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw refused("--rounds: %d. Allowed: 1 to %d".formatted(rounds, MOST_ROUNDS));
        }
        places.check();
        try (var progress = ProgressLine.start(spec.commandLine().getErr())) {
            var result = new LandingBenchmark(new Filings(rows, seed), rounds, places.folder(), progress).run();
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
