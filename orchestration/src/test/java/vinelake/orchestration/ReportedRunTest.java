package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

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
import java.util.stream.StreamSupport;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import vinelake.core.contract.DatasetName;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;
import vinelake.core.table.Table;
import vinelake.core.value.PersonalHash;
import vinelake.etl.ingest.ReplayQuarantine;
import vinelake.etl.repair.Repair;
import vinelake.lake.Decision;
import vinelake.lake.Decisions;
import vinelake.lake.Delivery;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;
import vinelake.lake.StopSignal;
import vinelake.models.ToyHub;
import vinelake.models.release.Releases;

/**
 * A hub of the toy hub's contracts, without subjects, on 2026-06-30: filings on time and partly refused, invoices on time,
 * staff late, loans held.
 */
@ExtendWith(SharedSpark.class)
class ReportedRunTest {

    private static final LocalDate AS_OF = LocalDate.of(2026, 6, 30);
    private static final Optional<PersonalHash> KEY = Optional.of(PersonalHash.of(new byte[32], 1));

    /** What stands in refused rows, and may stand nowhere else. */
    private static final String REFUSED = "壹佰贰拾叁元整";

    private final SparkSession spark;
    private final Path folder;
    private final Lake lake;
    private final Path hubFolder;

    ReportedRunTest(SparkSession spark, @TempDir Path folder) throws IOException {
        this.spark = spark;
        this.folder = folder;
        this.lake = Lake.at(spark, folder.resolve("lake").toUri());
        this.hubFolder = folder.resolve("hub");
        ToyHub.copyTo(hubFolder);
        Files.writeString(hubFolder.resolve("hub.yaml"), """
                name: Toy
                timeZone: Asia/Shanghai
                lake: ../lake
                landing: landing
                keys:
                  personalData: { version: 1, environment: TOY_KEY }
                  landing: { version: 1, environment: TOY_KEY }
                departments: { tax: 税务局, insurance: 人社局, bank: 银行 }
                """);
        try (var policies = Files.list(hubFolder.resolve("policy"))) {
            for (var policy : policies.toList()) {
                Files.delete(policy);
            }
        }
        promise("tax/filing", "3, unit: m");
        promise("tax/invoice", "3, unit: m");
        promise("insurance/staff", "1, unit: m");
        replace("bank/loan", "customProperties:\n  - { property: mode", """
                    quality:
                      - { name: enough, type: library, metric: rowCount, mustBeGreaterThan: 3, description: 不少于四行 }
                customProperties:
                  - { property: mode""");
        var hub = hub();
        for (var quarter : List.of("2025-09-30", "2025-12-31", "2026-03-31")) {
            land(
                    hub,
                    "tax/filing",
                    quarter,
                    filing(1, quarter, "1.00"),
                    filing(2, quarter, "2.00"),
                    filing(3, quarter, "3.00"));
        }
        // Two of four are refused, one of them by two rules.
        var quarter = "2026-06-30";
        land(
                hub,
                "tax/filing",
                quarter,
                filing(1, quarter, "1.00"),
                filing(2, quarter, REFUSED),
                "%s,%s,-1.00,%s,%s".formatted(ToyHub.code(3), quarter, REFUSED, ToyHub.PERSONAL),
                filing(4, quarter, "4.00"));
        land(hub, "tax/invoice", "2026-06-30", "1,%s,%s,2026-06-01,1.00,否".formatted(ToyHub.code(1), ToyHub.code(2)));
        land(hub, "insurance/staff", "2026-03-31", ToyHub.code(1) + ",5");
        land(hub, "bank/loan", "2026-06-30", "L1,%s,2026-06-01,drawn,5.00".formatted(ToyHub.code(1)));
    }

    private void promise(String dataset, String frequency) throws IOException {
        var file = hubFolder.resolve("contracts/" + dataset + ".odcs.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        + "slaProperties:\n  - { property: frequency, value: %s }\n".formatted(frequency)
                        + "  - { property: latency, value: 15, unit: d }\n");
    }

