package vinelake.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefreshReportTest {

    @TempDir
    private Path folder;

    @Test
    void countsTheRowsOfDeliveriesThatTheRunHasTakenIn() throws IOException {
        var report = report(delivery(1_000, 985, 10, 5, false, false), delivery(2_000, 1_970, 20, 10, false, false));
        assertThat(report.taken()).isEqualTo(new Counts(3_000, 2_955, 30, 15));
        assertThat(report.known()).isZero();
        assertThat(report.jobs()).isEqualTo(Map.of("ingest-deliveries", 12.5));
    }

    @Test
    void countsNoRowsOfDeliveriesThatWereThereBefore() throws IOException {
        var report = report(delivery(1_000, 985, 10, 5, true, false));
        assertThat(report.taken()).isEqualTo(new Counts(0, 0, 0, 0));
        assertThat(report.known()).isOne();
    }

    @Test
    void isOfNoUseWhenADeliveryWasHeld() {
        assertThatThrownBy(() -> report(delivery(0, 0, 0, 0, false, true)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("held");
    }

    private RefreshReport report(String... deliveries) throws IOException {
        var text =
                "{\"jobs\": [{\"name\": \"ingest-deliveries\", \"seconds\": 12.5, \"counts\": {}}], \"deliveries\": [%s]}"
                        .formatted(String.join(", ", deliveries));
        return RefreshReport.read(Files.writeString(folder.resolve("report.json"), text));
    }

    private static String delivery(
            long read, long accepted, long quarantined, long duplicate, boolean isKnown, boolean isHeld) {
        return "{\"known\": %s, \"held\": %s, \"read\": %d, \"accepted\": %d, \"quarantined\": %d, \"duplicate\": %d}"
                .formatted(isKnown, isHeld, read, accepted, quarantined, duplicate);
    }
}
