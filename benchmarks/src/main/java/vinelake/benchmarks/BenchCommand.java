package vinelake.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The launcher's {@code bench}. */
@Command(
        name = "vinelake bench",
        description = "Measures Vinelake against peers on this machine.",
        subcommands = IngestCommand.class,
        synopsisSubcommandLabel = "WHAT",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake bench ingest --rows 1000000 --rounds 3",
            "  vinelake bench ingest --rows 5000000 --dir /data/bench --report ingest.json",
            "",
            "Exit codes: 0 measured; 1 failed, also when the counts of ours or a peer are not what was planted;",
            "2 wrong arguments."
        })
final class BenchCommand {

    public static void main(String[] arguments) {
        System.exit(line().execute(arguments));
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
