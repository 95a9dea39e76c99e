package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Mode;
import vinelake.core.table.Tables;
import vinelake.core.value.PersonalHash;
import vinelake.etl.ingest.LandingKey;
import vinelake.etl.ingest.ReplayQuarantine;
import vinelake.etl.repair.Repair;
import vinelake.lake.Decisions;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;
import vinelake.models.ToyHub;
import vinelake.models.ToyHub.Delivery;
import vinelake.models.release.Releases;
import vinelake.models.release.Releases.Release;
import vinelake.models.release.ReplayRelease;
import vinelake.models.release.ReplayRelease.Outcome;

/**
 * The toy hub with an upsert of staff counts. On 31 March 2026 firm 7 has 40 people, firm 24 none any more, and the row of
 * firm 8 is refused. A release is published; then firm 7 is corrected for the same day, and the row of firm 8 is repaired
 * and replayed; and another release is published.
 */
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepairedReleaseTest {

    private static final DatasetName STAFF = DatasetName.parse("insurance/staff");
    private static final Instant FIRST = Instant.parse("2026-07-01T08:00:00Z");
    private static final Instant REPAIRED = Instant.parse("2026-07-02T08:00:00Z");
    private static final Instant SECOND = Instant.parse("2026-07-03T08:00:00Z");

    private final Path landing;
    private final Path folder;
    private final ToyRefresh toy;
    private final Lake lake;
    private final Map<String, String> peopleAtFirst = new TreeMap<>();
    private List<Release> releases;
    private Outcome replayed;

    RepairedReleaseTest(SparkSession spark, @TempDir Path folder) throws IOException {
        this.folder = folder;
        toy = new ToyRefresh(spark, folder);
        landing = Files.createDirectory(folder.resolve("landing"));
        lake = toy.lake("lake", 1);
        var contract = toy.hubFolder().resolve("contracts/insurance/staff.odcs.yaml");
        Files.writeString(
                contract,
                Files.readString(contract).replace("customProperties:\n  - { property: mode, value: snapshot }", """
                      - name: state
                        physicalName: 状态
                        businessName: 参保状态
                        logicalType: string
                        required: true
                        customProperties:
                          - { property: values, value: { 在保: active, 停保: ended } }
                customProperties:
                  - { property: mode, value: upsert }
                  - { property: deletion, value: { column: state, values: [ended] } }"""));
    }

    @BeforeAll
    void publishRepairAndPublish() throws IOException {
        var hub = toy.hub();
        assertThat(hub.contract(STAFF).mode()).isEqualTo(Mode.UPSERT);
        ToyHub.deliveries().stream()
                .filter(delivery -> !delivery.dataset().equals(STAFF))
                .forEach(delivery -> ToyHub.land(hub, landing, delivery));
        var all = new ArrayList<String>();
        for (int firm = 1; firm < ToyHub.FIRMS; firm++) {
            all.add("%s,%d,在保".formatted(ToyHub.code(firm), 6));
        }
        ToyHub.land(hub, landing, new Delivery(STAFF, LocalDate.of(2025, 3, 31), all));
        var march = LocalDate.of(2026, 3, 31);
        ToyHub.land(
                hub,
                landing,
                new Delivery(STAFF, march, List.of(staff(7, "40,在保"), staff(8, "约50,在保"), staff(24, "0,停保"))));
        toy.run(lake, landing, ToyHub.AS_OF, FIRST, RepairedReleaseTest::isComputed);
        lake.read(Tables.FEATURE, ToyHub.AS_OF)
                .where("feature = 'people'")
                .selectExpr("subject_id", "cast(observed_on as string)", "cast(value as string)")
                .collectAsList()
                .forEach(row -> peopleAtFirst.put(row.getString(0) + " " + row.getString(1), row.getString(2)));

        Files.move(
                ToyHub.land(hub, folder.resolve("late"), new Delivery(STAFF, march, List.of(staff(7, "70,在保")))),
                landing.resolve("insurance/staff_2026-03-31_late.csv"));
        repairAndReplay();
        toy.run(lake, landing, ToyHub.AS_OF, SECOND, RepairedReleaseTest::isComputed);
        releases = new Releases(lake).all();
        replayed = new ReplayRelease(lake, folder, Progress.SILENT, ReleaseCommand::jobs).run(releases.get(0));
    }

    @Test
    void aDeletedKeyIsGoneFromItsDateOnAndNotBefore() {
        assertThat(peopleAtFirst)
                .containsEntry(ToyHub.subject(24) + " 2025-06-30", "6.0")
                .containsEntry(ToyHub.subject(24) + " 2026-06-30", null)
                .containsEntry(ToyHub.subject(7) + " 2025-06-30", "6.0")
                .containsEntry(ToyHub.subject(7) + " 2026-06-30", "40.0")
                // Who is not in the second delivery is what the first one says.
                .containsEntry(ToyHub.subject(9) + " 2026-06-30", "6.0");
        for (var release : releases) {
            assertThat(staff(release, 24)).isEmpty();
            assertThat(profile(release, 24)
                            .get("assessment")
                            .get("not_scored_reason")
                            .stringValue())
                    .isEqualTo("没有参保人数，无法评分");
        }
        assertThat(lake.read(Tables.IDENTIFIER, ToyHub.AS_OF)
                        .where("dataset = 'staff' AND subject_id = '%s' AND method = 'exact'"
                                .formatted(ToyHub.subject(24)))
                        .count())
                .as("linked still: who looks at an earlier day must find it")
                .isOne();
    }

    @Test
    void aReleaseHasWhatWasKnownAndTheNextOneWhatWasCorrectedAndRepaired() {
        assertThat(releases).extracting(Release::asOf).containsExactly(ToyHub.AS_OF, ToyHub.AS_OF);

        assertThat(staff(releases.get(0), 7)).containsExactly("40 as of 2026-03-31");
        assertThat(staff(releases.get(0), 8)).containsExactly("6 as of 2025-03-31");
        assertThat(staff(releases.get(1), 7)).containsExactly("70 as of 2026-03-31");
        assertThat(staff(releases.get(1), 8)).containsExactly("50 as of 2026-03-31");
        assertThat(staff(releases.get(1), 9))
                .isEqualTo(staff(releases.get(0), 9))
                .hasSize(1);
    }

    @Test
    void theEarlierReleaseIsStillComputedByteForByte() {
        assertThat(replayed).isEqualTo(new Outcome(ToyHub.FIRMS, 0, 0, 0));
    }

    private void repairAndReplay() {
        var repair = new Repair(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("people"),
                Map.of("约50", "50"),
                Optional.empty(),
                Map.of(),
                false);
        new Decisions(lake).repair(STAFF, Optional.empty(), repair.toJson(), "as said", "test", REPAIRED);
        var context = new JobContext(
                "replay",
                ToyHub.AS_OF,
                REPAIRED.plusSeconds(60),
                Clock.systemUTC(),
                toy.hub(),
                lake,
                Progress.SILENT,
                Optional.empty());
        var outcomes = new ReplayQuarantine(
                        context,
                        Optional.of(PersonalHash.of(new byte[32], 1)),
                        Optional.of(LandingKey.of(new byte[32], 1)))
                .replay(open -> true);
        assertThat(outcomes)
                .singleElement()
                .satisfies(outcome -> assertThat(
                                outcome.line().orElseThrow().counts().accepted())
                        .isOne());
    }

    /** Joining and removing files is another test's. */
    private static boolean isComputed(Job job) {
        return !List.of("compact-tables", "tidy-lake").contains(job.name());
    }

    private static String staff(int firm, String rest) {
        return ToyHub.code(firm) + "," + rest;
    }

    /** The staff counts that a profile of the release shows. */
    private List<String> staff(Release release, int firm) {
        return StreamSupport.stream(profile(release, firm).get("sections").spliterator(), false)
                .filter(section -> section.get("dataset").stringValue().equals("staff"))
                .flatMap(section -> section.get("records").valueStream())
                .map(record -> "%s as of %s"
                        .formatted(
                                record.get("people").asString(),
                                record.get("recorded_as_of").stringValue()))
                .toList();
    }

    private JsonNode profile(Release release, int firm) {
        return new JsonMapper()
                .readTree(new Releases(lake)
                        .profiles(release.releaseId())
                        .where("subject_id = '%s'".formatted(ToyHub.subject(firm)))
                        .select("profile")
                        .head()
                        .getString(0));
    }
}
