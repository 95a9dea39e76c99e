package vinelake.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vinelake.core.contract.DatasetName;
import vinelake.core.hub.Hub;
import vinelake.core.policy.LabelPolicy;
import vinelake.lake.JobContext;
import vinelake.lake.Progress;

class ObservationDatesTest {

    @ParameterizedTest
    @CsvSource({
        "2026-06-30, 12, 2025-06-30",
        "2026-06-15, 12, 2025-06-15",
        "2025-02-28, 12, 2024-02-29",
        "2024-02-29, 12, 2023-02-28",
        "2024-02-28, 12, 2023-02-28",
        "2026-06-30, 3, 2026-03-31",
        "2026-05-30, 3, 2026-02-28",
        "2026-05-31, 3, 2026-02-28"
    })
    void learnsFromTheDayWhoseWindowEndsWithTheRunAMonthEndFromAMonthEnd(
            LocalDate asOf, int months, LocalDate expected) {
        var dates = ObservationDates.of(context(asOf, months));

        assertThat(dates.fitting()).isEqualTo(expected);
        assertThat(dates.scoring()).isEqualTo(asOf);
        assertThat(dates.distinct()).containsExactly(expected, asOf);
    }

    @Test
    void learnsFromItsOwnDayWhereOutcomesHaveNoDate() {
        var asOf = LocalDate.of(2026, 6, 30);

        assertThat(ObservationDates.of(context(asOf, 0)).distinct()).containsExactly(asOf);
    }

    private static JobContext context(LocalDate asOf, int months) {
        var label = new LabelPolicy(
                DatasetName.parse("bank/loan"), "code", months == 0 ? "" : "happened_on", "true", "true", months, "");
        var hub = new Hub(
                "test",
                Path.of("."),
                null,
                null,
                ZoneOffset.UTC,
                null,
                Optional.empty(),
                List.of(),
                null,
                null,
                label,
                null);
        return new JobContext(
                "run", asOf, Instant.EPOCH, Clock.systemUTC(), hub, null, Progress.SILENT, Optional.empty());
    }
}
