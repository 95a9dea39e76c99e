package vinelake.city;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the synthetic city. */
@Command(
        name = "city",
        description = "A synthetic city: deliveries of eight departments, with the truth beside them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:written", "1:it could not be written", "2:an argument is not allowed"})
public final class CityCommand {

    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    private CityCommand() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new CityCommand());
        commandLine.setExecutionExceptionHandler((e, command, parsed) -> {
            String reason = e.getMessage() == null ? e.toString() : e.getMessage();
            command.getErr().println(reason);
            return FAILED;
        });
        return commandLine;
    }

    @Command(
            name = "write",
            description = "Writes DIR/landing (the deliveries) and DIR/truth (every planted error, every default).",
            mixinStandardHelpOptions = true,
            showDefaultValues = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  the demo's city, beside its hub folder",
                "    city write --out examples/city",
                "  a tenth of it, two years up to the end of 2025",
                "    city write --out /tmp/small --subjects 200 --months 24 --as-of 2025-12-31",
                "  a large one for a benchmark",
                "    city write --out /data/large --subjects 400000 --partitions 16",
                "",
                "The same subjects, months, as-of date and seed give the same bytes, on any partitions."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:written", "1:it could not be written", "2:an argument is not allowed"})
    int write(
            @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for landing and truth.")
                    Path out,
            @Option(
                            names = "--subjects",
                            defaultValue = "2000",
                            paramLabel = "N",
                            description = "Enterprises and self-employed, 10 to 2000000.")
                    int subjects,
            @Option(
                            names = "--months",
                            defaultValue = "48",
                            paramLabel = "N",
                            description = "Months of history, 6 to 240.")
                    int months,
            @Option(
                            names = "--as-of",
                            defaultValue = "2026-06-30",
                            paramLabel = "DATE",
                            description = "Last day that the deliveries speak for: the end of a month.")
                    LocalDate asOf,
            @Option(names = "--seed", defaultValue = "7", paramLabel = "N", description = "Another seed, another city.")
                    long seed,
            @Option(
                            names = "--partitions",
                            defaultValue = "2",
                            paramLabel = "N",
                            description = "Ranges of subjects written beside each other, 1 to 256.")
                    int partitions)
            throws IOException, InterruptedException {
        CommandLine command = spec.subcommands().get("write");
        try {
            CityPlan plan = new CityPlan(subjects, months, asOf, seed, partitions);
            Report report = WriteCity.write(plan, out, progress(plan));
            command.getOut().print(report);
            command.getOut().flush();
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, e.getMessage(), e);
        }
    }

    /** A line that is written over, and only where somebody sees it: on Java 17 there is no console elsewhere. */
    @SuppressWarnings("SystemConsoleNull")
    private static IntConsumer progress(CityPlan plan) {
        if (System.console() == null) {
            return subject -> {};
        }
        AtomicInteger done = new AtomicInteger();
        int step = Math.max(1, plan.subjects() / 200);
        return subject -> {
            int written = done.incrementAndGet();
            if (written % step == 0 || written == plan.subjects()) {
                String end = written == plan.subjects() ? "\n" : "";
                System.err.print("\r" + written + " of " + plan.subjects() + " subjects written" + end);
            }
        };
    }
}
