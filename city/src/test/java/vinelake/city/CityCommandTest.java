package vinelake.city;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CityCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine command = CityCommand.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(args);
    }

    @Test
    void writesACityAndSaysHowMuch() {
        int exit = run("write", "--out", folder.toString(), "--subjects", "20", "--months", "12");

        assertThat(exit).isZero();
        assertThat(out.toString()).contains("registry/enterprise", "in all");
        assertThat(folder.resolve("landing/registry/enterprise_20260630.csv")).exists();
        assertThat(folder.resolve("truth/error.csv")).exists();
    }

    @ParameterizedTest
    @CsvSource({
        "--subjects, 3, 10 to 2000000",
        "--months, 5, 6 to 240",
        "--partitions, 0, 1 to 256",
        "--as-of, 2026-06-15, the last day of a month",
        "--as-of, June, --as-of",
        "--seed, seven, --seed"
    })
    void refusesAValueAndSaysWhatIsAllowed(String option, String value, String allowed) {
        int exit = run("write", "--out", folder.resolve("city").toString(), option, value);

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains(option, value, allowed);
        assertThat(folder.resolve("city")).doesNotExist();
    }

    @Test
    void refusesAFolderThatHoldsACity() throws Exception {
        Files.createDirectories(folder.resolve("landing"));

        assertThat(run("write", "--out", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("is there already");
    }

    @Test
    void failsWhereNothingCanBeWritten() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "no folder");

        assertThat(run("write", "--out", file.resolve("city").toString(), "--subjects", "10"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("file");
    }

    @Test
    void helpsWithExamples() {
        assertThat(run("write", "--help")).isZero();
        assertThat(out.toString()).contains("Examples:", "--out", "--as-of", "2026-06-30", "Exit codes:");
    }
}
