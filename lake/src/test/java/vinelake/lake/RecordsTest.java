package vinelake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.Contract;
import vinelake.core.contract.Mode;
import vinelake.core.table.Table;

/** What four snapshots and two deliveries of an append dataset say of each date and moment. */
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordsTest {

    private static final Contract STAFF = Made.contract("insurance/staff", Mode.SNAPSHOT);
    private static final Contract FILING = Made.contract("tax/filing", Mode.APPEND);

    private static final LocalDate MARCH = LocalDate.of(2026, 3, 31);
    private static final LocalDate APRIL = LocalDate.of(2026, 4, 30);
    private static final LocalDate MAY = LocalDate.of(2026, 5, 31);
    private static final LocalDate JUNE = LocalDate.of(2026, 6, 30);
    private static final Instant EARLY = Instant.parse("2026-05-10T00:00:00Z");
    private static final Instant LATE = Instant.parse("2026-07-01T08:00:00Z");

    /** A began in March with 3, B with 5; in April A had 4; in May B ended; in June B was back with 6, and C began. */
    private static final List<Row> STAFF_CHANGES = List.of(
            change("A", 3, MARCH, EARLY, false),
            change("B", 5, MARCH, EARLY, false),
            change("A", 4, APRIL, EARLY, false),
            change("B", 5, MAY, LATE, true),
            change("B", 6, JUNE, LATE, false),
            change("C", 1, JUNE, LATE, false));

    private final SparkSession spark;
    private final Lake lake;

    RecordsTest(SparkSession spark, @TempDir Path folder) {
        this.spark = spark;
        this.lake = Lake.at(spark, folder.toUri());
    }

    @BeforeAll
    void fill() {
        lake.append(Table.records(STAFF), staff(STAFF_CHANGES), new CommitNote("staff", "{}"));
        var filings = List.of(filing("A", 10, MARCH, EARLY), filing("A", 11, MAY, LATE), filing("B", 20, MAY, LATE));
        lake.append(
                Table.records(FILING),
                spark.createDataFrame(filings, Lake.schema(Table.records(FILING)))
                        .coalesce(1),
                new CommitNote("filing", "{}"));
    }

    @Test
    void ofASnapshotTheLastChangeOfEachKeyIsInForceUntilTheKeyEnds() {
        assertThat(state(MARCH.minusDays(1))).isEmpty();
        assertThat(state(MARCH)).containsExactly("A 3", "B 5");
        assertThat(state(APRIL.minusDays(1))).containsExactly("A 3", "B 5");
        assertThat(state(APRIL)).containsExactly("A 4", "B 5");
        assertThat(state(MAY)).containsExactly("A 4");
        assertThat(state(JUNE)).containsExactly("A 4", "B 6", "C 1");
        assertThat(state(JUNE.plusYears(1))).containsExactly("A 4", "B 6", "C 1");
    }

    @Test
    void theOrderAndPartitionsOfTheChangesMeanNothing() {
        for (int seed = 1; seed <= 3; seed++) {
            var shuffled = new ArrayList<>(STAFF_CHANGES);
            Collections.shuffle(shuffled, new Random(seed));

            var state = Records.upTo(STAFF, staff(shuffled).repartition(seed), MAY);

            assertThat(texts(state)).containsExactly("A 4");
        }
    }

    @Test
    void ofAnAppendDatasetEveryRowUpToTheDateIsInForce() {
        assertThat(records(FILING, JUNE, LATE, Optional.empty(), APRIL)).containsExactly("A 10");
        assertThat(records(FILING, JUNE, LATE, Optional.empty(), MAY)).containsExactly("A 10", "A 11", "B 20");
    }

    @Test
    void nothingIsSeenThatWasReceivedAfterTheMomentOfKnowledge() {
        assertThat(records(STAFF, JUNE, EARLY, Optional.empty(), JUNE)).containsExactly("A 4", "B 5");
        assertThat(records(STAFF, JUNE, EARLY.minusMillis(1), Optional.empty(), JUNE))
                .isEmpty();
        assertThat(records(STAFF, JUNE, LATE.minusMillis(1), Optional.empty(), JUNE))
                .containsExactly("A 4", "B 5");
        assertThat(records(FILING, JUNE, EARLY, Optional.empty(), JUNE)).containsExactly("A 10");
    }

    @Test
    void aReplaySeesOnlyTheDeliveriesThatItNames() {
        var march = Optional.of(Set.of(MARCH.toString(), MAY.toString()));

        assertThat(records(STAFF, JUNE, LATE, march, JUNE)).containsExactly("A 3");
        assertThat(records(FILING, JUNE, LATE, Optional.of(Set.of()), JUNE)).isEmpty();
    }

    @Test
    void aRunIsRefusedRecordsOfADateAfterItsOwn() {
        assertThatThrownBy(() -> records(STAFF, MAY, LATE, Optional.empty(), JUNE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("records of insurance/staff asked up to 2026-06-30, the run speaks for 2026-05-31. "
                        + "Allowed: a date up to that");
    }

    private List<String> state(LocalDate date) {
        return texts(Records.upTo(STAFF, lake.read(Table.records(STAFF)), date));
    }

    private List<String> records(
            Contract contract, LocalDate asOf, Instant knownAt, Optional<Set<String>> deliveries, LocalDate date) {
        return texts(Made.context(lake, asOf, knownAt, deliveries).records(contract, date));
    }

    private static List<String> texts(Dataset<Row> rows) {
        return rows.select("code", "people").collectAsList().stream()
                .map(r -> r.getString(0) + " " + r.getLong(1))
                .sorted()
                .toList();
    }

    private Dataset<Row> staff(List<Row> changes) {
        return spark.createDataFrame(changes, Lake.schema(Table.records(STAFF))).coalesce(1);
    }

    /** A delivery is named by its date. */
    private static Row change(String code, long people, LocalDate asOf, Instant receivedAt, boolean isEnded) {
        return RowFactory.create(
                code,
                people,
                asOf.toString(),
                "staff.csv",
                isEnded ? null : 2L,
                isEnded ? null : 20L,
                Date.valueOf(asOf),
                Timestamp.from(receivedAt),
                (code + people).getBytes(StandardCharsets.UTF_8),
                isEnded);
    }

    private static Row filing(String code, long people, LocalDate asOf, Instant receivedAt) {
        return RowFactory.create(
                code,
                people,
                asOf.toString(),
                "filing.csv",
                2L,
                20L,
                Date.valueOf(asOf),
                Timestamp.from(receivedAt),
                (code + people).getBytes(StandardCharsets.UTF_8));
    }
}
