package vinelake.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a benchmark writes: options that all of them have. */
final class Places {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = {
                "Where everything is written meanwhile, and deliveries are kept for the next time. Default: vinelake-bench in the folder for temporary files"
            })
    private Path folder = Path.of(System.getProperty("java.io.tmpdir"), "vinelake-bench");

    @Option(names = "--report", paramLabel = "FILE", description = "Writes the figures as JSON.")
    private Path report;

    /** Before any work. */
    void check() {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw refused("--dir: %s is a file. Allowed: a folder, there or not".formatted(folder));
        }
        if (report != null
                && (Files.isDirectory(report)
                        || !Files.isDirectory(report.toAbsolutePath().getParent()))) {
            throw refused("--report: %s. Allowed: a file in a folder that is there".formatted(report));
        }
    }

    Path folder() {
        return folder.toAbsolutePath();
    }

    Optional<Path> report() {
        return Optional.ofNullable(report);
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }
}
