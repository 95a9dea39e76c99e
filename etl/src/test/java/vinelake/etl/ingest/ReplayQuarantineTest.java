package vinelake.etl.ingest;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.ColumnType.Kind;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Format;
import vinelake.core.contract.JsonFormat;
import vinelake.core.contract.Mode;
import vinelake.core.contract.RowRule;
import vinelake.core.contract.Section;
import vinelake.core.contract.TextFormat;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.core.value.PersonalHash;
import vinelake.etl.ingest.ReplayQuarantine.Change;
import vinelake.etl.ingest.ReplayQuarantine.Outcome;
import vinelake.etl.repair.Repair;
import vinelake.lake.Decision;
import vinelake.lake.Decisions;
import vinelake.lake.Delivery;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.Made;
import vinelake.lake.OpenRows;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;

/** Refused rows are repaired by decisions, and the law holds on the way. */
@ExtendWith(SharedSpark.class)
class ReplayQuarantineTest {

    private static final PersonalHash KEY = PersonalHash.of(new byte[32], 1);
    private static final String FILE = "tax/filing_2026-06-30.csv";
    private static final TextFormat TEXT = new TextFormat(StandardCharsets.UTF_8, ',', Optional.of('"'), true);
    private static final Contract FILING = contract(TEXT, "tax/filing_{as_of_date}.csv", "1.0.0", Map.of("是", "true"));

    private static final String DELIVERED = "代码,销售额,已缴,电话\n"
            + "A1,100,是,13900000001\n"
            + "A2,约200,是,13900000002\n"
            + "A3,约300,已缴,13900000003\n"
            + "A4,400,是\n"
            + "A5,,是,13900000005\n"
            + "A6,\"600\"x,是,13900000006\n"
            + "合计,1600,,\n";

    private final SparkSession spark;

    @TempDir
    private Path folder;

    private Optional<LandingKey> landingKey = Optional.empty();
    private Instant now = Instant.parse("2026-07-01T00:00:00Z");

    ReplayQuarantineTest(SparkSession spark) {
        this.spark = spark;
    }

    @BeforeEach
    void deliver() throws IOException {
        deliver(FILE, DELIVERED);
    }

    @Test
    void movesRowsToTheRecordsUntilNoneWaits() {
        ingest(FILING);
        assertThat(open()).isEqualTo(6);

        record(expression("sales_cny", "replace(sales_cny, '约', '')"));
        assertThat(replayed(FILING)).isEqualTo(new Delivery.Counts(6, 1, 5, 0, 0, 0));
        record(values("is_paid", Map.of("已缴", "是")));
        assertThat(replayed(FILING)).isEqualTo(new Delivery.Counts(5, 1, 4, 0, 0, 0));
        record(byHand(5, Map.of("code", "A4", "sales_cny", "400", "is_paid", "是")));
        record(byHand(6, Map.of("sales_cny", "500")));
        record(byHand(7, Map.of("sales_cny", "600")));
        record(dismissal("code = '合计'"));
        assertThat(replayed(FILING)).isEqualTo(new Delivery.Counts(3, 3, 0, 0, 0, 0));

        assertThat(open()).isZero();
        assertThat(rows(Table.records(FILING), "code", "sales_cny", "is_paid", "phone is not null", "line_number"))
                .containsExactlyInAnyOrder(
                        "[A1,100.00,true,true,2]",
                        "[A2,200.00,true,true,3]",
                        "[A3,300.00,true,true,4]",
                        "[A4,400.00,true,false,5]",
                        "[A5,500.00,true,true,6]",
                        "[A6,600.00,true,true,7]");
        assertThat(new Ledger(lake())
                        .lines().stream()
                                .flatMap(line -> line.replay().stream())
                                .mapToLong(Delivery.Replay::dismissed)
                                .sum())
                .isEqualTo(1);
    }

    @Test
    void takesARowInUnderTheDecisionThatMendedItAndKeepsItsTextAsDelivered() throws IOException {
        var delivery = ingest(FILING);
        var decision = record(values("is_paid", Map.of("已缴", "是")));
        record(expression("sales_cny", "replace(sales_cny, '约', '')"));

        var line = replay(FILING).get(0).line().orElseThrow();

        assertThat(line.replay()).contains(new Delivery.Replay(delivery.deliveryId(), 0));
        assertThat(new Decisions(lake()).repairs(FILING.name())).contains(decision);
        assertThat(line.decisionId())
                .contains(new Decisions(lake()).repairs(FILING.name()).get(1).decisionId());
        assertThat(rows(Table.records(FILING), "code", "delivery_id", "file"))
                .contains(
                        "[A2,%s,%s]".formatted(line.deliveryId(), FILE),
                        "[A3,%s,%s]".formatted(line.deliveryId(), FILE));
        assertThat(rows(Tables.QUARANTINE, "delivery_id", "line_number", "text", "rules"))
                .contains(
                        "[%s,3,A2,约200,是,***,ArraySeq(sales_cny.type)]".formatted(delivery.deliveryId()),
                        "[%s,8,合计,1600,,***,ArraySeq(is_paid.required)]".formatted(line.deliveryId()));
        try (var copies = Files.walk(folder.resolve("lake/landing/" + delivery.deliveryId()))) {
            assertThat(copies.filter(Files::isRegularFile))
                    .singleElement()
                    .satisfies(copy -> assertThat(copy).hasContent(DELIVERED));
        }
    }

