package vinelake.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The launcher's {@code bench}. */
@Command(
        name = "vinelake bench",
        description = "Measures Vinelake against peers on this machine.",
        subcommands = {IngestCommand.class, CompareCommand.class},
        synopsisSubcommandLabel = "WHAT",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake bench ingest --rows 1000000 --rounds 3",
            "  vinelake bench ingest --rows 5000000 --dir /data/bench --report ingest.json",
            "  vinelake bench compare /data/lake1 /data/lake2",
            "",
            "Exit codes: 0 measured, or equal; 1 failed, also when the counts of ours or a peer are not what was planted;",
            "2 wrong arguments."
        })
final class BenchCommand {

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        return new CommandLine(new BenchCommand())
                .setExecutionExceptionHandler(BenchCommand::explain)
                .execute(arguments);
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