    private void replace(String dataset, String old, String text) throws IOException {
        var file = hubFolder.resolve("contracts/" + dataset + ".odcs.yaml");
        assertThat(Files.readString(file)).contains(old);
        Files.writeString(file, Files.readString(file).replace(old, text));
    }

    private static String filing(int firm, String quarter, String sales) {
        return "%s,%s,%s,是,%s".formatted(ToyHub.code(firm), quarter, sales, ToyHub.PERSONAL);
    }

    private static void land(Hub hub, String dataset, String asOf, String... lines) {
        ToyHub.land(
                hub,
                hub.landing(),
                new ToyHub.Delivery(DatasetName.parse(dataset), LocalDate.parse(asOf), List.of(lines)));
    }

    private Hub hub() {
        return HubFolder.load(hubFolder);
    }

    @Test
    void tellsWhatCameAndWhatIsLateAndHeldUntilSomebodyDecides() throws Exception {
        assertThat(refresh("run-1", "2026-07-01T00:00:00Z")).isEqualTo(ExitCode.HELD);
        var first = latest();

        assertThat(first.get("status").asString()).isEqualTo("attention");
        assertThat(first.get("sentence").get("en").asString())
                .isEqualTo("1 of 5 late, 1 held, 2 rows wait for repair; nothing is published yet.");
        assertThat(first.get("counts").toString())
                .isEqualTo(
                        "{\"datasets\":5,\"late\":1,\"held\":1,\"open_rows\":2,\"came\":6,\"read\":15,\"accepted\":13,"
                                + "\"quarantined\":2,\"duplicate\":0,\"unchanged\":0,\"repaired\":0,\"newly_held\":1,\"unusual\":1,\"unclaimed_files\":0}");
        assertThat(first.get("late").get(0).get("dataset").asString()).isEqualTo("staff");
        assertThat(first.get("late").get(0).get("days_late").asInt()).isEqualTo(46);
        assertThat(first.get("held").get(0).get("reason").asString()).contains("enough", "the number of rows is 1");
        assertThat(first.get("open").get(0).get("rules").toString())
                .isEqualTo("{\"is_paid.value\":1,\"sales_cny.type\":1,\"sales_not_negative\":1}");
        assertThat(changes(first)).contains("refused_share tax/filing", "first_delivery tax/invoice");
        tellsNothingThatWasDelivered();

        assertThat(refresh("run-2", "2026-07-02T00:00:00Z")).isEqualTo(ExitCode.HELD);
        var second = latest();

        assertThat(second.get("came")).isEmpty();
        assertThat(second.get("changes")).isEmpty();
        assertThat(second.get("late")).isEqualTo(first.get("late"));
        assertThat(second.get("held").get(0).get("is_new").asBoolean()).isFalse();
        assertThat(second.get("open")).isEqualTo(first.get("open"));
        assertThat(second.get("run").get("previous_run").asString()).isEqualTo("run-1");

        var held = new Ledger(lake)
                .lines().stream().filter(Delivery::isHeld).findFirst().orElseThrow();
        new Decisions(lake)
                .decide(Decision.Kind.ACCEPT_DELIVERY, held, "银行说只有一笔", "li.na", Instant.parse("2026-07-02T08:00:00Z"));
        assertThat(Status.of(lake, hub()).held())
                .singleElement()
                .satisfies(h -> assertThat(h.decided())
                        .hasValueSatisfying(d -> assertThat(d.by()).isEqualTo("li.na")));

        assertThat(refresh("run-3", "2026-07-03T00:00:00Z")).isEqualTo(ExitCode.OK);
        var third = latest();

        assertThat(third.get("held")).isEmpty();
        assertThat(third.get("came").get(0).get("dataset").asString()).isEqualTo("loan");
        assertThat(changes(third)).containsExactly("first_delivery bank/loan", "no_longer_held bank/loan");
        assertThat(third.get("decisions").get(0).get("reason").asString()).isEqualTo("银行说只有一笔");
        for (var file : List.of("report.json", "report-zh.html", "report-en.html", "report-zh.md", "report-en.md")) {
            assertThat(reports().resolve("run-1").resolve(file)).exists();
        }
    }

