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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.lake.JobContext;
import vinelake.lake.SharedSpark;
import vinelake.models.ToyHub;
import vinelake.models.ToyLake;

/**
 * One lake for all: firms 1 to 4 have rows at the bounds of windows, firm 5 at the end of a February, firms 6 to 11 have
 * random ones, first those of days up to March, then also later ones. The registry delivers firm 12 in June.
 */
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FeatureTableTest {

    private static final LocalDate FEBRUARY = LocalDate.of(2025, 2, 28);
    private static final LocalDate MARCH = LocalDate.of(2026, 3, 31);
    private static final LocalDate JUNE = LocalDate.of(2026, 6, 30);

    private final ToyLake toy;
    private Map<String, Map<String, Double>> february;
    private Map<String, Map<String, Double>> marchBefore;
    private Map<String, Map<String, Double>> march;
    private Map<String, Map<String, Double>> june;

    FeatureTableTest(SparkSession spark, @TempDir Path folder) {
        toy = ToyLake.ofFirms(spark, folder, 11);
    }

    @BeforeAll
    void deliverAndCompute() {
        var random = new Random(11);
        // Twelve months up to 28 February begin with 1 March, after the leap day, and three with 1 December.
        toy.deliver(
                "tax/filing",
                FEBRUARY,
                filing(5, "2024-02-28", "1.00", "是"),
                filing(5, "2024-02-29", "2.00", "是"),
                filing(5, "2024-03-01", "4.00", "是"),
                filing(5, "2024-11-30", "8.00", "是"),
                filing(5, "2024-12-01", "16.00", "是"));
        for (var month : List.of(LocalDate.of(2025, 9, 30), LocalDate.of(2025, 12, 31))) {
            toy.deliver("tax/filing", month, filings(random, month.minusYears(1), month));
            toy.deliver("insurance/staff", month, withStaff(random));
        }
        toy.deliver("tax/filing", MARCH, filings(random, MARCH.minusYears(1), MARCH));
        toy.deliver("insurance/staff", MARCH, withStaff(random, staff(1, 7), staff(2, 0), staff(3, 5)));
        toy.commit();
        toy.link(FEBRUARY);
        toy.link(JUNE);
        // Asked after all was known of June, so that only the date keeps the later firm out.
        february = features(toy.context(FEBRUARY, toy.context(JUNE).knownAt()), FEBRUARY);
        marchBefore = features(toy.context(JUNE), MARCH);

        // Later events in a delivery of the day, then deliveries of later days about earlier and later events.
        toy.deliver("tax/filing", MARCH, filings(random, MARCH, MARCH.plusYears(1)));
        toy.deliver("tax/filing", JUNE, filings(random, MARCH.minusYears(2), JUNE));
        toy.deliver("insurance/staff", LocalDate.of(2026, 4, 30), withStaff(random, staff(1, 9), staff(2, 0)));
        toy.deliver("insurance/staff", JUNE, staff(1, 8), staff(2, 0));
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
        toy.register(JUNE, 12);
        toy.commit();
        toy.link(JUNE);
        march = features(toy.context(JUNE), MARCH);
        june = features(toy.context(JUNE), JUNE);
    }

    @Test
    void eachFeatureComesFromTheRowsOfItsWindow() {
        assertThat(june.get("S00000001"))
                .containsEntry("filings_3m", 2.0)
                .containsEntry("sales_12m_cny", 124.05)
                .containsEntry("unpaid_24m", 3.0)
                .containsEntry("filing_age_days", 0.0)
                .containsEntry("people", 8.0)
                .containsEntry("sales_per_head_cny", 124.05 / 8)
                .containsEntry("customers", null);
    }

    @Test
    void whatNoneOfTheRowsMeansIsSaidByTheCatalogue() {
        // 730 days from 30 June 2024, which the 24 months no longer hold; nobody to divide by.
        assertThat(june.get("S00000002"))
                .containsEntry("filings_3m", 0.0)
                .containsEntry("sales_12m_cny", 0.0)
                .containsEntry("unpaid_24m", 0.0)
                .containsEntry("filing_age_days", 730.0)
                .containsEntry("people", 0.0)
                .containsEntry("sales_per_head_cny", null);
        // Firm 3 was insured in March and is not any more; of firm 4 nothing was ever heard.
        for (var subject : List.of("S00000003", "S00000004")) {
            assertThat(june.get(subject))
                    .containsEntry("filings_3m", 0.0)
                    .containsEntry("sales_12m_cny", 0.0)
                    .containsEntry("filing_age_days", null)
                    .containsEntry("people", null)
                    .containsEntry("sales_per_head_cny", null);
        }
        assertThat(june)
                .hasSize(12)
                .allSatisfy((subject, values) -> assertThat(values)
                        .hasSize(toy.hub().features().features().size()));
    }

    @Test
    void aWindowUpToTheEndOfFebruaryBeginsAfterTheEndOfFebruary() {
        assertThat(february.get("S00000005"))
                .containsEntry("sales_12m_cny", 28.0)
                .containsEntry("filings_3m", 1.0);
    }

    @Test
    void whatHappensOrIsLearntLaterChangesNoFeatureOfAnEarlierDay() {
        for (int firm = 1; firm <= 11; firm++) {
            var subject = ToyHub.subject(firm);
            assertThat(march.get(subject)).as(subject).isEqualTo(marchBefore.get(subject));
        }
        assertThat(marchBefore.get("S00000003")).containsEntry("people", 5.0);
        assertThat(june).isNotEqualTo(march);
        assertThat(marchBefore.values()).anyMatch(v -> v.get("people") != null).anyMatch(v -> v.get("filings_3m") > 0);
    }

    @Test
    void aDayKnowsNoFirmThatTheRegistryDeliveredLater() {
        assertThat(february).hasSize(11).doesNotContainKey(ToyHub.subject(12));
        assertThat(marchBefore).doesNotContainKey(ToyHub.subject(12));
        assertThat(june).containsKey(ToyHub.subject(12));
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

    /** Twelve filings of firms 6 to 11 with periods after a day, up to another. */
    private static String[] filings(Random random, LocalDate after, LocalDate upTo) {
        int days = (int) java.time.temporal.ChronoUnit.DAYS.between(after, upTo);
        var lines = new ArrayList<String>();
        for (int i = 0; i < 12; i++) {
            var period = after.plusDays(1 + random.nextInt(days));
            lines.add(filing(
                    6 + random.nextInt(6),
                    period.toString(),
                    random.nextInt(100_000) + ".00",
                    random.nextBoolean() ? "是" : "否"));
        }
        return lines.toArray(String[]::new);
    }

    private static String staff(int firm, int people) {
        return "%s,%d".formatted(ToyHub.code(firm), people);
    }

    /** Some of firms 6 to 11 with some people each, and others. */
    private static String[] withStaff(Random random, String... others) {
        var lines = new ArrayList<>(List.of(others));
        for (int firm = 6; firm <= 11; firm++) {
            if (random.nextInt(3) > 0) {
                lines.add(staff(firm, random.nextInt(4)));
            }
        }
        return lines.toArray(String[]::new);
    }
}
