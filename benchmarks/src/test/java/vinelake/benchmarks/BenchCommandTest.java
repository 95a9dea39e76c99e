package vinelake.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "--rows 999, --rows: 999. Allowed: 2000 to 1000000000",
        "--rows 5000 --rounds 0, --rounds: 0. Allowed: 1 to 1000",
        "--rows many, '--rows'",
        "--rounds 3, '--rows=N'",
        "--rows 5000 --sideways, --sideways",
        "--rows 5000 --cold --months 2, --cold and --months. Allowed: one of them",
        "--rows 5000 --once nobody, '--once: nobody. Allowed: one of [ours, spark_copy, duckdb]'",
        "--rows 5000 --cold, VINELAKE_HOME: null. Allowed: the folder of the source tree's launcher"
    })
    void refusesWrongArgumentsAndSaysWhich(String arguments, String complaint) {
        assertThat(bench(("ingest " + arguments).split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(complaint);
    }

    @ParameterizedTest
    @CsvSource({
        "small --datasets 0, --datasets: 0. Allowed: 1 to 2000",
        "small --rows 999, --rows: 999. Allowed: 1000 to 1000000",
        "small --report nowhere/small.json, --report: nowhere/small.json",
        "year --days 0, --days: 0. Allowed: 1 to 3660",
        "year --datasets 201, --datasets: 201. Allowed: 1 to 200",
        "year --rows 5, --rows: 5. Allowed: 1000 to 1000000",
        "small, VINELAKE_HOME: null. Allowed: the folder of the source tree's launcher"
    })
    void refusesAHubThatCannotBeMadeAndSaysWhy(String arguments, String complaint) {
        assertThat(bench(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(complaint);
    }

    @Test
    void refusesAReportWhereNoFolderIs() {
        var report = folder.resolve("nowhere/report.json").toString();
        assertThat(bench("ingest", "--rows", "5000", "--report", report)).isEqualTo(2);
        assertThat(err.toString()).contains("--report", "nowhere", "a folder that is there");
    }

    @Test
    void refusesAFileAsFolder() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");
        assertThat(bench("ingest", "--rows", "5000", "--dir", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--dir", "is a file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "small", "year"})
    void helpsWithExamples(String what) {
        assertThat(bench(what, "--help")).isZero();
        assertThat(out.toString()).contains("--rows", "--seed", "--dir", "--report", "Examples:");
    }

    @Test
    void asksWhatToMeasure() {
        assertThat(bench()).isEqualTo(2);
        assertThat(err.toString()).contains("ingest");
    }

    private int bench(String... arguments) {
        return BenchCommand.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
