package vinelake.models.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.policy.LabelPolicy;
import vinelake.lake.SharedSpark;
import vinelake.models.ToyHub;
import vinelake.models.ToyLake;

/** Five firms of the toy hub allow it: two that default, one that does not, one that borrows later, one that never does. */
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExtractObservationsTest {

    private static final Map<String, String> PSEUDONYMS = Map.of(
            ToyHub.subject(1), "a",
            ToyHub.subject(2), "b",
            ToyHub.subject(13), "c",
            ToyHub.subject(25), "d",
            ToyHub.subject(26), "e");

    private final ToyLake toy;
    private List<Row> rows;
    private List<Row> catalogue;

    ExtractObservationsTest(SparkSession spark, @TempDir Path folder) {
        toy = ToyLake.filled(spark, folder);
    }

    @BeforeAll
    void extract() {
        var context = toy.context(ToyHub.AS_OF);
        var days = ExtractObservations.days(ToyHub.AS_OF, toy.hub().label(), 1);
        rows = ExtractObservations.of(context, days, PSEUDONYMS).collectAsList();
        catalogue = ExtractObservations.catalogue(context).collectAsList();
    }

    @Test
    void holdsOnlyWhoAllowsItAndNobodyByHisId() {
        assertThat(rows)
                .extracting(r -> r.<String>getAs("subject"), r -> date(r, "as_of_date"))
                .containsExactlyInAnyOrder(
                        tuple("a", ToyHub.FITTING),
                        tuple("b", ToyHub.FITTING),
                        tuple("c", ToyHub.FITTING),
                        tuple("d", ToyHub.FITTING),
                        tuple("e", ToyHub.FITTING),
                        tuple("a", ToyHub.AS_OF),
                        tuple("b", ToyHub.AS_OF),
                        tuple("c", ToyHub.AS_OF),
                        tuple("d", ToyHub.AS_OF),
                        tuple("e", ToyHub.AS_OF));
        assertThat(rows.get(0).schema().fieldNames()).doesNotContain("subject_id");
        assertThat(rows.toString()).doesNotContain("S000000").doesNotContain(ToyHub.PERSONAL);
    }

    @Test
    void labelsThoseWhoCouldDefaultWithinAWindowThatHasEnded() {
        assertThat(rows)
                .filteredOn(r -> date(r, "as_of_date").equals(ToyHub.FITTING))
                .extracting(r -> r.<String>getAs("subject"), r -> r.<Boolean>getAs("is_default"))
                .containsExactlyInAnyOrder(
                        tuple("a", true), tuple("b", true), tuple("c", false), tuple("d", null), tuple("e", null));
        assertThat(rows)
                .filteredOn(r -> date(r, "as_of_date").equals(ToyHub.AS_OF))
                .allSatisfy(r -> {
                    assertThat(r.<Boolean>getAs("is_default")).isNull();
                    assertThat(date(r, "outcome_until")).isEqualTo(LocalDate.of(2027, 6, 30));
                });
    }

    @Test
    void aFeatureKnowsNothingOfLaterDays() {
        // Firm 13 sells 13,000 yuan a quarter: September, December, March and June by 30 June 2025.
        assertThat(rows)
                .filteredOn(r -> r.<String>getAs("subject").equals("c"))
                .filteredOn(r -> date(r, "as_of_date").equals(ToyHub.FITTING))
                .singleElement()
                .satisfies(r -> assertThat(r.<Double>getAs("sales_12m_cny")).isEqualTo(4 * 13_000));
    }

    @Test
    void theCatalogueSaysWhatEachFeatureMeans() {
        assertThat(catalogue)
                .extracting(r -> r.<String>getAs("feature"))
                .containsExactlyElementsOf(toy.hub().features().features().stream()
                        .map(f -> f.name())
                        .toList());
        assertThat(catalogue)
                .filteredOn(r -> r.getAs("feature").equals("sales_12m_cny"))
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.<String>getAs("source")).isEqualTo("tax/filing");
                    assertThat(r.<Integer>getAs("window_months")).isEqualTo(12);
                });
    }

    @Test
    void looksAtADayAQuarterWhoseWindowHasEnded() {
        LabelPolicy label = toy.hub().label();
        assertThat(ExtractObservations.days(LocalDate.of(2026, 6, 30), label, 4))
                .containsExactly(
                        LocalDate.of(2024, 9, 30),
                        LocalDate.of(2024, 12, 31),
                        LocalDate.of(2025, 3, 31),
                        LocalDate.of(2025, 6, 30),
                        LocalDate.of(2026, 6, 30));
    }

    private static LocalDate date(Row row, String column) {
        return row.<java.sql.Date>getAs(column).toLocalDate();
    }
}
