package vinelake.benchmarks.process;

import java.nio.file.Files;
import java.nio.file.Path;
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
}
