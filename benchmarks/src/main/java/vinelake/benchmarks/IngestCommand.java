package vinelake.benchmarks;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import vinelake.benchmarks.process.SourceTree;

@Command(
        name = "ingest",
        description = {
            "Takes in deliveries of VAT filings, half of them in GB18030, in three ways that take turns: the real ingest with digests, landing copy,"
                    + " types, rules, duplicates, quarantine and ledger; Spark's plain CSV to Delta copy without any check;"
                    + " DuckDB with the same types, rules and duplicates. The others get the same rows in UTF-8.",
            "The three must count what was planted, or the benchmark fails. On the disk it takes about four times the deliveries' size.",
            "With --cold, each of them in a process of its own each time, from its start to the last commit.",
            "With --months, ours alone: the rows come month by month into one lake, and the inbox is emptied in between."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BenchCommand.BuildVersion.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake bench ingest --rows 1000000 --rounds 3",
            "  vinelake bench ingest --rows 20000000 --cold",
            "  vinelake bench ingest --rows 5000000 --dir /data/bench --report ingest.json",
            "  vinelake bench ingest --rows 200000000 --months 10 --dir /data/bench"
        })
final class IngestCommand implements Callable<Integer> {

    private static final int MOST_MONTHS = 120;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Workload workload;

    @Mixin
    private Places places;

    @Option(names = "--months", paramLabel = "M", description = "1 to 120; --rounds then means nothing.")
    private Integer months;

    @Option(names = "--cold", description = "Nothing is warm, and all rounds count.")
    private boolean isCold;

    /** What {@code --cold} starts: one of them, whose figures are the report. */
    @Option(names = "--once", hidden = true)
    private String once;

    @Override
    public Integer call() throws Exception {
        checkArguments();
        if (once != null) {
            ColdRun.here(once, workload.filings(), places.folder())
                    .write(places.report().orElseThrow());
            return 0;
        }
        if (months != null) {
            return byMonths();
        }
        try (var progress = ProgressLine.start(spec.commandLine().getErr())) {
            var result = isCold
                    ? new ColdBenchmark(
                                    SourceTree.ofThisProcess(spec),
                                    workload.rows(),
                                    workload.seed(),
                                    workload.rounds(),
                                    places.folder(),
                                    progress)
                            .run()
                    : new IngestBenchmark(
                                    workload.filings(), workload.seed(), workload.rounds(), places.folder(), progress)
                            .run();
            var out = spec.commandLine().getOut();
            out.println(result.toText());
            out.flush();
            if (places.report().isPresent()) {
                result.writeJson(places.report().get());
            }
        }
        return 0;
    }

    private int byMonths() throws IOException {
        try (var progress = ProgressLine.start(spec.commandLine().getErr())) {
            var result = new MonthsBenchmark(workload.rows(), months, workload.seed(), places.folder(), progress).run();
            var out = spec.commandLine().getOut();
            out.println(result.toText());
            out.flush();
            if (places.report().isPresent()) {
                result.writeJson(places.report().get());
            }
        }
        return 0;
    }

    private void checkArguments() {
        workload.check();
        if (isCold && months != null) {
            throw refused("--cold and --months. Allowed: one of them");
        }
        if (once != null
                && (!IngestBenchmark.NAMES.contains(once) || places.report().isEmpty())) {
            throw refused("--once: %s. Allowed: one of %s, with --report".formatted(once, IngestBenchmark.NAMES));
        }
        if (months != null && (months < 1 || months > MOST_MONTHS || workload.rows() / months < Filings.FEWEST)) {
            throw refused("--months: %d of %d rows. Allowed: 1 to %d, each with %d rows or more"
                    .formatted(months, workload.rows(), MOST_MONTHS, Filings.FEWEST));
        }
        places.check();
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }
}
