package vinelake.models.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Date;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import vinelake.core.contract.DatasetName;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;
import vinelake.core.table.AuditHeadFile;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.lake.CommitNote;
import vinelake.lake.Delivery;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;
import vinelake.models.ToyHub;

/** Two profiles that were computed, and what must change for them to be published anew. */
@ExtendWith(SharedSpark.class)
class PublishReleaseTest {

    private static final LocalDate JUNE = LocalDate.of(2026, 6, 30);
    private static final Instant MORNING = Instant.parse("2026-07-01T08:00:00Z");
    private static final DatasetName FILING = DatasetName.parse("tax/filing");

    private final Lake lake;
    private final Path hubFolder;

    PublishReleaseTest(SparkSession spark, @TempDir Path folder) {
        var session = spark.newSession();
        session.conf().set("spark.sql.shuffle.partitions", "1");
        lake = Lake.at(session, folder.resolve("lake").toUri());
        hubFolder = ToyHub.copyTo(folder.resolve("hub"));
    }

    @BeforeEach
    void compute() {
        deliver("first", JUNE, MORNING);
        lake.replace(
                Tables.SCORECARD,
                JUNE,
                lake.spark()
                        .createDataFrame(
                                List.of(RowFactory.create(
                                        Date.valueOf(JUNE), Date.valueOf("2025-06-30"), 3L, 1L, null, "too few")),
                                Lake.schema(Tables.SCORECARD)));
        writeProfiles("甲", "乙");
    }

    @Test
    void publishesOnceWhatWasComputedFromTheSameInputsWheneverItIsAskedAndPinsThem() throws Exception {
        assertThat(publish(MORNING)).isEqualTo(Map.of("releases", 1L, "profiles", 2L));
        assertThat(publish(MORNING.plusSeconds(3600))).isEqualTo(Map.of("releases", 0L, "profiles", 2L));

        // Neither what speaks for a later day nor what arrives after the moment of knowledge is an input.
        deliver("later", JUNE.plusMonths(1), MORNING);
        deliver("late", JUNE, MORNING.plusSeconds(7200));
        assertThat(publish(MORNING.plusSeconds(3600))).containsEntry("releases", 0L);

        var release = releases().get(0);
        assertThat(releases()).hasSize(1);
        assertThat(release.releaseId()).matches("2026-06-30-[0-9a-f]{8}");
        assertThat(release.knownAt()).isEqualTo(MORNING);
        assertThat(names(release)).containsExactly("甲", "乙");
        assertThat(new Releases(lake).find(release.releaseId())).contains(release);
        assertThat(new Releases(lake).find("2026-06-30-00000000")).isEmpty();
        assertPinsDeliveriesTheHubsTextsAndTheCard(release);
    }

    @Test
    void aNewDeliveryAPolicyOrAContractMakesANewReleaseAndTheOldOneKeepsItsProfiles() throws Exception {
        publish(MORNING);
        deliver("late", JUNE, MORNING.plusSeconds(60));
        writeProfiles("甲", "丙");
        assertThat(publish(MORNING.plusSeconds(120))).containsEntry("releases", 1L);

        append("policy/scorecard.yaml", "# reviewed\n");
        assertThat(publish(MORNING.plusSeconds(180))).containsEntry("releases", 1L);
        append("contracts/tax/filing.odcs.yaml", "# reviewed\n");
        assertThat(publish(MORNING.plusSeconds(240))).containsEntry("releases", 1L);

        // The newest comes last: of one date it is the current one.
        assertThat(releases())
                .extracting(r -> r.knownAt().getEpochSecond() - MORNING.getEpochSecond())
                .containsExactly(0L, 120L, 180L, 240L);
        assertThat(names(releases().get(0))).containsExactly("甲", "乙");
        assertThat(names(releases().get(1))).containsExactly("甲", "丙");
    }

