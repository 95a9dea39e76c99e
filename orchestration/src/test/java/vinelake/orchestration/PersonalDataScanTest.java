package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import vinelake.core.identifier.CitizenNumber;
import vinelake.core.table.Tables;
import vinelake.etl.ingest.LandedDeliveries;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.SharedSpark;
import vinelake.lake.StopSignal;
import vinelake.lake.audit.PersonalDataScan;
import vinelake.lake.audit.PersonalDataScan.Finding;
import vinelake.lake.audit.PersonalDataScan.Outcome;
import vinelake.models.ToyHub;
import vinelake.models.release.Releases;

/**
 * The toy hub with a dataset of persons: 4,000 of them, each with a name, an identity number, a phone and a text that
 * names all three, some in rows that are refused. Nobody is real: the numbers are of no division, the names of any
 * characters.
 */
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PersonalDataScanTest {

    private static final int PERSONS = 4_000;
    private static final Instant KNOWN_AT = Instant.parse("2026-07-01T08:00:00Z");

    /** Stands in a column that is nobody's, so pages show it: what looks for it finds every place that shows rows. */
    private static final String WITNESS = "首席酿酒董事";

    private static final String CONTRACT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: registry-person
            name: 主要人员
            version: 1.0.0
            status: active
            domain: registry
            servers:
              - server: landing
                type: local
                path: "registry/person_{as_of_date}.csv"
                format: csv
                customProperties:
                  - { property: charset, value: UTF-8 }
                  - { property: delimiter, value: "," }
                  - { property: quote, value: '"' }
            schema:
              - name: person
                logicalType: object
                physicalType: table
                properties:
                  - { name: number, physicalName: 序号, businessName: 序号, logicalType: integer, primaryKey: true }
                  - name: code
                    physicalName: 统一社会信用代码
                    businessName: 统一社会信用代码
                    logicalType: string
                    required: true
                    customProperties:
                      - { property: identifier, value: uscc }
                  - { name: person, physicalName: 姓名, businessName: 姓名, logicalType: string, classification: personal }
                  - { name: citizen_number, physicalName: 证件号, businessName: 证件号, logicalType: string, classification: personal }
                  - { name: phone, physicalName: 电话, businessName: 电话, logicalType: string, classification: personal }
                  - { name: remark, physicalName: 备注, businessName: 备注, logicalType: string, classification: personal }
                  - { name: share, physicalName: 持股, businessName: 持股, logicalType: number, physicalType: "decimal(18,2)" }
                  - { name: office, physicalName: 职务, businessName: 职务, logicalType: string }
            customProperties:
              - { property: mode, value: append }
              - { property: legalBasis, value: 企业授权 }
              - { property: ignoredColumns, value: [内部备注] }
              - { property: section, value: { title: 主要人员, disclosure: open } }
              - { property: retentionMonths, value: 60 }
            """;

    /** Where the witness stands, without the numbers of answers and subjects. */
    private static final List<String> PLACES = List.of(
            "zh-officer/_subjects_S.txt",
            "en-officer/_subjects_S.txt",
            "zh-representative/_subjects_S.txt",
            "en-representative/_subjects_S.txt",
            "zh-operator/_operator_quarantine_registry_person.txt",
            "en-operator/_operator_quarantine_registry_person.txt",
            "zh-operator/_operator_run",
            "en-operator/_operator_run",
            "api/_v1_subjects_S_profile.txt");

    private static final String HEADER = "序号,统一社会信用代码,姓名,证件号,电话,备注,持股,职务,内部备注\n";

    private final SparkSession spark;
    private final Path folder;
    private final ToyRefresh toy;
    private final Lake lake;
    private final Set<String> planted = new LinkedHashSet<>();
    private Path reports;
    private PersonalDataScan scan;

    PersonalDataScanTest(SparkSession spark, @TempDir Path folder) {
        this.spark = spark;
        this.folder = folder;
        toy = new ToyRefresh(spark, folder);
        lake = toy.lake("lake", 1);
    }

    @BeforeAll
    void refresh() throws IOException {
        Files.writeString(toy.hubFolder().resolve("contracts/registry/person.odcs.yaml"), CONTRACT);
        var settings = toy.hubFolder().resolve("hub.yaml");
        Files.writeString(
                settings, Files.readString(settings).replaceAll("environment: TOY(_LANDING)?_KEY", "file: toy.key"));
        Files.writeString(toy.hubFolder().resolve("toy.key"), "k".repeat(32));
        var hub = toy.hub();
        var landing = Files.createDirectories(folder.resolve("landing"));
        ToyHub.deliveries().forEach(delivery -> ToyHub.land(hub, landing, delivery));
        Files.writeString(landing.resolve("registry/person_2026-06-30.csv"), persons(HEADER));
        // Without its header a file is held, and why is said with nothing of its first row.
        Files.writeString(landing.resolve("registry/person_2026-05-31.csv"), persons(""));
        reports = Files.createDirectories(folder.resolve("reports"));
        var plan = RefreshPlan.of(hub, landing, HubKeys.personalData(hub), HubKeys.landing(hub));
        var runId = "2026-06-30-20260701T080000-abcdef";
        try (var log = RunLog.open(Path.of(lake.root()).resolve("logs"), runId);
                var progress =
                        TerminalProgress.start(System.err, spark.sparkContext().statusTracker())) {
            var context = new JobContext(
                    runId,
                    ToyHub.AS_OF,
                    KNOWN_AT,
                    Clock.systemUTC(),
                    hub,
                    lake,
                    progress,
                    Optional.empty(),
                    StopSignal.NEVER);
            var refresh = new Refresh(context, progress);
            refresh.run(plan, KNOWN_AT, true);
            var summary = RefreshSummary.of(context, plan.ingest(), refresh, new Releases(lake).all());
            Files.writeString(reports.resolve("refresh.txt"), summary.toText());
            summary.writeJson(reports.resolve("refresh.json"));
            assertThat(log.file()).isNotEmptyFile();
        }
        scan = new PersonalDataScan(spark, planted);
    }

    /** Every tenth row is refused, for ten reasons. */
    private String persons(String header) {
        var random = new Random(6);
        var text = new StringBuilder(header);
        for (int n = 0; n < PERSONS; n++) {
            var name = name(random);
            var citizen = citizen(random);
            var phone = "1%d%09d".formatted(3 + random.nextInt(7), random.nextInt(1_000_000_000));
            for (var value : List.of(name, citizen, phone)) {
                planted.add(value);
            }
            var remark = "联系人%s（%s），电话%s".formatted(name, citizen, phone);
            var code = ToyHub.code(1 + n % ToyHub.FIRMS);
            var office = n % ToyHub.FIRMS == 0 ? WITNESS : "董事";
            var row = "%d,%s,%s,%s,%s,%s,1.50,%s,%s".formatted(n, code, name, citizen, phone, remark, office, remark);
            text.append(
                            n % 10 != 0
                                    ? row
                                    : switch (n / 10 % 10) {
                                        case 0 -> row.replace("1.50", "many");
                                        case 1 -> row.replace(code, "");
                                        case 2 -> row.replace("1.50," + office, citizen + "," + phone);
                                        case 3 -> row.replace(office, phone).replace("1.50", "-");
                                        case 4 -> row + "," + name;
                                        case 5 -> row.substring(0, row.lastIndexOf(','));
                                        case 6 -> row.replace(name, name + "," + name);
                                        case 7 -> "x" + row;
                                        case 8 -> row.replace("1.50", "\"" + citizen + " " + phone + "\"");
                                        default -> row.replace("1.50", "1e99");
                                    })
                    .append('\n');
        }
        return text.toString();
    }

    /** Three characters, none of which is in a text of the program's. */
    private static String name(Random random) {
        return "%c%c%c"
                .formatted(
                        0x5000 + random.nextInt(0x800), 0x9000 + random.nextInt(0x800), 0x8500 + random.nextInt(0x800));
    }

    /** Of the division 899999, which there is not. */
    private static String citizen(Random random) {
        var day = LocalDate.of(1940, 1, 1).plusDays(random.nextInt(25_000));
        var first = "899999%s%03d".formatted(day.toString().replace("-", ""), random.nextInt(1000));
        return first + CitizenNumber.check(first);
    }

    @Test
    void findsNoneOfTenThousandValuesInTablesQuarantineLogsAndReports() throws IOException {
        assertThat(planted).hasSizeGreaterThan(10_000);
        assertThat(lake.read(Tables.QUARANTINE).where("dataset = 'person'").count())
                .isEqualTo(PERSONS / 10);
        assertThat(lake.read(Tables.PROFILE)
                        .where("profile LIKE '%主要人员%' AND profile LIKE '%董事%'")
                        .count())
                .isEqualTo(ToyHub.FIRMS);

        var found = scan(List.of());

        assertThat(found.findings()).isEmpty();
        // 3,600 rows of records alone, and 12,000 values were looked for in each.
        assertThat(found.rows()).isGreaterThan(PERSONS);
        assertThat(scan.known()).isEqualTo(planted.size());
    }

    @Test
    void findsThemWhereTheyAreInClear() throws IOException {
        var clear = Files.createDirectories(folder.resolve("clear"));
        Files.write(clear.resolve("known.txt"), planted);
        spark.createDataset(List.copyOf(planted), org.apache.spark.sql.Encoders.STRING())
                .selectExpr(
                        "CAST(monotonically_increasing_id() AS BIGINT) AS id",
                        "named_struct('inner', array(concat('电话：', value, '。'))) AS nested",
                        "map('k', value) AS by_key")
                .coalesce(1)
                .write()
                .parquet(clear.resolve("table").toString());

        var found =
                scan.scan(clear.toUri(), file -> !file.endsWith("known.txt")).findings();
        var text = scan.scan(clear.resolve("known.txt").toUri(), file -> true).findings();

        long known = planted.size();
        assertThat(count(found, "nested.inner", PersonalDataScan.KNOWN)).isEqualTo(known);
        assertThat(count(found, "by_key.value", PersonalDataScan.KNOWN)).isEqualTo(known);
        assertThat(count(text, "", PersonalDataScan.KNOWN)).isEqualTo(known);
        for (var kind : List.of("citizen number", "mobile phone")) {
            assertThat(count(found, "nested.inner", kind)).as(kind).isEqualTo(count(text, "", kind));
        }
        assertThat(count(text, "", "citizen number"))
                .isEqualTo(planted.stream().filter(v -> v.length() == 18).count());
        assertThat(count(text, "", "mobile phone"))
                .isEqualTo(planted.stream().filter(v -> v.length() == 11).count());
    }

    @Test
    void findsACopyOfADeliveryThatNothingEncrypts() throws IOException {
        var copy = Files.createDirectories(Path.of(lake.root()).resolve("landing/00/x"))
                .resolve("a.csv");
        Files.writeString(copy, "电话\n" + phone() + "\n", StandardCharsets.UTF_8);
        try {
            assertThat(scan(List.of()).findings())
                    .containsExactlyInAnyOrder(
                            new Finding("landing/00", "", "file in clear", 1),
                            new Finding("landing/00/x/a.csv", "", "mobile phone", 1),
                            new Finding("landing/00/x/a.csv", "", PersonalDataScan.KNOWN, 1));
        } finally {
            Files.delete(copy);
        }
    }

    @Test
    void findsWhatStandsInAReport() throws IOException {
        var other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("page.html"), "<td>８６－</td><td>+86 " + phone() + "</td>");

        assertThat(scan(List.of(other)).findings())
                .containsExactly(
                        new Finding(other.resolve("page.html").toString(), "", PersonalDataScan.KNOWN, 1),
                        new Finding(other.resolve("page.html").toString(), "", "mobile phone", 1));
    }

    /**
     * Everybody looks at everything, in both languages: each page that a link leads to, a repair that is tried on the
     * refused rows, and each answer of the API. Then come the service's tables, where the log of all that lies, and what it
     * and its PostgreSQL have said.
     */
    @Test
    void findsNoneInPagesAnswersAndTheStoreOfTheService(TestReporter reporter) throws Exception {
        Assumptions.assumeTrue(ServedLake.isPossible(), "target/lib-service is absent. Make it with: mvn package");
        var served = Files.createDirectories(folder.resolve("served"));
        var pages = served.resolve("pages");
        int answers = 0;
        long rows;
        var trial = "";
        try (var service = ServedLake.start(toy.hubFolder(), Path.of(lake.root()), served)) {
            for (var language : List.of("zh", "en")) {
                for (var role : List.of("officer", "representative", "operator", "auditor")) {
                    var visitor = new Visitor(service.origin(), pages.resolve(language + "-" + role));
                    visitor.login(language, role, service.granted());
                    visitor.follow(List.of(
                            "/",
                            "/nothing",
                            "/search?purpose=loan_application&q=" + Visitor.encoded("葡萄"),
                            "/subjects/" + service.granted(),
                            "/subjects/nobody?purpose=prospecting"));
                    if (role.equals("operator")) {
                        assertThat(visitor.page("/operator"))
                                .contains(language.equals("zh") ? "没有表头：" : "no header: it names none");
                        trial = trial.isEmpty() ? tryRepair(visitor) : trial;
                        visitor.follow(List.of(trial));
                    }
                    answers += visitor.answers();
                }
            }
            answers += ask(service, new Visitor(service.origin(), pages.resolve("api")));
            rows = service.writeStore(served.resolve("store"));
        }

        var found = scan.scan(served.toUri(), file -> true);
        var witness = new PersonalDataScan(spark, List.of(WITNESS)).scan(pages.toUri(), file -> true);

        reporter.publishEntry(Map.of(
                "planted", "" + planted.size(),
                "pages and answers", "" + answers,
                "bytes of them", "" + bytes(pages),
                "rows of the store", "" + rows,
                "found", "" + found.findings().size(),
                "answers with the witness", "" + witness.findings().size()));
        assertThat(answers).isGreaterThan(500);
        // Each page and answer is a line of the audit log.
        assertThat(rows).isGreaterThan(400);
        assertThat(found.findings()).isEmpty();
        // What is nobody's is where persons would be: so they were looked for in the right places.
        assertThat(witness.findings())
                .filteredOn(f -> f.kind().equals(PersonalDataScan.KNOWN))
                .extracting(f -> f.place()
                        .replaceFirst("/[0-9]+", "/")
                        .replaceFirst("S[0-9]{8}", "S")
                        .replaceFirst("runs_.*", "run"))
                .contains(PLACES.toArray(String[]::new));
    }

    private String phone() {
        return planted.stream()
                .filter(value -> value.length() == 11)
                .findFirst()
                .orElseThrow();
    }

    private Outcome scan(List<Path> also) throws IOException {
        var all = new ArrayList<>(also);
        all.add(reports);
        var clear = new LandedDeliveries(
                        lake.root(), spark.sparkContext().hadoopConfiguration(), HubKeys.landing(toy.hub()))
                .inClear();
        return PersonalDataCommand.scan(scan, lake.root(), clear, true, all);
    }

    /**
     * An expression that would take a person's name into a column that is nobody's is refused. In some rows of that column
     * stand phones: a trial that changes them shows masks.
     */
    private static String tryRepair(Visitor operator) throws IOException, InterruptedException {
        assertThat(operator.page(tryRepair(operator, "concat(office, person, phone)")))
                .contains("which is personal");
        return tryRepair(operator, "concat(office, '。')");
    }

    private static String tryRepair(Visitor operator, String expression) throws IOException, InterruptedException {
        var page = "/operator/quarantine/registry/person";
        var run = operator.submit(page, page + "/try", Map.of("column", "office", "expression", expression))
                .uri()
                .getPath();
        assertThat(run).startsWith("/operator/runs/");
        while (operator.page(run).contains("id=\"running\"")) {
            Thread.sleep(500);
        }
        return run;
    }

    /** Every GET of the API's description, by everybody. */
    private static int ask(ServedLake service, Visitor client) throws IOException, InterruptedException {
        var description =
                JsonMapper.shared().readTree(client.page("/v1/openapi.json").replaceFirst("(?s)^[^{]*", ""));
        for (var path : description.get("paths").propertyNames()) {
            if (!description.get("paths").get(path).has("get")) {
                continue;
            }
            var questions = switch (path) {
                case "/v1/subjects" -> List.of("?name=" + Visitor.encoded("葡萄"), "?uscc=" + ToyHub.code(1));
                case "/v1/subjects/{id}/profile" -> List.of("", "?purpose=loan_application");
                default -> List.of("");
            };
            int best = 500;
            for (var role : List.of("officer", "representative", "operator", "auditor")) {
                for (var question : questions) {
                    best = Math.min(
                            best, client.ask(path.replace("{id}", service.granted()) + question, service.token(role)));
                }
            }
            assertThat(best).as(path).isEqualTo(200);
        }
        return client.answers();
    }

    private static long bytes(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static long count(List<Finding> findings, String column, String kind) {
        return findings.stream()
                .filter(f -> f.column().equals(column) && f.kind().equals(kind))
                .mapToLong(Finding::count)
                .sum();
    }
}
