package vinelake.models.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.table.Tables;
import vinelake.lake.JobContext;
import vinelake.lake.SharedSpark;
import vinelake.models.ToyHub;
import vinelake.models.ToyLake;

@ExtendWith(SharedSpark.class)
class FeatureTableTest {

    private static final LocalDate MARCH = LocalDate.of(2026, 3, 31);
    private static final LocalDate JUNE = LocalDate.of(2026, 6, 30);

    private final SparkSession spark;

    @TempDir
    private Path folder;

    FeatureTableTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void computesEachFeatureFromTheRowsOfItsWindowAndSaysWhatNoneOfThemMeans() {
        var toy = ToyLake.ofFirms(spark, folder, 4);
        // Three months up to 30 June begin after 31 March, twelve after 30 June of the year before.
        toy.deliver(
                "tax/filing",
                JUNE,
                filing(1, "2024-07-01", "1.00", "否"),
                filing(1, "2025-06-30", "2.00", "是"),
                filing(1, "2025-07-01", "4.00", "否"),
                filing(1, "2026-03-31", "8.00", "是"),
                filing(1, "2026-04-01", "16.00", "是"),
                filing(1, "2026-05-15", "32.00", "否"),
                filing(1, "2026-06-30", "64.05", "是"),
                filing(1, "2026-07-01", "128.00", "是"),
                filing(2, "2024-06-30", "1.00", "否"));
        toy.deliver("tax/filing", LocalDate.of(2026, 7, 31), filing(1, "2026-06-01", "256.00", "是"));
        toy.deliver("insurance/staff", MARCH, staff(1, 7), staff(2, 0), staff(3, 5));
        toy.deliver("insurance/staff", JUNE, staff(1, 8), staff(2, 0));
        toy.commit();
        toy.link(JUNE);

        var features = features(toy.context(JUNE), JUNE);

        assertThat(features.get("S00000001"))
                .containsEntry("filings_3m", 2.0)
                .containsEntry("sales_12m_cny", 124.05)
                .containsEntry("unpaid_24m", 3.0)
                .containsEntry("filing_age_days", 0.0)
                .containsEntry("people", 8.0)
                .containsEntry("sales_per_head_cny", 124.05 / 8)
                .containsEntry("customers", null);
        // 730 days from 30 June 2024, which the 24 months no longer hold; nobody to divide by.
        assertThat(features.get("S00000002"))
                .containsEntry("filings_3m", 0.0)
                .containsEntry("sales_12m_cny", 0.0)
                .containsEntry("unpaid_24m", 0.0)
                .containsEntry("filing_age_days", 730.0)
                .containsEntry("people", 0.0)
                .containsEntry("sales_per_head_cny", null);
        // Firm 3 was insured in March and is not any more; of firm 4 nothing was ever heard.
        for (var subject : List.of("S00000003", "S00000004")) {
            assertThat(features.get(subject))
                    .containsEntry("filings_3m", 0.0)
                    .containsEntry("sales_12m_cny", 0.0)
                    .containsEntry("filing_age_days", null)
                    .containsEntry("people", null)
                    .containsEntry("sales_per_head_cny", null);
        }
        assertThat(features)
                .hasSize(4)
                .allSatisfy((subject, values) -> assertThat(values)
                        .hasSize(toy.hub().features().features().size()));
    }

    @Test
    void aWindowUpToTheEndOfFebruaryBeginsAfterTheEndOfFebruary() {
        var february = LocalDate.of(2025, 2, 28);
        var toy = ToyLake.ofFirms(spark, folder, 1);
        toy.deliver(
                "tax/filing",
                february,
                filing(1, "2024-02-28", "1.00", "是"),
                filing(1, "2024-02-29", "2.00", "是"),
                filing(1, "2024-03-01", "4.00", "是"),
                filing(1, "2024-11-30", "8.00", "是"),
                filing(1, "2024-12-01", "16.00", "是"));
        toy.commit();
        toy.link(february);

        assertThat(features(toy.context(february), february).get("S00000001"))
                .containsEntry("sales_12m_cny", 28.0)
                .containsEntry("filings_3m", 1.0);
    }

