package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.hub.Hub;

class ReportFolderTest {

    private static final String RUN = "2026-06-30-20260701T000000-0a1b2c";
    private static final Hub HUB = MadeReport.hub();

    @TempDir
    private Path lake;

    private static RefreshReport report(String runId) {
        return RefreshReport.of(
                HUB,
                MadeReport.run(runId, "2026-06-30", "2026-07-01T00:00:00Z"),
                MadeReport.facts(List.of(), List.of()),
                Optional.empty(),
                List.of());
    }

    /** A root has no slash at its end. */
    private ReportFolder folder() {
        return ReportFolder.of(URI.create(lake.toUri().toString().replaceAll("/$", "")), new Configuration());
    }

    @Test
    void keepsEachReportAndTheNewestOnceMore() throws IOException {
        var folder = folder();
        assertThat(folder.latest()).isEmpty();

        var page = folder.write(HUB, report(RUN));

        assertThat(Path.of(page))
                .isEqualTo(lake.resolve("reports/" + RUN + "/report-zh.html"))
                .exists();
        for (var name : List.of(RUN, "latest")) {
            try (var files = Files.list(lake.resolve("reports/" + name))) {
                assertThat(files.map(f -> f.getFileName().toString()))
                        .containsExactlyInAnyOrder(
                                "report.json", "report-zh.html", "report-en.html", "report-zh.md", "report-en.md");
            }
        }
        assertThat(folder.latest()).hasValueSatisfying(p -> {
            assertThat(p.runId()).isEqualTo(RUN);
            assertThat(p.asOf()).isEqualTo(LocalDate.of(2026, 6, 30));
            assertThat(p.knownAt()).isEqualTo(Instant.parse("2026-07-01T00:00:00Z"));
        });
        folder.write(HUB, report(RUN.replace("0a1b2c", "ffffff")));
        assertThat(folder.latest())
                .hasValueSatisfying(p -> assertThat(p.runId()).endsWith("ffffff"));
    }

    @Test
    void comparesWithNoReportWhereTheNewestIsSpoilt() throws IOException {
        Files.createDirectories(lake.resolve("reports/latest"));
        Files.writeString(lake.resolve("reports/latest/report.json"), "{\"run\":");

        assertThat(folder().latest()).isEmpty();
    }

    /** The oldest by the moment of the run, whatever date it speaks for. */
    @Test
    void removesTheOldestReportsAndNothingElse() throws IOException {
        var moments = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);
        for (int i = 0; i < ReportFolder.KEPT; i++) {
            var moment = moments.format(Instant.parse("2025-01-01T00:00:00Z").plusSeconds(3600L * i));
            var asOf = LocalDate.of(2026, 6, 30).minusDays(i);
            var run = Files.createDirectories(lake.resolve("reports/%s-%s-0a1b2c".formatted(asOf, moment)));
            Files.writeString(run.resolve("report.json"), "{}");
        }
        Files.createDirectories(lake.resolve("reports/kept by somebody"));

        folder().write(HUB, report(RUN));

        try (var left = Files.list(lake.resolve("reports"))) {
            assertThat(left.map(f -> f.getFileName().toString()))
                    .hasSize(ReportFolder.KEPT + 2)
                    .contains(RUN, "latest", "kept by somebody")
                    .doesNotContain("2026-06-30-20250101T000000-0a1b2c")
                    .contains("2026-06-29-20250101T010000-0a1b2c");
        }
    }
}
