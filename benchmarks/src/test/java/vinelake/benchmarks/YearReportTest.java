package vinelake.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.table.Tables;

class YearReportTest {

    private static final LocalDate AS_OF = LocalDate.of(2026, 1, 31);
    private static final YearReport.Seconds SECONDS = new YearReport.Seconds(3, 1, 0.5);

    @TempDir
    private Path lake;

    @Test
    void countsWhatANightLeavesBehind() throws IOException {
        put("ops/delivery/_delta_log/00000000000000000000.json", 100);
        checksum("ops/delivery", 9, 7);
        checksum("ops/delivery", 10, 2);
        put("ops/delivery/part-1.parquet", 1_000);
        put("ops/delivery/part-2.parquet", 2_000);
        put("ops/delivery/part-3.parquet", 4_000);
        put("ops/delivery/.part-3.parquet.crc", 12);
        checksum("ops/quarantine", 0, 5);
        var night =
                YearReport.Night.of(AS_OF, SECONDS, lake, List.of(Tables.DELIVERY, Tables.QUARANTINE, Tables.SUBJECT));
        assertThat(night.mostFiles()).isEqualTo(5);
        assertThat(night.files()).isEqualTo(7);
        assertThat(night.filesOnDisk()).isEqualTo(3);
        assertThat(night.tableBytes()).isEqualTo(7_000);
        assertThat(night.logFiles()).isEqualTo(4);
        long deliveryLog = 100 + 2 * "{\"numFiles\": 0}".length();
        assertThat(night.largestLogBytes()).isEqualTo(deliveryLog);
        assertThat(night.logBytes()).isEqualTo(deliveryLog + "{\"numFiles\": 0}".length());
    }

    @Test
    void saysTheMedianOfThirtyNights() {
        var nights = IntStream.range(0, 31)
                .mapToObj(n ->
                        new YearReport.Night(AS_OF.plusDays(n), new YearReport.Seconds(n, 0, 0), n, 0, 0, 0, 0, 0, 0))
                .toList();
        var text = new YearReport(20, 1_000, 7, nights, 2).toText().lines().toList();
        assertThat(text.get(2)).startsWith("2026-01-31      15.00");
        assertThat(text.get(3)).startsWith("2026-03-02      30.00");
        assertThat(text.get(5)).contains("31 nights, 620 deliveries of 1,000 rows");
    }

    private void checksum(String table, int version, int files) throws IOException {
        var file = lake.resolve("%s/_delta_log/%020d.crc".formatted(table, version));
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"numFiles\": %d}".formatted(files));
    }

    private void put(String file, int bytes) throws IOException {
        var path = lake.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, new byte[bytes]);
    }
}
