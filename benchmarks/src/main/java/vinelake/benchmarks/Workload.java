package vinelake.benchmarks;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is taken in, and how often: options of the benchmarks that take in filings. */
final class Workload {

    private static final int MOST_ROUNDS = 1_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--rows",
            paramLabel = "N",
            required = true,
            description = "Rows in all, 2000 to 1000000000; about 200 bytes each.")
    private long rows;

    @Option(
            names = "--rounds",
            paramLabel = "R",
            description =
                    "How often each way is measured, after one time that does not count. Default: ${DEFAULT-VALUE}",
            defaultValue = "5")
    private int rounds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same rows and seed give the same delivery. Default: ${DEFAULT-VALUE}",
            defaultValue = "7")
    private long seed;

    /** Before any work. */
    void check() {
        if (rows < Filings.FEWEST || rows > Filings.MOST) {
            throw refused("--rows: %d. Allowed: %d to %d".formatted(rows, Filings.FEWEST, Filings.MOST));
        }
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw refused("--rounds: %d. Allowed: 1 to %d".formatted(rounds, MOST_ROUNDS));
        }
    }

    long rows() {
        return rows;
    }

    int rounds() {
        return rounds;
    }

    long seed() {
        return seed;
    }

    Filings filings() {
        return new Filings(rows, seed);
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }
}
