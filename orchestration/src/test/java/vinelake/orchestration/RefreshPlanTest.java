package vinelake.orchestration;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.DatasetName;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.lake.Job;
import vinelake.lake.Lake;
import vinelake.lake.LeftoverSweep;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;
import vinelake.lake.StopSignal;
import vinelake.models.ToyHub;
import vinelake.models.ToyHub.Delivery;
import vinelake.models.release.Releases;
import vinelake.models.release.Releases.Release;
import vinelake.models.release.ReplayRelease;
import vinelake.models.release.ReplayRelease.Outcome;

/**
 * The toy hub's year through the real jobs: refreshed for June, and again as far as anything is kept; then for July with
 * late deliveries, another policy and a new firm. One text of the first release is spoilt, and the release is replayed.
 */
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefreshPlanTest {

    private static final LocalDate JUNE = ToyHub.AS_OF;
    private static final LocalDate JULY = LocalDate.of(2026, 7, 31);
    private static final Instant FIRST_RUN = Instant.parse("2026-07-01T08:00:00Z");
    private final SparkSession spark;
    private final Path folder;
    private final ToyRefresh toy;
    private final Path landing;
    private final Lake lake;

    private Map<String, List<String>> contentsInJune;
    private Map<String, Long> versions;
    private Map<String, Long> versionsAfterSecondRun;
    private Map<String, Map<String, Long>> secondRun;
    private Map<String, List<String>> contents;
    private Map<String, List<String>> contentsAfterSweep;
    private Map<String, Map<String, Long>> afterSweep;
    private long swept;
    private List<Release> releases;
    private Outcome replayed;

    RefreshPlanTest(SparkSession spark, @TempDir Path folder) throws IOException {
        this.spark = spark;
        this.folder = folder;
        toy = new ToyRefresh(spark, folder);
        landing = Files.createDirectory(folder.resolve("landing"));
        lake = toy.lake("lake", 1);
    }

    @BeforeAll
    void liveThroughTheYear() throws IOException {
        var hub = toy.hub();
        ToyHub.deliveries().forEach(delivery -> ToyHub.land(hub, landing, delivery));
        toy.refresh(lake, landing, JUNE, FIRST_RUN);
        contentsInJune = toy.contents(lake);
        versions = versions();
        // Derived tables are replaced by every run.
        secondRun = toy.run(lake, landing, JUNE, FIRST_RUN.plusSeconds(3600), RefreshPlanTest::isHistory);
        versionsAfterSecondRun = versions();

        laterDeliveries().forEach(delivery -> ToyHub.land(hub, landing, delivery));
        Files.move(
                ToyHub.land(
                        hub,
                        folder.resolve("late"),
                        new Delivery(
                                DatasetName.parse("tax/filing"),
                                JUNE,
                                List.of("%s,2026-06-30,999.00,是,%s".formatted(ToyHub.code(7), ToyHub.PERSONAL)))),
                landing.resolve("tax/filing_2026-06-30_late.csv"));
        Files.writeString(
                toy.hubFolder().resolve("policy/scorecard.yaml"),
                Files.readString(toy.hubFolder().resolve("policy/scorecard.yaml"))
                        .replace("minScore: 620", "minScore: 625"));
        toy.refresh(lake, landing, JULY, Instant.parse("2026-08-01T08:00:00Z"));
        releases = new Releases(lake).all();
        contents = toy.contents(lake);
        joinAndSweepAll();
        contentsAfterSweep = toy.contents(lake);
        afterSweep = toy.run(lake, landing, JULY, Instant.parse("2026-08-01T09:00:00Z"), RefreshPlanTest::isHistory);

        spoilOneTextAndLeaveItsHash(releases.get(0));
        replayed = new ReplayRelease(lake, folder, Progress.SILENT, ReleaseCommand::jobs).run(releases.get(0));
    }

    @Test
    void theSameLandingGivesTheSameTablesWhateverTheOrderOfFilesAndThePartitions(@TempDir Path elsewhere)
            throws IOException {
        var other = new ToyRefresh(spark, elsewhere);
        var inbox = Files.createDirectory(elsewhere.resolve("landing"));
        var backwards = new ArrayList<>(ToyHub.deliveries());
        Collections.reverse(backwards);
        backwards.forEach(delivery -> ToyHub.land(other.hub(), inbox, delivery));
        var otherLake = other.lake("lake", 3);

        other.refresh(otherLake, inbox, JUNE, FIRST_RUN);

        var found = other.contents(otherLake);
        assertThat(found.keySet()).isEqualTo(contentsInJune.keySet());
        contentsInJune.forEach((table, rows) -> {
            assertThat(rows).as(table).isNotEmpty();
            assertThat(found.get(table)).as(table).isEqualTo(rows);
        });
    }

    @Test
    void runAgainItCommitsNothingAndPublishesNothing() {
        assertThat(versionsAfterSecondRun).isEqualTo(versions);
        assertThat(secondRun.get("ingest-deliveries"))
                .containsEntry("deliveries", 0L)
                .containsEntry("known", 15L);
        assertThat(secondRun.get("mint-subjects")).containsEntry("minted", 0L);
        assertThat(secondRun.get("publish-release")).isEqualTo(Map.of("releases", 0L, "profiles", 26L));
    }

    @Test
    void aReleaseIsComputedAgainByteForByteAfterAllThatCameLaterButForTheTextThatWasSpoilt() {
        // The hash beside the text is still the old one.
        assertThat(replayed).isEqualTo(new Outcome(ToyHub.FIRMS - 1, 1, 0, 0));
        assertThat(replayed.isIdentical()).isFalse();
        assertThat(new Outcome(ToyHub.FIRMS, 0, 0, 0).isIdentical()).isTrue();
    }

    /** The replay comes after it, and so does all that the other tests here read. */
    @Test
    void joiningFilesAndRemovingOldOnesChangesNoRowAndARunAfterItHasNothingToDo() {
        assertThat(swept).isPositive();
        assertThat(contentsAfterSweep).isEqualTo(contents);
        assertThat(afterSweep.get("ingest-deliveries")).containsEntry("deliveries", 0L);
        assertThat(afterSweep.get("mint-subjects")).containsEntry("minted", 0L);
        assertThat(afterSweep.get("publish-release")).containsEntry("releases", 0L);
        assertThat(afterSweep.get("compact-tables")).containsEntry("files", 0L);
    }

    @Test
    void eachDateHasItsRelease() {
        assertThat(releases).extracting(Release::asOf).containsExactly(JUNE, JULY);
        assertThat(releases).extracting(Release::profileCount).containsExactly(26L, 27L);
    }

    @Test
    void aFirmThatEndedKeepsItsIdNameAndProfileAndANewOneGetsTheNextId() {
        var july = new Releases(lake).profiles(releases.get(1).releaseId());
        assertThat(july.where(col("code").isin(ToyHub.code(2), ToyHub.code(27)))
                        .orderBy("subject_id")
                        .select("subject_id", "name")
                        .collectAsList())
                .extracting(Row::toString)
                .containsExactly("[S00000002,葡萄2号有限公司]", "[S00000027,葡萄27号有限公司]");
    }

    /** In July firm 2 has ended and firm 27 is new; firm 24 is insured again. */
    private static List<Delivery> laterDeliveries() {
        var firms = new ArrayList<String>();
        var staff = new ArrayList<String>();
        var filings = new ArrayList<String>();
        for (int firm = 1; firm <= 27; firm++) {
            if (firm != 2) {
                firms.add("%s,葡萄%d号有限公司,%s".formatted(ToyHub.code(firm), firm, ToyHub.PERSONAL));
            }
            staff.add("%s,%d".formatted(ToyHub.code(firm), 20 + firm));
            filings.add("%s,2026-05-31,%d.00,否,%s".formatted(ToyHub.code(firm), 500 * firm, ToyHub.PERSONAL));
        }
        return List.of(
                new Delivery(DatasetName.parse("registry/firm"), JULY, firms),
                new Delivery(DatasetName.parse("insurance/staff"), JULY, staff),
                new Delivery(DatasetName.parse("tax/filing"), JULY, filings));
    }

    private static boolean isHistory(Job job) {
        return ToyRefresh.DERIVED.stream().noneMatch(job.writes()::contains);
    }

    /** As if years had passed: all files of a table in one, and nothing left of what was. */
    private void joinAndSweepAll() {
        var plan = RefreshPlan.of(toy.hub(), landing, Optional.empty(), Optional.empty());
        for (var table : plan.tables()) {
            if (lake.exists(table)) {
                DeltaTable.forPath(lake.spark(), lake.location(table).toString())
                        .optimize()
                        .executeCompaction();
            }
        }
        var sweep = new LeftoverSweep(
                lake,
                plan.tables(),
                Instant.now().plusSeconds(60),
                Duration.ZERO,
                false,
                Progress.SILENT,
                StopSignal.NEVER);
        swept = sweep.all().stream().mapToLong(LeftoverSweep.Leftover::files).sum();
    }

    private void spoilOneTextAndLeaveItsHash(Release release) {
        var table = Tables.releaseProfile(release.releaseId());
        var rows = lake.read(table).localCheckpoint();
        var isChosen = col("subject_id").equalTo(ToyHub.subject(5));
        assertThat(rows.where(isChosen).count()).isOne();
        rows.withColumn(
                        "profile",
                        when(isChosen, concat(col("profile"), lit(" "))).otherwise(col("profile")))
                .write()
                .format("delta")
                .mode("overwrite")
                .save(Path.of(lake.location(table)).toString());
    }

    /** Versions of the history tables, but the ledger of runs. */
    private Map<String, Long> versions() {
        var tables = new ArrayList<Table>();
        toy.hub().contracts().forEach(c -> tables.add(Table.records(c)));
        tables.addAll(List.of(Tables.SUBJECT, Tables.DELIVERY, Tables.QUARANTINE, Tables.RELEASE));
        var found = new TreeMap<String, Long>();
        for (var table : tables) {
            OptionalLong version = lake.version(table);
            assertThat(version).as(table.path()).isPresent();
            found.put(table.path(), version.getAsLong());
        }
        return found;
    }
}
