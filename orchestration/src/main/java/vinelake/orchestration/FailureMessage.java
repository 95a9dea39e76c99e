package vinelake.orchestration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import vinelake.core.hub.HubException;

/** What a person reads when a verb fails; the stack trace goes to the log's debug level. */
final class FailureMessage implements CommandLine.IExecutionExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger("vinelake");

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
        command.getErr().println("failed: " + rootMessage(e));
        LOG.debug("failed", e);
        return ExitCode.FAILED;
    }

    private static String rootMessage(Throwable e) {
        var message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        for (var cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !message.contains(cause.getMessage())) {
                message = message + ": " + cause.getMessage();
            }
        }
        return message;
    }
}