    @Test
    void showsWhatItWouldDoAndHidesWhatIsPersonal() {
        ingest(FILING);
        long decisions = lake().read(Tables.DECISION).count();

        var trial =
                replaying(FILING).tryOn(FILING, Optional.empty(), expression("phone", "concat(phone, '0')"), 100, 10);
        assertThat(trial.rows()).isEqualTo(6);
        assertThat(trial.passed()).isZero();
        assertThat(trial.examples())
                .allSatisfy(
                        example -> assertThat(example.changes()).containsExactly(new Change("phone", "***", "***")));

        trial = replaying(FILING)
                .tryOn(FILING, Optional.empty(), values("is_paid", Map.of("已缴", "13900000003")), 100, 10);
        assertThat(trial.examples().get(0).changes()).containsExactly(new Change("is_paid", "已缴", "***"));

        trial = replaying(FILING)
                .tryOn(FILING, Optional.empty(), expression("sales_cny", "replace(sales_cny, '约', '')"), 100, 10);
        assertThat(trial.changed()).isEqualTo(2);
        assertThat(trial.passed()).isEqualTo(1);
        assertThat(trial.examples().get(0))
                .isEqualTo(new ReplayQuarantine.Example(
                        FILE, 3, List.of(new Change("sales_cny", "约200", "200")), List.of(), false));
        assertThat(trial.examples().get(1).broken()).containsExactly("is_paid.value");
        assertThat(lake().read(Tables.DECISION).count()).isEqualTo(decisions);
        assertThat(open()).isEqualTo(6);
    }

    @Test
    void aCorrectedContractTakesInWhatItHadRefused() {
        ingest(FILING);
        var corrected = contract(TEXT, FILING.path(), "1.1.0", Map.of("是", "true", "已缴", "true"));

        assertThat(replay(FILING)).isEmpty();
        record(expression("sales_cny", "replace(sales_cny, '约', '')"));
        assertThat(replayed(corrected)).isEqualTo(new Delivery.Counts(6, 2, 4, 0, 0, 0));
        assertThat(replay(corrected)).isEmpty();
    }

    @Test
    void changesNothingRunTwiceOrKilledBetweenTheTwoCommits() throws IOException {
        ingest(FILING);
        record(expression("sales_cny", "replace(sales_cny, '约', '')"));
        var before = Files.createDirectory(folder.resolve("before"));
        for (var table : List.of(Table.records(FILING), Tables.DELIVERY)) {
            FileUtils.copyDirectory(
                    Path.of(lake().location(table)).toFile(),
                    before.resolve(table.path()).toFile());
        }
        replayed(FILING);
        var once = content();

        // As a run leaves it that was killed after it has committed what is still refused.
        for (var table : List.of(Table.records(FILING), Tables.DELIVERY)) {
            var place = Path.of(lake().location(table)).toFile();
            FileUtils.deleteDirectory(place);
            FileUtils.copyDirectory(before.resolve(table.path()).toFile(), place);
        }
        DeltaLog.clearCache();
        assertThat(open()).isEqualTo(6);
        replayed(FILING);
        assertThat(content()).isEqualTo(once);
        assertThat(replay(FILING)).allMatch(outcome -> outcome.line().isEmpty());
        assertThat(content()).isEqualTo(once);
        ingest(FILING);
        assertThat(content()).isEqualTo(once);
    }

    @Test
    void findsRowsOfOtherFormatsByTheirNumber() throws IOException {
        var contract = contract(
                new JsonFormat(StandardCharsets.UTF_8, Optional.empty()),
                "tax/filing_{as_of_date}.json",
                "1.0.0",
                Map.of("是", "true"));
        deliver("tax/filing_2026-06-30.json", """
                {"代码":"A1","销售额":"100","已缴":"是","电话":"13900000001"}
                {"代码":"A2","销售额":"约200","已缴":"是","电话":"13900000002"}
                """);
        ingest(contract);
        record(expression("sales_cny", "replace(sales_cny, '约', '')"));

        assertThat(replayed(contract)).isEqualTo(new Delivery.Counts(1, 1, 0, 0, 0, 0));
        assertThat(rows(Table.records(contract), "code", "sales_cny", "line_number", "byte_offset"))
                .containsExactlyInAnyOrder("[A1,100.00,1,null]", "[A2,200.00,2,null]");
    }

