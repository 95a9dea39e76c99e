package vinelake.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChaosCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "--kills -1, --kills: -1. Allowed: 0 to 100000",
        "--tries 0, --tries: 0. Allowed: 1 to 1000",
        "--lanes 0, --lanes: 0. Allowed: 1 to 64",
        "--faults flood, '--faults: flood. Allowed: kill,two-at-once'",
        "--seed x, --seed"
    })
    void refusesWrongArgumentsAndSaysWhich(String arguments, String complaint) {
        assertThat(chaos(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(complaint);
    }

    @Test
    void helpsWithExamplesAndNamesTheFaults() {
        assertThat(chaos("--help")).isZero();
        assertThat(out.toString()).contains("--kills", "--seed", "disk-full", "store-overlap", "Examples:");
    }

    private int chaos(String... arguments) {
        return ChaosCommand.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
