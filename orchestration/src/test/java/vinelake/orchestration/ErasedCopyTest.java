package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.Contract;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Format;
import vinelake.core.contract.Mode;
import vinelake.core.contract.Section;
import vinelake.core.contract.SheetFormat;
import vinelake.core.contract.TextFormat;
import vinelake.etl.ingest.LandedDeliveries;
import vinelake.lake.Delivery;
import vinelake.lake.Made;

/** Which copies of the landing zone are destroyed with a subject, where the format of a dataset has changed. */
class ErasedCopyTest {

    private static final DatasetName FILING = DatasetName.parse("tax/filing");

    @TempDir
    private Path lake;

    @Test
    void looksIntoNoWorkbookAsIfItWereTheTextOfToday() throws IOException {
        var contract = contract("2.0.0", new TextFormat(StandardCharsets.UTF_8, ',', Optional.empty(), true))
                .after(
                        List.of(contract("1.0.0", new SheetFormat(Optional.empty(), true, List.of(), List.of()))),
                        Optional.of(LocalDate.of(2026, 1, 1)));
        // Packed, so that the code does not stand in it as it is.
        land("old", "PK");
        land("new", "代码\n91310000132215150M\n");
        land("newer", "代码\n91320100748204660Q\n");
        // A workbook that was held, because its date wants a text.
        land("held", "PK\3\4");
        var lines = Map.of(
                "old", line("old", LocalDate.of(2025, 12, 31)),
                "new", line("new", LocalDate.of(2026, 1, 31)),
                "newer", line("newer", LocalDate.of(2026, 2, 28)),
                "held", line("held", LocalDate.of(2026, 3, 31)));
        var subject = new ErasedSubject(
                "id", "uscc", "91320100748204660Q", new TreeSet<>(Set.of("91320100748204660Q")), new TreeSet<>());

        var landed = new LandedDeliveries(lake.toUri(), new Configuration(), Optional.empty());
        assertThat(subject.landed(Made.hub(contract), landed, lines, Set.of("tax/filing")))
                .containsExactlyInAnyOrder("newer", "old", "held");
        assertThat(subject.landed(Made.hub(contract), landed, lines, Set.of())).containsExactly("newer");
    }

    private void land(String id, String text) throws IOException {
        var file = lake.resolve("landing").resolve(id).resolve("tax/filing");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Delivery line(String id, LocalDate asOf) {
        return new Delivery(
                id,
                FILING,
                asOf,
                Instant.parse("2026-03-01T00:00:00Z"),
                Delivery.Status.ACCEPTED,
                new Delivery.Counts(1, 1, 0, 0, 0, 0),
                List.of(new Delivery.FileDigest("tax/filing", id, 1)),
                "1",
                Optional.empty(),
                "run");
    }

    private static Contract contract(String version, Format format) {
        return new Contract(
                FILING,
                version,
                "纳税申报",
                version + "0123456789abcdef",
                Mode.APPEND,
                "tax/filing_{as_of_date}.*",
                format,
                List.of(),
                Set.of(),
                Set.of(),
                List.of(),
                "test",
                Optional.empty(),
                new Section("tax/filing", Section.Disclosure.OPEN),
                60);
    }
}
