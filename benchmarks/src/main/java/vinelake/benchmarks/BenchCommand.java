package vinelake.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import vinelake.core.Version;

/** The launcher's {@code bench}. */
@Command(
        name = "vinelake bench",
        description = "Measures Vinelake against peers on this machine.",
        subcommands = {
            IngestCommand.class,
            SmallCommand.class,
            YearCommand.class,
            ExchangeCommand.class,
            LandingCommand.class,
            CompareCommand.class
        },
        synopsisSubcommandLabel = "WHAT",
        mixinStandardHelpOptions = true,
        versionProvider = BenchCommand.BuildVersion.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake bench ingest --rows 1000000 --rounds 3",
            "  vinelake bench ingest --rows 5000000 --dir /data/bench --report ingest.json",
            "  vinelake bench small",
            "  vinelake bench year --report year.json",
            "  vinelake bench exchange",
            "  vinelake bench landing --rows 1000000",
            "  vinelake bench compare /data/lake1 /data/lake2",
            "",
            "Exit codes: 0 measured, or equal; 1 failed, also when somebody counts otherwise than was planted;",
            "2 wrong arguments."
        })
final class BenchCommand {

    public static void main(String[] arguments) {
        System.exit(line().execute(arguments));
    }

    static final class BuildVersion implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"vinelake " + Version.current()};
        }
    }

    static CommandLine line() {
        return new CommandLine(new BenchCommand()).setExecutionExceptionHandler(BenchCommand::explain);
    }

    private static int explain(Exception e, CommandLine command, CommandLine.ParseResult arguments) {
        var err = command.getErr();
        err.println("failed: " + e);
        for (var cause = e.getCause(); cause != null; cause = cause.getCause()) {
            err.println("  because of " + cause);
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }
}
