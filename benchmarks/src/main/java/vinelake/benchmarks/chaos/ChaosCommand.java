package vinelake.benchmarks.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import vinelake.benchmarks.process.SourceTree;
import vinelake.core.Version;

/** The launcher's {@code chaos}. */
@Command(
        name = "vinelake chaos",
        description = {
            "Kills refreshes of a small city with -9, by time and at commits, each time going on from what the last kill left; and does worse to"
                    + " them. Afterwards every table must be equal, row by row, to that of a refresh that nobody disturbed, and for"
                    + " every delivery read = accepted + quarantined + duplicate + unchanged.",
            "The same command again with the same folder goes on after what is done."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake chaos --kills 20 --seed 7",
            "  vinelake chaos --kills 500 --seed 7 --dir /data/chaos --report chaos.json",
            "  vinelake chaos --faults disk-full,read-only --tries 1",
            "",
            "Exit codes: 0 nothing lost, doubled or unequal, and every fault tried that was asked for; 1 otherwise;",
            "2 wrong arguments."
        })
final class ChaosCommand implements Callable<Integer> {

    private static final int MOST_KILLS = 100_000;
    private static final int MOST_TRIES = 1_000;
    private static final int MOST_LANES = 64;

    @Spec
    private CommandSpec spec;

    @Option(names = "--kills", paramLabel = "N", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}")
    private int kills;

    @Option(
            names = "--tries",
            paramLabel = "N",
            defaultValue = "2",
            description = "How often each other fault is tried. Default: ${DEFAULT-VALUE}")
    private int tries;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "7",
            description = "Of the city and of all moments. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--subjects",
            paramLabel = "N",
            defaultValue = "120",
            description = "Enterprises of the city. Default: ${DEFAULT-VALUE}")
    private int subjects;

    @Option(
            names = "--months",
            paramLabel = "N",
            defaultValue = "12",
            description = "Months of their history. Default: ${DEFAULT-VALUE}")
    private int months;

    @Option(
            names = "--lanes",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many lakes side by side. Default: ${DEFAULT-VALUE}")
    private int lanes;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Where the lakes and what is done are kept. Default: vinelake-chaos in the folder for temporary files")
    private Path folder = Path.of(System.getProperty("java.io.tmpdir"), "vinelake-chaos");

    @Option(names = "--report", paramLabel = "FILE", description = "Writes the figures as JSON.")
    private Path report;

    @Option(
            names = "--faults",
            paramLabel = "LIST",
            split = ",",
            description =
                    "Which to try, with commas between. Default, and all that there are: ${COMPLETION-CANDIDATES}",
            completionCandidates = FaultNames.class)
    private List<String> faults = FaultNames.ALL;

    /** What may be asked for. */
    static final class FaultNames extends ArrayList<String> {

        private static final long serialVersionUID = 1L;

        static final List<String> ALL = List.copyOf(Faults.names());

        FaultNames() {
            super(ALL);
        }
    }

    public static void main(String[] arguments) {
        System.exit(line().execute(arguments));
    }

    static CommandLine line() {
        return new CommandLine(new ChaosCommand()).setExecutionExceptionHandler((e, command, arguments) -> {
            command.getErr().println("failed: " + e);
            for (var cause = e.getCause(); cause != null; cause = cause.getCause()) {
                command.getErr().println("  because of " + cause);
            }
            return command.getCommandSpec().exitCodeOnExecutionException();
        });
    }

    @Override
    public Integer call() throws Exception {
        checkArguments();
        Files.createDirectories(folder);
        var site = new Site(SourceTree.ofThisProcess(spec), folder.toRealPath());
        var state = State.read(site.state());
        var asked = new State.Settings(seed, subjects, months, Site.freePort(), Version.ofCode());
        if (state.settings().isEmpty()) {
            state.add(asked);
        }
        var known = state.settings().orElseThrow();
        if (known.seed() != seed || known.subjects() != subjects || known.months() != months) {
            throw refused(
                    "--dir: %s holds an experiment with seed %d, %d subjects and %d months. Allowed: the same, or another folder"
                            .formatted(folder, known.seed(), known.subjects(), known.months()));
        }
        if (!known.code().equals(asked.code())) {
            throw refused(
                    "--dir: %s holds an experiment with the code of %s, this is %s. Allowed: the same, or another folder"
                            .formatted(folder, known.code(), asked.code()));
        }
        var result = new Experiment(site, state, lanes, spec.commandLine().getErr()).run(kills, tries, faults);
        var out = spec.commandLine().getOut();
        out.print(result.toText());
        out.flush();
        if (report != null) {
            result.writeJson(report);
        }
        return result.isRight() ? 0 : 1;
    }

    private void checkArguments() {
        if (kills < 0 || kills > MOST_KILLS) {
            throw refused("--kills: %d. Allowed: 0 to %d".formatted(kills, MOST_KILLS));
        }
        if (tries < 1 || tries > MOST_TRIES) {
            throw refused("--tries: %d. Allowed: 1 to %d".formatted(tries, MOST_TRIES));
        }
        if (lanes < 1 || lanes > MOST_LANES) {
            throw refused("--lanes: %d. Allowed: 1 to %d".formatted(lanes, MOST_LANES));
        }
        for (var fault : faults) {
            if (!FaultNames.ALL.contains(fault)) {
                throw refused("--faults: %s. Allowed: %s".formatted(fault, String.join(",", FaultNames.ALL)));
            }
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw refused("--dir: %s is a file. Allowed: a folder, there or not".formatted(folder));
        }
        if (report != null
                && (Files.isDirectory(report)
                        || !Files.isDirectory(report.toAbsolutePath().getParent()))) {
            throw refused("--report: %s. Allowed: a file in a folder that is there".formatted(report));
        }
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }
}
