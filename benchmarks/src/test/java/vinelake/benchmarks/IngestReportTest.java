package vinelake.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class IngestReportTest {

    private static final List<String> ORDER = List.of("ours", "spark_copy", "duckdb");

    @TempDir
    private Path folder;

    /** Ratios of the rounds: 2 and 8, 4 and 4, 3 and 2. Those of the medians, 6 / 2 and 6 / 2, would be others. */
    private final IngestReport report = new IngestReport(
            new Counts(1_000, 985, 10, 5),
            7,
            190_000,
            new IngestReport.Machine(2, OptionalLong.of(4_096), "17", 1_024),
            Map.of("spark", "4.1.0"),
            List.of(
                    new Round(1, ORDER, 4, 2, 0.5, Map.of("write", 3.0)),
                    new Round(2, ORDER, 8, 2, 2, Map.of("write", 5.0)),
                    new Round(3, ORDER, 6, 2, 3, Map.of("write", 4.0))),
            OptionalLong.of(2_048));

    @Test
    void writesMediansOfTheRoundsRatios() throws IOException {
        var file = folder.resolve("report.json");
        report.writeJson(file);
        var json = JsonMapper.builder().build().readTree(file.toFile());
        assertThat(json.path("rows").asInt()).isEqualTo(1_000);
        assertThat(json.path("rounds").asInt()).isEqualTo(3);
        assertThat(json.path("bytes_per_row").asDouble()).isEqualTo(190);
        assertThat(json.path("ratio_spark_copy").asDouble()).isEqualTo(3, within(1e-12));
        assertThat(json.path("ratio_duckdb").asDouble()).isEqualTo(4, within(1e-12));
        assertThat(json.path("ratio_duckdb_spread").path("max").asDouble()).isEqualTo(8, within(1e-12));
        assertThat(json.path("ours_seconds").path("min").asDouble()).isEqualTo(4);
        assertThat(json.path("peak_memory_bytes").asLong()).isEqualTo(2_048);
        assertThat(json.path("counts").path("accepted").asLong()).isEqualTo(985);
        assertThat(json.path("each_round").get(1).path("ours_seconds").asDouble())
                .isEqualTo(8);
        assertThat(json.path("phase_seconds").path("write").asDouble()).isEqualTo(4);
        assertThat(json.path("versions").path("spark").asString()).isEqualTo("4.1.0");
        assertThat(json.path("machine").path("cores").asInt()).isEqualTo(2);
    }

    @Test
    void saysRowsASecondAndRatiosInWords() {
        assertThat(report.toText())
                .containsPattern("vinelake ingest +6\\.00 +4\\.00 to 8\\.00 +167")
                .containsPattern("ours / Spark copy +3\\.00 +2\\.00 to 4\\.00")
                .containsPattern("ours / DuckDB +4\\.00 +2\\.00 to 8\\.00")
                .containsPattern("write +4\\.00 +100%");
    }
}
