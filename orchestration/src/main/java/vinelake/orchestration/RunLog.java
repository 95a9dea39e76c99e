package vinelake.orchestration;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * The log file of a run: what the terminal says, with dates, and Spark's warnings and the stack traces besides. It holds
 * no personal data, because Spark meets hashes only.
 */
final class RunLog implements AutoCloseable {

    /** How many files a folder keeps, the newest. */
    static final int KEPT = 100;

    /** A run id and nothing else that may lie in the folder. */
    private static final String FILES = "*-????????T??????-??????.log";

    /** The root's and the project's, as log4j2.properties has them. */
    private static final List<String> LOGGERS = List.of(LogManager.ROOT_LOGGER_NAME, "vinelake");

    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5p %c{1} - %m%n%ex";

    private final Path file;
    private final Lines appender;

    private RunLog(Path file, Lines appender) {
        this.file = file;
        this.appender = appender;
    }

    /** @throws ConfigurationException when the folder cannot be written */
    static RunLog open(Path folder, String runId) {
        var file = folder.resolve(runId + ".log").toAbsolutePath().normalize();
        Lines appender;
        try {
            Files.createDirectories(folder);
            appender = Lines.of(file);
            deleteOld(folder);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "--log-dir: %s cannot be written. Allowed: a folder on this machine that may be written"
                            .formatted(file));
        }
        var configuration = context().getConfiguration();
        LOGGERS.forEach(name -> configuration.getLoggerConfig(name).addAppender(appender, null, null));
        context().updateLoggers();
        return new RunLog(file, appender);
    }

    Path file() {
        return file;
    }

    private static LoggerContext context() {
        return (LoggerContext) LogManager.getContext(false);
    }

    private static void deleteOld(Path folder) throws IOException {
        try (var found = Files.newDirectoryStream(folder, FILES)) {
            var logs = new ArrayList<Path>();
            found.forEach(logs::add);
            logs.sort(Comparator.comparing((Path log) -> log.toFile().lastModified())
                    .thenComparing(Comparator.naturalOrder())
                    .reversed());
            for (var old : logs.subList(Math.min(KEPT, logs.size()), logs.size())) {
                Files.deleteIfExists(old);
            }
        }
    }

    @Override
    public void close() {
        var configuration = context().getConfiguration();
        LOGGERS.forEach(name -> configuration.getLoggerConfig(name).removeAppender(appender.getName()));
        context().updateLoggers();
        appender.close();
    }

    /** Of a disk without room it tells once: a log that cannot grow must neither end a run nor flood the terminal. */
    private static final class Lines extends AbstractAppender {

        private final Path file;
        private final Writer out;
        private boolean isBroken;

        private Lines(Path file, Writer out) {
            super(
                    file.toString(),
                    null,
                    PatternLayout.newBuilder().withPattern(PATTERN).build(),
                    true,
                    Property.EMPTY_ARRAY);
            this.file = file;
            this.out = out;
        }

        static Lines of(Path file) throws IOException {
            var appender = new Lines(file, Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW));
            appender.start();
            return appender;
        }

        @Override
        public synchronized void append(LogEvent event) {
            if (isBroken) {
                return;
            }
            try {
                out.write(getLayout().toSerializable(event).toString());
                out.flush();
            } catch (IOException e) {
                tell(e);
            }
        }

        synchronized void close() {
            stop();
            try {
                out.close();
            } catch (IOException e) {
                if (!isBroken) {
                    tell(e);
                }
            }
        }

        private void tell(IOException e) {
            isBroken = true;
            StatusLogger.getLogger().error("{}: the log ends here: {}", file, e.getMessage());
        }
    }
}
