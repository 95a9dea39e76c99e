package vinelake.benchmarks;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Spec
    private CommandSpec spec;

    @Mixin
    private Workload workload;

    @Mixin
    private Places places;

    @Override
    public Integer call() throws Exception {
        workload.check();
        places.check();
        try (var progress = ProgressLine.start(spec.commandLine().getErr())) {
            var result = new LandingBenchmark(workload.filings(), workload.rounds(), places.folder(), progress).run();
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
