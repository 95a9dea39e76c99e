package vinelake.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where the launcher lies that has started this process.
 *
 * @param home of the source tree
 */
public record SourceTree(Path home) {

    private static final String HOME = "VINELAKE_HOME";

    /** A process that is started with it does not build: what runs is what this process is of. */
    public static final String NO_BUILD = "VINELAKE_NO_BUILD";

    /** @param spec of the command that refuses to go on without it */
    public static SourceTree ofThisProcess(CommandSpec spec) {
        var home = System.getenv(HOME);
        if (home == null || !Files.isExecutable(Path.of(home, "vinelake"))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s: %s. Allowed: the folder of the source tree's launcher, which sets it".formatted(HOME, home));
        }
        return new SourceTree(Path.of(home));
    }

    public String launcher() {
        return home.resolve("vinelake").toString();
    }

    /**
     * Runs the launcher in a process of its own.
     *
     * @param log gets what it says
     * @return how many seconds it took
     * @throws IOException when it ends with another code than 0
     */
    public double run(List<String> arguments, Path log) throws IOException, InterruptedException {
        var command = new ProcessBuilder(launcher()).redirectErrorStream(true).redirectOutput(log.toFile());
        command.command().addAll(arguments);
        command.environment().put(NO_BUILD, "yes");
        long start = System.nanoTime();
        var process = command.start();
        try {
            int exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new IOException("%s ended with %d. What it said is in %s"
                        .formatted(String.join(" ", command.command()), exitCode, log));
            }
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1000.0;
        } finally {
            process.destroy();
        }
    }
}
