package vinelake.orchestration;

import java.util.stream.Collectors;
import picocli.CommandLine;
import vinelake.core.hub.HubException;
import vinelake.lake.StoppedException;

/** What a person reads when a verb fails; with VINELAKE_DEBUG set, the stack trace too. */
final class FailureMessage implements CommandLine.IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception e, CommandLine command, CommandLine.ParseResult arguments) {
        if (e instanceof HubException hub) {
            var err = command.getErr();
            err.println(hub.getMessage());
            int count = hub.problems().size();
            err.printf(
                    "%d problem%s in %d file%s. Nothing was run.%n",
                    count,
                    count == 1 ? "" : "s",
                    hub.problems().stream().map(p -> p.file()).distinct().count(),
                    hub.problems().stream().map(p -> p.file()).distinct().count() == 1 ? "" : "s");
            return hub.concernsContracts() ? ExitCode.CONTRACT : ExitCode.CONFIGURATION;
        }
        if (e instanceof ConfigurationException) {
            command.getErr().println(e.getMessage());
            return ExitCode.CONFIGURATION;
        }
        if (e instanceof StoppedException) {
            command.getErr().println("%s. Run again to go on".formatted(e.getMessage()));
            return ExitCode.STOPPED;
        }
        if (DiskSpace.isFull(e)) {
            command.getErr()
                    .println(
                            "failed: a disk is full. Free some room where the lake and the temporary files (--temp) lie, and run again: the tables are whole, and the next run goes on");
        } else {
            command.getErr().println("failed: " + rootMessage(e));
        }
        if (System.getenv("VINELAKE_DEBUG") != null) {
            e.printStackTrace(command.getErr());
        }
        return ExitCode.FAILED;
    }

    /** What the causes say. Spark puts stack traces into its messages: they are for the log file. */
    static String rootMessage(Throwable e) {
        var message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        for (var cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !message.contains(cause.getMessage())) {
                message = message + ": " + cause.getMessage();
            }
        }
        return message.lines()
                .takeWhile(line -> !line.strip().startsWith("at "))
                .collect(Collectors.joining("\n"));
    }
}