    @Test
    void readsWhatLiesEncryptedInTheLandingZone() {
        landingKey = Optional.of(LandingKey.of(new byte[32], 1));
        ingest(FILING);
        record(expression("sales_cny", "replace(sales_cny, '约', '')"));

        assertThat(replayed(FILING)).isEqualTo(new Delivery.Counts(6, 1, 5, 0, 0, 0));

        landingKey =
                Optional.of(LandingKey.of("another key, of more than 32 bytes".getBytes(StandardCharsets.UTF_8), 2));
        record(values("is_paid", Map.of("已缴", "是")));
        assertThat(replay(FILING))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.problem())
                        .hasValueSatisfying(
                                problem -> assertThat(problem).contains("no key of hub.yaml opens the copy")));
    }

    @Test
    void withoutTheCopyRowsCanBeDismissedAndWrittenByHandAsAWhole() throws IOException {
        ingest(FILING);
        FileUtils.deleteDirectory(folder.resolve("lake/landing").toFile());
        record(expression("sales_cny", "replace(sales_cny, '约', '')"));
        assertThat(replay(FILING))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.problem())
                        .hasValueSatisfying(
                                problem -> assertThat(problem).contains("the copy of the delivery is gone")));

        record(byHand(3, Map.of("code", "A2", "sales_cny", "200", "is_paid", "是")));
        record(new Repair(
                Optional.of("field_count"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Map.of(),
                true));
        assertThat(replayed(FILING)).isEqualTo(new Delivery.Counts(5, 1, 4, 0, 0, 0));
        assertThat(rows(Table.records(FILING), "code", "sales_cny", "line_number"))
                .containsExactlyInAnyOrder("[A1,100.00,2]", "[A2,200.00,3]");
    }

    @Test
    void doesNotUseARepairThatWasWithdrawn() {
        ingest(FILING);
        var decision = record(expression("sales_cny", "replace(sales_cny, '约', '')"));
        now = now.plusSeconds(1);
        new Decisions(lake()).withdraw(decision, "the unit is ten thousand", "test", now);

        assertThat(replay(FILING)).isEmpty();
        assertThat(open()).isEqualTo(6);
    }

    @Test
    void aRowThatIsInTheLakeAlreadyIsADuplicate() throws IOException {
        ingest(FILING);
        deliver("tax/filing_2026-07-31.csv", "代码,销售额,已缴,电话\nA2,200,是,13900000002\n");
        ingest(FILING);
        record(expression("sales_cny", "replace(sales_cny, '约', '')"));

        assertThat(replayed(FILING)).isEqualTo(new Delivery.Counts(6, 0, 5, 1, 0, 0));
    }

    @Test
    void saysWhatIsWrongWithARepair() {
        var replaying = replaying(FILING);

        assertThat(replaying.problem(FILING, values("is_payed", Map.of("a", "b"))))
                .hasValueSatisfying(p -> assertThat(p).contains("is_payed", "code, sales_cny, is_paid, phone"));
        assertThat(replaying.problem(FILING, values("phone", Map.of("a", "13900000009"))))
                .hasValueSatisfying(p -> assertThat(p).contains("personal").doesNotContain("13900000009"));
        for (var unsteady : List.of(
                "rand()",
                "current_date()",
                "current_time()",
                "now()",
                "current_user()",
                "(SELECT max(code) FROM x)",
                "count(code)",
                "nothing",
                "+")) {
            assertThat(replaying.problem(FILING, expression("sales_cny", unsteady)))
                    .as(unsteady)
                    .hasValueSatisfying(p -> assertThat(p).contains(unsteady));
        }
        assertThat(replaying.problem(FILING, dismissal("code"))).isPresent();
        assertThat(replaying.problem(FILING, dismissal("code LIKE '合计%'"))).isEmpty();
    }

    @Test
    void anExpressionBringsNothingOutThatIsHidden() {
        var replaying = replaying(FILING);

        assertThat(replaying.problem(FILING, expression("code", "concat(code, phone)")))
                .hasValueSatisfying(p -> assertThat(p).contains("'phone', which is personal"));
        assertThat(replaying.problem(FILING, dismissal("CODE LIKE '合计%'"))).isEmpty();
        assertThat(replaying.problem(FILING, expression("code", "concat(CODE, Phone)")))
                .hasValueSatisfying(p -> assertThat(p).contains("'Phone', which is personal"));
        assertThat(replaying.problem(FILING, dismissal("phone LIKE '139%'")))
                .hasValueSatisfying(p -> assertThat(p).contains("'phone', which is personal"));
        assertThat(replaying.problem(FILING, expression("phone", "replace(phone, '-', '')")))
                .isEmpty();
        assertThat(replaying.problem(FILING, expression("code", "reflect('java.lang.System', 'getenv', 'HOME')")))
                .isPresent();
        var home = spark.range(1).select(expr("'${env:HOME}'")).first();
        assertThat(home.getString(0)).isEqualTo("${env:HOME}");
    }

    private List<String> content() {
        var content = new java.util.ArrayList<String>();
        content.addAll(rows(Table.records(FILING), "delivery_id", "code", "line_number"));
        content.addAll(rows(Tables.QUARANTINE, "delivery_id", "rule_version", "line_number", "rules"));
        content.addAll(rows(Tables.DELIVERY, "delivery_id", "read_count", "accepted_count", "quarantined_count"));
        return content.stream().sorted().toList();
    }

    private static Repair expression(String column, String sql) {
        return repair(Optional.empty(), Optional.of(column), Map.of(), Optional.of(sql), false);
    }

    private static Repair values(String column, Map<String, String> values) {
        return repair(Optional.empty(), Optional.of(column), values, Optional.empty(), false);
    }

    private static Repair dismissal(String condition) {
        return repair(Optional.of(condition), Optional.empty(), Map.of(), Optional.empty(), true);
    }

    private static Repair repair(
            Optional<String> condition,
            Optional<String> column,
            Map<String, String> values,
            Optional<String> expression,
            boolean isDismissed) {
        return new Repair(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                condition,
                column,
                values,
                expression,
                Map.of(),
                isDismissed);
    }

    private static Repair byHand(long line, Map<String, String> fields) {
        return new Repair(
                Optional.empty(),
                Optional.of(FILE),
                Optional.of(line),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                fields,
                false);
    }

    private Decision record(Repair repair) {
        assertThat(replaying(FILING).problem(FILING, repair)).isEmpty();
        now = now.plusSeconds(1);
        return new Decisions(lake())
                .repair(FILING.name(), Optional.empty(), repair.toJson(), "the department says so", "test", now);
    }

    /** The counts of the one delivery that is replayed. */
    private Delivery.Counts replayed(Contract contract) {
        var outcomes = replay(contract);
        assertThat(outcomes).hasSize(1);
        return outcomes.get(0).line().orElseThrow().counts();
    }

    private List<Outcome> replay(Contract contract) {
        now = now.plusSeconds(1);
        return replaying(contract).replay(open -> true);
    }

    private ReplayQuarantine replaying(Contract contract) {
        return new ReplayQuarantine(context(contract), Optional.of(KEY), landingKey);
    }

    private Delivery ingest(Contract contract) {
        now = now.plusSeconds(1);
        var job = new IngestDeliveries(
                Made.hub(contract), folder.resolve("landing"), Optional.of(KEY), landingKey, secret -> {
                    throw new IllegalArgumentException("no secret is needed");
                });
        job.run(context(contract));
        return job.seen().get(0);
    }

    private JobContext context(Contract contract) {
        return new JobContext(
                "run",
                LocalDate.of(2026, 7, 31),
                now,
                Clock.systemUTC(),
                Made.hub(contract),
                lake(),
                Progress.SILENT,
                Optional.empty());
    }

    private long open() {
        return OpenRows.of(new Ledger(lake()).lines()).stream()
                .mapToLong(OpenRows::count)
                .sum();
    }

    private Lake lake() {
        return Lake.at(spark, folder.resolve("lake").toUri());
    }

    private void deliver(String file, String text) throws IOException {
        var path = folder.resolve("landing").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private List<String> rows(Table table, String... columns) {
        return lake().read(table).selectExpr(columns).collectAsList().stream()
                .map(Object::toString)
                .toList();
    }

    private static Contract contract(Format format, String path, String version, Map<String, String> paid) {
        return new Contract(
                DatasetName.parse("tax/filing"),
                version,
                "纳税申报",
                version + "0123456789abcdef",
                Mode.APPEND,
                path,
                format,
                List.of(
                        column("code", "代码", ColumnType.of(Kind.STRING), true, false, Map.of()),
                        column("sales_cny", "销售额", ColumnType.decimal(18, 2), true, false, Map.of()),
                        column("is_paid", "已缴", ColumnType.of(Kind.BOOLEAN), true, false, paid),
                        column("phone", "电话", ColumnType.of(Kind.STRING), false, true, Map.of())),
                Set.of(),
                Set.of(),
                List.of(new RowRule("sales_not_negative", "sales_cny >= 0", "销售额不为负")),
                "test",
                Optional.empty(),
                new Section("tax/filing", Section.Disclosure.OPEN),
                60);
    }

    private static ContractColumn column(
            String name,
            String source,
            ColumnType type,
            boolean isRequired,
            boolean isPersonal,
            Map<String, String> values) {
        return new ContractColumn(name, source, source, type, isRequired, false, isPersonal, Optional.empty(), values);
    }
}