    @Test
    void theReleaseThatWasPublishedLastIsTheCurrentOneAlsoWhenTheClockWasPutBack() throws Exception {
        publish(MORNING.plusSeconds(3600));
        append("policy/scorecard.yaml", "# reviewed\n");
        publish(MORNING);

        assertThat(releases())
                .extracting(Releases.Release::knownAt)
                .containsExactly(MORNING.plusSeconds(3600), MORNING);
    }

    @Test
    void recordsTheHeadOfTheServicesLogWhereTheServiceHasNotedOne() throws Exception {
        var head = "7:" + "0a".repeat(32);
        var file = Path.of(lake.root()).resolve(AuditHeadFile.PATH);
        Files.createDirectories(file.getParent());
        Files.writeString(file, head + "\n");

        publish(MORNING);
        assertThat(Manifest.fromJson(releases().get(0).manifest()).auditHead()).isEqualTo(head);

        // The log went on; the profiles did not.
        Files.writeString(file, "8:" + "0b".repeat(32));
        assertThat(publish(MORNING)).containsEntry("releases", 0L);
    }

    private void assertPinsDeliveriesTheHubsTextsAndTheCard(Releases.Release release) throws Exception {
        var json = new JsonMapper().readTree(release.manifest());
        assertThat(json.get("deliveries").toString()).isEqualTo("[\"first\"]");
        assertThat(json.get("hub").get("policy/label.yaml").stringValue())
                .isEqualTo(Files.readString(hubFolder.resolve("policy/label.yaml")));
        assertThat(json.get("hub").propertyNames())
                .contains("hub.yaml", "contracts/bank/loan.odcs.yaml", "policy/network.yaml");
        assertThat(json.get("scorecard").get("refusal").stringValue()).isEqualTo("too few");
        assertThat(Manifest.fromJson(release.manifest()).toJson()).isEqualTo(release.manifest());
    }

    private Map<String, Long> publish(Instant knownAt) {
        var hub = HubFolder.load(hubFolder);
        // A clock that ticks with the moment of knowledge: releases of one second could not be told apart.
        var clock = Clock.fixed(knownAt.plusSeconds(30), ZoneOffset.UTC);
        return new PublishRelease(hub)
                .run(new JobContext("run", JUNE, knownAt, clock, hub, lake, Progress.SILENT, Optional.empty()));
    }

    private List<Releases.Release> releases() {
        return new Releases(lake).all();
    }

    private List<String> names(Releases.Release release) {
        return new Releases(lake)
                .profiles(release.releaseId()).orderBy("subject_id").select("name").collectAsList().stream()
                        .map(r -> r.getString(0))
                        .toList();
    }

    private void append(String file, String text) throws Exception {
        Files.writeString(hubFolder.resolve(file), text, StandardOpenOption.APPEND);
    }

    private void deliver(String id, LocalDate asOf, Instant receivedAt) {
        Hub hub = HubFolder.load(hubFolder);
        var contract = hub.contract(FILING);
        var table = Table.records(contract);
        var line = new Delivery(
                id,
                FILING,
                asOf,
                receivedAt,
                Delivery.Status.ACCEPTED,
                Delivery.Counts.NONE,
                List.of(),
                contract.ruleVersion(),
                Optional.empty(),
                "run");
        lake.append(
                table,
                lake.spark().createDataFrame(List.of(), Lake.schema(table)),
                new CommitNote(id, Delivery.toJson(List.of(line))));
        new Ledger(lake).complete(List.of(contract));
    }

    private void writeProfiles(String... names) {
        var rows = java.util.stream.IntStream.range(0, names.length)
                .mapToObj(i -> RowFactory.create(
                        Date.valueOf(JUNE),
                        ToyHub.subject(i + 1),
                        "uscc",
                        ToyHub.code(i + 1),
                        names[i],
                        "enterprise",
                        false,
                        null,
                        null,
                        "{}",
                        "hash of " + names[i]))
                .toList();
        lake.replace(
                Tables.PROFILE,
                JUNE,
                lake.spark().createDataFrame(rows, Lake.schema(Tables.PROFILE)).coalesce(1));
    }
}
