package vinelake.orchestration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.layout.PatternLayout;

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
    private final FileAppender appender;

    private RunLog(Path file, FileAppender appender) {
        this.file = file;
        this.appender = appender;
    }

    /** @throws ConfigurationException when the folder cannot be written */
    static RunLog open(Path folder, String runId) {
        var file = folder.resolve(runId + ".log").toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder);
            Files.createFile(file);
            deleteOld(folder);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "--log-dir: %s cannot be written. Allowed: a folder on this machine that may be written"
                            .formatted(file));
        }
        var configuration = context().getConfiguration();
        var appender = FileAppender.newBuilder()
                .setName(runId)
                .withFileName(file.toString())
                .setLayout(PatternLayout.newBuilder()
                        .withConfiguration(configuration)
                        .withPattern(PATTERN)
                        .build())
                .setConfiguration(configuration)
                .build();
        appender.start();
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
        appender.stop();
    }
}
