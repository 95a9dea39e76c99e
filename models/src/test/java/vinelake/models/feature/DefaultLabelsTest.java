package vinelake.models.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.lake.SharedSpark;
import vinelake.models.ToyHub;
import vinelake.models.ToyLake;

@ExtendWith(SharedSpark.class)
class DefaultLabelsTest {

    private final SparkSession spark;

    @TempDir
    private Path folder;

    DefaultLabelsTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void whoHadALoanAndNoDefaultBeforeTheDayIsObservedForTheYearAfterIt() {
        var june = LocalDate.of(2026, 6, 30);
        var leapDay = LocalDate.of(2024, 2, 29);
        var toy = ToyLake.ofFirms(spark, folder, 14);
        toy.deliver(
                "bank/loan",
                leapDay,
                loan(12, "drawn", "2023-01-01"),
                loan(13, "drawn", "2023-01-01"),
                loan(13, "default", "2024-02-29"),
                loan(14, "drawn", "2023-01-01"),
                loan(14, "default", "2024-03-01"));
        toy.deliver(
                "bank/loan",
                june,
                loan(1, "drawn", "2025-01-01"),
                loan(1, "default", "2025-06-30"),
                loan(2, "drawn", "2025-01-01"),
                loan(2, "default", "2025-07-01"),
                loan(3, "drawn", "2025-06-30"),
                loan(3, "default", "2026-06-30"),
                loan(4, "drawn", "2025-01-01"),
                loan(4, "default", "2026-07-01"),
                loan(5, "drawn", "2025-06-30"),
                loan(6, "drawn", "2025-07-01"),
                loan(7, "drawn", "2025-01-01"),
                loan(7, "default", "2025-03-01"),
                loan(7, "default", "2026-03-01"),
                loan(8, "drawn", "2025-07-01"),
                loan(8, "default", "2025-09-01"),
                loan(9, "default", "2025-09-01"),
                loan(10, "drawn", "2025-01-01"),
                loan(11, "repaid", "2025-01-01"),
                loan(12, "repaid", "2025-05-31"));
        toy.deliver("bank/loan", LocalDate.of(2026, 7, 31), loan(10, "default", "2026-06-01"));
        toy.commit();
        toy.link(june);
        toy.link(leapDay);

        // 1 and 7 had defaulted already; 6 and 8 had no loan yet; 9 and 11 never drew one; 12 has repaid. That 10
        // defaulted is learnt
        // in July, and 4 defaulted a day after the window.
        assertThat(labels(toy, june, LocalDate.of(2025, 6, 30)))
                .isEqualTo(Map.of(
                        ToyHub.subject(2), true,
                        ToyHub.subject(3), true,
                        ToyHub.subject(4), false,
                        ToyHub.subject(5), false,
                        ToyHub.subject(10), false));
        // The year after the end of a February ends with February, a leap day included.
        assertThat(labels(toy, leapDay, LocalDate.of(2023, 2, 28)))
                .isEqualTo(Map.of(ToyHub.subject(12), false, ToyHub.subject(13), true, ToyHub.subject(14), false));
    }

    private static Map<String, Boolean> labels(ToyLake toy, LocalDate asOf, LocalDate observedOn) {
        var labels = new TreeMap<String, Boolean>();
        DefaultLabels.of(toy.context(asOf), toy.hub().label(), observedOn)
                .collectAsList()
                .forEach(r -> labels.put(r.getAs("subject_id"), r.getAs("is_default")));
        return labels;
    }

    private static String loan(int firm, String event, String day) {
        return "L%d,%s,%s,%s,1000.00".formatted(firm, ToyHub.code(firm), day, event);
    }
}