    @Test
    void tellsWhatWasRepairedAndWhatWaitsStill() throws Exception {
        refresh("run-1", "2026-07-01T00:00:00Z");
        var repair = new Repair(
                Optional.of("sales_cny.type"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("sales_cny"),
                Map.of(REFUSED, "123.00"),
                Optional.empty(),
                Map.of(),
                false);
        new Decisions(lake)
                .repair(
                        DatasetName.parse("tax/filing"),
                        Optional.empty(),
                        repair.toJson(),
                        "税务局电话核实",
                        "li.na",
                        Instant.parse("2026-07-01T08:00:00Z"));
        var outcomes = new ReplayQuarantine(context("replay", "2026-07-01T09:00:00Z"), KEY, Optional.empty())
                .replay(open -> true);
        assertThat(outcomes).singleElement().satisfies(o -> assertThat(o.left()).isEqualTo(1));

        refresh("run-2", "2026-07-02T00:00:00Z");

        var report = latest();
        assertThat(report.get("came")).isEmpty();
        assertThat(report.get("counts").get("repaired").asInt()).isEqualTo(1);
        assertThat(report.get("counts").get("open_rows").asInt()).isEqualTo(1);
        assertThat(report.get("open").get(0).get("rules").toString())
                .isEqualTo("{\"is_paid.value\":1,\"sales_not_negative\":1}");
        assertThat(report.get("repaired").get(0).get("dataset").asString()).isEqualTo("filing");
        assertThat(report.get("decisions").get(0).get("kind").asString()).isEqualTo("repair_rows");
        tellsNothingThatWasDelivered();
        assertThat(ReportJson.of(hub(), Status.of(lake, hub())))
                .isEqualTo(ReportJson.of(hub(), Status.state(FactsBySpark.read(lake), hub())));

        refresh("run-3", "2026-07-03T00:00:00Z");
        assertThat(latest().get("repaired")).isEmpty();
    }

    /** Nothing of the refused rows and of personal columns is in any form of the report. */
    private void tellsNothingThatWasDelivered() throws Exception {
        try (var files = Files.list(reports().resolve("latest"))) {
            for (var file : files.toList()) {
                assertThat(Files.readString(file))
                        .as(file.toString())
                        .doesNotContain(REFUSED, ToyHub.PERSONAL, ToyHub.code(2));
            }
        }
        assertThat(ReportFormsTest.misfits(Files.readString(reports().resolve("latest/report.json"))))
                .isEmpty();
        for (var language : DictionaryPage.Language.values()) {
            var page = ReportFormsTest.parsed(
                    Files.readString(reports().resolve("latest").resolve(ReportPage.file(language))));
            assertThat(page.getElementsByTagName("article").getLength()).isEqualTo(1);
        }
    }

    @Test
    void aRunThatFailsLeavesAReportThatSaysWhy() throws IOException {
        assertThatIllegalStateException()
                .isThrownBy(() -> refresh("run-1", "2026-07-01T00:00:00Z", new Broken()))
                .withMessage("no power");

        var report = latest();
        assertThat(report.get("status").asString()).isEqualTo("failed");
        assertThat(report.get("run").get("failure").asString()).isEqualTo("no power");
        assertThat(report.get("run").get("exit_code").asInt()).isEqualTo(ExitCode.FAILED);
        assertThat(report.get("counts").get("came").asInt()).isEqualTo(6);

        refresh("run-2", "2026-07-02T00:00:00Z");
        assertThat(latest().get("status").asString()).isEqualTo("attention");
        assertThat(latest().get("came")).isEmpty();
    }

    @Test
    void withAndWithoutSparkTheLakeSaysTheSame() {
        refresh("run-1", "2026-07-01T00:00:00Z");
        var held = new Ledger(lake)
                .lines().stream().filter(Delivery::isHeld).findFirst().orElseThrow();
        new Decisions(lake)
                .decide(Decision.Kind.REJECT_DELIVERY, held, "测试数据", "li.na", Instant.parse("2026-07-02T08:00:00Z"));

        var bySpark = FactsBySpark.read(lake);
        var byKernel = FactsByKernel.read(lake.root());

        assertThat(ReportJson.of(hub(), Status.state(byKernel, hub())))
                .isEqualTo(ReportJson.of(hub(), Status.state(bySpark, hub())));
        assertThat(byKernel.decisions()).isEqualTo(bySpark.decisions());
        assertThat(byKernel.refused()).containsExactlyInAnyOrderElementsOf(bySpark.refused());
        assertThat(byKernel.subjects()).isEqualTo(bySpark.subjects());
        assertThat(Vinelake.execute("--hub", hubFolder.toString(), "status")).isEqualTo(ExitCode.HELD);
    }

    /** What {@code vinelake status} begins with. */
    private static final class Status {

        static HubState of(Lake lake, Hub hub) {
            return state(FactsByKernel.read(lake.root()), hub);
        }

        static HubState state(LakeFacts facts, Hub hub) {
            return HubState.of(hub, facts, OpenQuarantine.of(facts.lines(), facts.refused()), AS_OF, Instant.MAX);
        }
    }

    private static final class Broken implements Job {

        @Override
        public String name() {
            return "broken-job";
        }

        @Override
        public List<Table> reads() {
            return List.of();
        }

        @Override
        public List<Table> writes() {
            return List.of();
        }

        @Override
        public Map<String, Long> run(JobContext context) {
            throw new IllegalStateException("no power");
        }
    }

    private JobContext context(String runId, String knownAt) {
        return new JobContext(
                runId,
                AS_OF,
                Instant.parse(knownAt),
                Clock.systemUTC(),
                hub(),
                lake,
                Progress.SILENT,
                Optional.empty());
    }

    private int refresh(String runId, String knownAt, Job... more) {
        var hub = hub();
        var startedAt = Instant.parse(knownAt);
        var whole = RefreshPlan.of(hub, hub.landing(), KEY, Optional.empty());
        var jobs = new ArrayList<Job>(whole.jobs());
        jobs.addAll(List.of(more));
        var plan = new RefreshPlan(hub, whole.ingest(), jobs);
        var claimed = lake.claimed(AS_OF, runId, startedAt);
        try (var progress =
                TerminalProgress.start(System.err, spark.sparkContext().statusTracker())) {
            var context = new JobContext(
                    runId,
                    AS_OF,
                    startedAt,
                    Clock.systemUTC(),
                    hub,
                    claimed,
                    progress,
                    Optional.empty(),
                    StopSignal.NEVER);
            var refresh = new Refresh(context, progress);
            var reported = new ReportedRun(plan, startedAt);
            int exitCode = reported.run(refresh, r -> r.run(plan, startedAt, false));
            assertThat(Path.of(reported.report(refresh, new Releases(claimed).all())))
                    .exists();
            return exitCode;
        }
    }

    private Path reports() {
        return folder.resolve("lake/reports");
    }

    private JsonNode latest() throws IOException {
        return Json.read(Files.readString(reports().resolve("latest/report.json")));
    }

    private static List<String> changes(JsonNode report) {
        return StreamSupport.stream(report.get("changes").spliterator(), false)
                .map(c -> "%s %s/%s"
                        .formatted(
                                c.get("kind").asString(),
                                c.get("department").asString(),
                                c.get("dataset").asString()))
                .toList();
    }
}