    @Test
    void whatHappensOrIsLearntLaterChangesNoFeatureOfAnEarlierDay() {
        var random = new Random(11);
        var toy = ToyLake.ofFirms(spark, folder, 6);
        for (var month : List.of(LocalDate.of(2025, 9, 30), LocalDate.of(2025, 12, 31), MARCH)) {
            toy.deliver("tax/filing", month, filings(random, month.minusYears(1), month));
            toy.deliver("insurance/staff", month, staff(random));
        }
        toy.commit();
        toy.link(JUNE);
        var before = features(toy.context(JUNE), MARCH);

        // Later events in a delivery of the day, then deliveries of later days about earlier and later events.
        toy.deliver("tax/filing", MARCH, filings(random, MARCH, MARCH.plusYears(1)));
        for (var month : List.of(LocalDate.of(2026, 4, 30), LocalDate.of(2026, 5, 31), JUNE)) {
            toy.deliver("tax/filing", month, filings(random, MARCH.minusYears(2), month));
            toy.deliver("insurance/staff", month, staff(random));
        }
        toy.deliver("insurance/staff", JUNE);
        toy.commit();
        toy.link(JUNE);

        assertThat(features(toy.context(JUNE), MARCH)).isEqualTo(before);
        assertThat(features(toy.context(JUNE), JUNE)).isNotEqualTo(before);
        assertThat(before.values()).anyMatch(v -> v.get("people") != null).anyMatch(v -> v.get("filings_3m") > 0);
    }

    @Test
    void aDayKnowsNoFirmThatTheRegistryDeliveredLater() {
        var toy = ToyLake.ofFirms(spark, folder, 3);
        toy.commit();
        toy.link(MARCH);
        toy.lake()
                .replace(
                        Tables.IDENTIFIER,
                        MARCH,
                        // As if firm 3 had been minted by a run for a later date: the registry of March has not heard
                        // of it.
                        toy.lake()
                                .read(Tables.IDENTIFIER, MARCH)
                                .where("subject_id <> 'S00000003'")
                                .localCheckpoint());

        assertThat(features(toy.context(MARCH, toy.context(JUNE).knownAt()), MARCH)
                        .keySet())
                .containsExactly("S00000001", "S00000002");
    }

    private static Map<String, Map<String, Double>> features(JobContext context, LocalDate day) {
        var features = new TreeMap<String, Map<String, Double>>();
        for (var row : FeatureTable.of(context, context.hub().features(), day).collectAsList()) {
            features.computeIfAbsent(row.getAs("subject_id"), s -> new TreeMap<>())
                    .put(row.getAs("feature"), row.getAs("value"));
        }
        return features;
    }

    private static String filing(int firm, String period, String sales, String isPaid) {
        return "%s,%s,%s,%s,%s".formatted(ToyHub.code(firm), period, sales, isPaid, ToyHub.PERSONAL);
    }

    /** Twelve filings of firms 1 to 6 with periods after a day, up to another. */
    private static String[] filings(Random random, LocalDate after, LocalDate upTo) {
        int days = (int) java.time.temporal.ChronoUnit.DAYS.between(after, upTo);
        var lines = new ArrayList<String>();
        for (int i = 0; i < 12; i++) {
            var period = after.plusDays(1 + random.nextInt(days));
            lines.add(filing(
                    1 + random.nextInt(6),
                    period.toString(),
                    random.nextInt(100_000) + ".00",
                    random.nextBoolean() ? "是" : "否"));
        }
        return lines.toArray(String[]::new);
    }

    private static String staff(int firm, int people) {
        return "%s,%d".formatted(ToyHub.code(firm), people);
    }

    /** Some of firms 1 to 6 with some people each. */
    private static String[] staff(Random random) {
        var lines = new ArrayList<String>();
        for (int firm = 1; firm <= 6; firm++) {
            if (random.nextInt(3) > 0) {
                lines.add(staff(firm, random.nextInt(4)));
            }
        }
        return lines.toArray(String[]::new);
    }
}
