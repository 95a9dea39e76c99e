package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class RunLogTest {

    private static final String RUN = "2026-06-30-20260701T080000-0a1b2c";

    @TempDir
    private Path folder;

    @Test
    void keepsWhatTheJobsSayTheLibrariesWarningsAndStackTraces() throws IOException {
        try (var log = RunLog.open(folder.resolve("logs"), RUN)) {
            assertThat(log.file()).hasFileName(RUN + ".log");
            LoggerFactory.getLogger("vinelake.run").info("build-network started");
            LoggerFactory.getLogger("org.example.Library").info("chatter");
            LoggerFactory.getLogger("org.example.Library").warn("slow");
            LoggerFactory.getLogger("vinelake.run").error("failed", new IllegalStateException("no power"));
        }
        LoggerFactory.getLogger("vinelake.run").info("after the run");

        assertThat(folder.resolve("logs").resolve(RUN + ".log"))
                .content()
                .containsPattern("(?m)^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-][0-9:]+) INFO  run - build-network started$")
                .contains("WARN  Library - slow", "IllegalStateException: no power", "\tat vinelake.orchestration")
                .doesNotContain("chatter", "after the run");
    }

    @Test
    void keepsTheNewestHundredAndNothingElseIsTouched() throws IOException {
        var other = Files.createFile(folder.resolve("notes.log"));
        for (int i = 0; i < RunLog.KEPT; i++) {
            var log = Files.createFile(folder.resolve("2026-06-30-20260630T080000-%06x.log".formatted(i)));
            Files.setLastModifiedTime(
                    log, FileTime.from(Instant.parse("2026-06-30T08:00:00Z").plusSeconds(i)));
        }

        RunLog.open(folder, RUN).close();

        assertThat(folder.resolve("2026-06-30-20260630T080000-000000.log")).doesNotExist();
        assertThat(folder.resolve("2026-06-30-20260630T080000-000001.log")).exists();
        assertThat(other).exists();
    }

    @Test
    void saysWhereItCannotWrite() throws IOException {
        var file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> RunLog.open(file, RUN))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("--log-dir: " + file);
    }
}
