package vinelake.orchestration;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Who decides, and why. */
final class Decider {

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who ask later. No personal data.")
    private String reason;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who decides. Default: the user who runs the command.")
    private String by;

    boolean hasReason() {
        return reason != null && !reason.isBlank();
    }

    boolean hasName() {
        return !by.isBlank();
    }

    /** @throws ParameterException when nobody says who decides, or why */
    void require(CommandSpec spec) {
        if (!hasReason() || !hasName()) {
            throw missing(spec, "");
        }
    }

    /** @param otherwise what else can be done, after a semicolon */
    static ParameterException missing(CommandSpec spec, String otherwise) {
        return new ParameterException(
                spec.commandLine(),
                "--reason or --by is missing or blank. Allowed: words. Say why, and who decides" + otherwise);
    }

    String reason() {
        return reason.strip();
    }

    String by() {
        return by.strip();
    }
}
