package vinelake.etl.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Mode;
import vinelake.core.contract.RowRule;
import vinelake.core.contract.Section;
import vinelake.core.contract.TextFormat;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.core.value.PersonalHash;
import vinelake.lake.Delivery;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.Made;
import vinelake.lake.OvertakenException;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;
import vinelake.lake.StopSignal;
import vinelake.lake.StoppedException;

@ExtendWith(SharedSpark.class)
class IngestDeliveriesTest {

    private static final LocalDate AS_OF = LocalDate.of(2026, 6, 30);
    private static final String FILING_HEADER = "代码,属期,销售额,税额,已缴\n";

    private static final Contract FILING = contract(
            "tax/filing",
            Mode.APPEND,
            "tax/filing_{as_of_date}*.csv",
            StandardCharsets.UTF_8,
            List.of(
                    column("code", "代码", ColumnType.of(ColumnType.Kind.STRING), true, false, false),
                    column("period_on", "属期", ColumnType.of(ColumnType.Kind.DATE), true, false, false),
                    column("sales_cny", "销售额", ColumnType.decimal(18, 2), true, false, false),
                    column("tax_cny", "税额", ColumnType.decimal(18, 2), false, false, false),
                    column("is_paid", "已缴", ColumnType.of(ColumnType.Kind.BOOLEAN), true, false, false)),
            List.of(new RowRule("tax_within_sales", "tax_cny IS NULL OR tax_cny <= sales_cny", "税额不超过销售额")));

    private static final Contract FIRM = contract(
            "registry/firm",
            Mode.SNAPSHOT,
            "registry/firm_{as_of_date}.csv",
            Charset.forName("GB18030"),
            List.of(
                    column("code", "代码", ColumnType.of(ColumnType.Kind.STRING), true, true, false),
                    column("name", "名称", ColumnType.of(ColumnType.Kind.STRING), true, false, false),
                    column("phone", "电话", ColumnType.of(ColumnType.Kind.STRING), false, false, true)),
            List.of());

    private final SparkSession spark;

    @TempDir
    private Path folder;

    private Path landing;

    IngestDeliveriesTest(SparkSession spark) {
        this.spark = spark;
    }

    @BeforeEach
    void emptyInbox() throws IOException {
        landing = Files.createDirectory(folder.resolve("landing"));
    }

    @Test
    void readsTheFormsThatDepartmentsWriteWithFileAndLineOfEveryRow() throws IOException {
        deliver(
                "tax/filing_2026-06.csv",
                "\uFEFF" + FILING_HEADER + "A1,2026年6月1日,\"1,234.50\",12.5,是\n\n\"A\n2\",20260601,￥5,,否\n");

        var delivery = ingest().get(0);

        assertThat(delivery.counts()).isEqualTo(new Delivery.Counts(2, 2, 0, 0, 0, 0));
        assertThat(records(FILING, "code", "period_on", "sales_cny", "tax_cny", "is_paid", "file", "line_number"))
                .containsExactlyInAnyOrder(
                        "[A1,2026-06-01,1234.50,12.50,true,tax/filing_2026-06.csv,2]",
                        "[A\n2,2026-06-01,5.00,null,false,tax/filing_2026-06.csv,4]");
    }

    @Test
    void namesEveryRuleThatARefusedRowBreaks() throws IOException {
        deliver(
                "tax/filing_2026-06.csv",
                FILING_HEADER
                        + "A1,2026-02-30,x,1,maybe\n"
                        + "A2,2026-06-01,1.00,2.00,是\n"
                        + "A3,2026-06-01,1.00\n"
                        + ",2026-06-01,1.005,0,是\n");

        var delivery = ingest().get(0);

        assertThat(delivery.counts()).isEqualTo(new Delivery.Counts(4, 0, 4, 0, 0, 0));
        assertThat(quarantine("line_number", "rules"))
                .containsExactlyInAnyOrder(
                        "[2,ArraySeq(period_on.type, sales_cny.type, is_paid.type)]",
                        "[3,ArraySeq(tax_within_sales)]",
                        "[4,ArraySeq(field_count)]",
                        "[5,ArraySeq(code.required, sales_cny.type)]");
        assertThat(quarantine("text")).contains("[A3,2026-06-01,1.00]");
    }

    @Test
    void acceptsTheFirstOfEqualRowsWithinADeliveryAndAcrossDeliveries() throws IOException {
        deliver("tax/filing_2026-05.csv", FILING_HEADER + "A1,2026-05-01,1,0,是\nA1,2026/5/1,1.00,0.00,是\n");
        deliver("tax/filing_2026-06.csv", FILING_HEADER + "A1,20260501,1.0,0,是\nA1,20260601,1.0,0,是\n");

        assertThat(ingest().stream().map(Delivery::counts))
                .containsExactly(new Delivery.Counts(2, 1, 0, 1, 0, 0), new Delivery.Counts(2, 1, 0, 1, 0, 0));
        assertThat(records(FILING, "file", "line_number"))
                .containsExactlyInAnyOrder("[tax/filing_2026-05.csv,2]", "[tax/filing_2026-06.csv,3]");
    }

    /** A little delivery into a large table, and a large one into a little table, are compared in two ways. */
    @ParameterizedTest
    @CsvSource({"2000, 10", "10, 2000"})
    void findsTheRowsOfEarlierRuns(int before, int after) throws IOException {
        deliver("tax/filing_2026-05.csv", filings(0, before));
        ingest();
        // Half of the smaller delivery is new; the row of every seventh number is broken.
        int from = before - Math.min(before, after) / 2;
        deliver("tax/filing_2026-06.csv", filings(from, from + after));

        var counts = ingest().get(1).counts();

        long broken =
                IntStream.range(from, from + after).filter(i -> i % 7 == 0).count();
        long known = IntStream.range(from, before).filter(i -> i % 7 != 0).count();
        assertThat(counts).isEqualTo(new Delivery.Counts(after, after - broken - known, broken, known, 0, 0));
        assertThat(records(FILING, "code")).doesNotHaveDuplicates().hasSize((int)
                IntStream.range(0, from + after).filter(i -> i % 7 != 0).count());
        assertThat(rows(Tables.QUARANTINE, "line_number")).hasSize((int)
                (broken + IntStream.range(0, before).filter(i -> i % 7 == 0).count()));
    }

    private static String filings(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "A%d,2026-05-01,%d,0,%s\n".formatted(i, i, i % 7 == 0 ? "也许" : "是"))
                .collect(Collectors.joining("", FILING_HEADER, ""));
    }

    @Test
    void appendsOfASnapshotOnlyWhatChangedAndWhatEnded() throws IOException {
        deliver("registry/firm_2026-05.csv", "代码,名称,电话\nF1,甲,1\nF2,乙,2\nF3,丙,3\n");
        deliver("registry/firm_2026-06.csv", "名称,代码,电话\n甲,F1,1\n新乙,F2,2\n丁,F4,4\n");

        assertThat(ingest().stream().map(Delivery::counts))
                .containsExactly(new Delivery.Counts(3, 3, 0, 0, 0, 0), new Delivery.Counts(3, 2, 0, 0, 1, 1));
        assertThat(records(FIRM, "code", "name", "as_of_date", "is_ended"))
                .containsExactlyInAnyOrder(
                        "[F1,甲,2026-05-31,false]",
                        "[F2,乙,2026-05-31,false]",
                        "[F3,丙,2026-05-31,false]",
                        "[F2,新乙,2026-06-30,false]",
                        "[F4,丁,2026-06-30,false]",
                        "[F3,丙,2026-06-30,true]");
    }

    @Test
    void refusesBothRowsWhereASnapshotSaysTwoThingsOfOneKeyAndEndsNobodyWhenAKeyIsUnreadable() throws IOException {
        deliver("registry/firm_2026-05.csv", "代码,名称,电话\nF1,甲,1\nF2,乙,2\nF3,丙,3\n");
        deliver("registry/firm_2026-06.csv", "代码,名称,电话\nF1,甲,1\nF1,假甲,1\n,丙,3\n");

        assertThat(ingest().get(1).counts()).isEqualTo(new Delivery.Counts(3, 0, 3, 0, 0, 0));
        assertThat(quarantine("rules"))
                .containsExactlyInAnyOrder(
                        "[ArraySeq(key_conflict)]", "[ArraySeq(key_conflict)]", "[ArraySeq(code.required)]");
    }

    @Test
    void hashesPersonalColumnsAndMasksThemInQuarantine() throws IOException {
        deliver("registry/firm_2026-06.csv", "代码,名称,电话\nF1,甲,13900000001\nF2,,13900000002\nF3,丙\n");

        ingest();

        assertThat(records(FIRM, "phone")).allMatch(v -> v.matches("\\[v1:[0-9a-f]{64}]"));
        assertThat(quarantine("text")).containsExactlyInAnyOrder("[F2,,***]", "[null]");
    }

    @Test
    void takesNothingTwiceAndCommitsNothingForWhatItKnows() throws IOException {
        deliver("tax/filing_2026-06.csv", FILING_HEADER + "A1,2026-06-01,1,0,是\n");
        var first = ingest();
        var version = lake().version(Table.records(FILING));

        assertThat(ingest()).isEqualTo(first);
        assertThat(lake().version(Table.records(FILING))).isEqualTo(version);
        assertThat(lake().read(Tables.DELIVERY).count()).isEqualTo(1);
    }

    @Test
    void holdsWhatCannotBeReadUnderItsContractAndGoesOnWithTheRest() throws IOException {
        deliver("tax/filing_2026-03.csv", "代码,属期,销售额,税额\nA1,2026-03-01,1,0\n");
        deliver("tax/filing_2026-04.csv", FILING_HEADER.replace("已缴", "已缴,备注") + "A1,2026-04-01,1,0,是,x\n");
        deliver("tax/filing_2026-05.csv", "");
        Files.createDirectories(landing.resolve("tax"));
        Files.writeString(
                landing.resolve("tax/filing_2026-06.csv"),
                FILING_HEADER + "A1,2026-06-01,1,0,是\n",
                Charset.forName("GB18030"));
        deliver("registry/firm_2026-06.csv", "代码,名称,电话\nF1,甲,1\n");

        var deliveries = ingest();

        assertThat(deliveries.stream().map(d -> d.reason().orElse("accepted")))
                .containsExactly(
                        "accepted",
                        "tax/filing_2026-03.csv: line 1: columns missing 已缴. Allowed are those that the contract maps or names in ignoredColumns",
                        "tax/filing_2026-04.csv: line 1: columns unexpected 备注. Allowed are those that the contract maps or names in ignoredColumns. If they are not wanted: { property: ignoredColumns, value: [\"备注\"] }",
                        "tax/filing_2026-05.csv: the file is empty. Expected are a header and rows",
                        "tax/filing_2026-06.csv: line 1: the header can be read as GB18030, the contract says UTF-8. Correct the contract's charset or the delivery");
        assertThat(ingest()).hasSize(5);
        assertThat(lake().read(Tables.DELIVERY).count()).isEqualTo(5);
    }

    @Test
    void quarantinesARowWithBytesThatTheCharsetDoesNotHave() throws IOException {
        var header = FILING_HEADER.getBytes(StandardCharsets.UTF_8);
        var row = "A1,2026-06-01,1,0,是\nA2".getBytes(StandardCharsets.UTF_8);
        var rest = ",2026-06-01,1,0,是\n".getBytes(StandardCharsets.UTF_8);
        Files.createDirectories(landing.resolve("tax"));
        try (var out = Files.newOutputStream(landing.resolve("tax/filing_2026-06.csv"))) {
            out.write(header);
            out.write(row);
            out.write(0xFF);
            out.write(rest);
        }

        assertThat(ingest().get(0).counts()).isEqualTo(new Delivery.Counts(2, 1, 1, 0, 0, 0));
        assertThat(quarantine("line_number", "rules")).containsExactly("[3,ArraySeq(charset)]");
    }

    /** June held F1 as 甲 and no F2. That stays so when May, which knew F2 and another name, comes after it. */
    @Test
    void makesTheNextSnapshotSayAgainWhatALateOneWouldChange() throws IOException {
        deliver("registry/firm_2026-04.csv", "代码,名称,电话\nF1,甲,1\n");
        deliver("registry/firm_2026-06.csv", "代码,名称,电话\nF1,甲,1\n");
        ingest();
        deliver("registry/firm_2026-05.csv", "代码,名称,电话\nF1,新甲,1\nF2,乙,2\n");

        assertThat(ingest().get(1).counts()).isEqualTo(new Delivery.Counts(2, 2, 0, 0, 0, 0));
        assertThat(records(FIRM, "code", "name", "as_of_date", "file", "line_number", "is_ended"))
                .containsExactlyInAnyOrder(
                        "[F1,甲,2026-04-30,registry/firm_2026-04.csv,2,false]",
                        "[F1,新甲,2026-05-31,registry/firm_2026-05.csv,2,false]",
                        "[F2,乙,2026-05-31,registry/firm_2026-05.csv,3,false]",
                        "[F1,甲,2026-06-30,registry/firm_2026-04.csv,2,false]",
                        "[F2,乙,2026-06-30,registry/firm_2026-06.csv,null,true]");
    }

    @Test
    void entersInTheLedgerWhatOnlyTheCommitKnows() throws IOException {
        deliver("tax/filing_2026-06.csv", FILING_HEADER + "A1,2026-06-01,1,0,是\n");
        var first = ingest();
        try (var files = Files.walk(Path.of(lake().location(Tables.DELIVERY)))) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        }
        DeltaLog.clearCache();

        new Ledger(lake()).complete(List.of(FILING));

        assertThat(new Ledger(lake()).lines()).isEqualTo(first);
    }

    @Test
    void stopsBetweenTwoCommitsAndGoesOnFromThere() throws IOException {
        deliver("registry/firm_2026-05.csv", "代码,名称,电话\nF1,甲,1\n");
        deliver("registry/firm_2026-06.csv", "代码,名称,电话\nF1,甲,1\nF2,乙,2\n");
        var asked = new AtomicInteger();

        assertThatThrownBy(() -> ingest(() -> asked.incrementAndGet() > 1)).isInstanceOf(StoppedException.class);

        assertThat(new Ledger(lake()).lines())
                .extracting(Delivery::asOfDate)
                .containsExactly(LocalDate.of(2026, 5, 31));
        assertThat(ingest())
                .extracting(Delivery::asOfDate)
                .containsExactly(LocalDate.of(2026, 5, 31), LocalDate.of(2026, 6, 30));
    }

    /** The other one runs as a whole between what this one has read of the ledger and its commit. */
    @Test
    void letsOneOfTwoRunsThatOverlapTakeADeliveryInAndStopsTheOther() throws IOException {
        deliver("registry/firm_2026-05.csv", "代码,名称,电话\nF1,甲,1\nF2,乙,x\n");
        var isOther = new AtomicBoolean();

        assertThatThrownBy(() -> ingest(() -> {
                    if (isOther.compareAndSet(false, true)) {
                        ingest();
                    }
                    return false;
                }))
                .isInstanceOf(OvertakenException.class)
                .hasMessageContaining("Run again");

        var taken = new Ledger(lake()).lines();
        assertThat(taken).hasSize(1);
        assertThat(records(FIRM, "code")).hasSize((int) taken.get(0).counts().accepted());
        assertThat(ingest()).isEqualTo(taken);
    }

    private List<Delivery> ingest() {
        return ingest(StopSignal.NEVER);
    }

    private List<Delivery> ingest(StopSignal stop) {
        var hub = hub();
        var job = new IngestDeliveries(
                hub,
                landing,
                Optional.of(PersonalHash.of(new byte[32], 1)),
                Optional.of(LandingKey.of(new byte[32], 1)),
                secret -> "");
        job.run(new JobContext(
                "run",
                AS_OF,
                Instant.parse("2026-07-01T00:00:00Z"),
                Clock.systemUTC(),
                hub,
                lake(),
                Progress.SILENT,
                Optional.empty(),
                stop));
        return job.seen();
    }

    private Lake lake() {
        return Lake.at(spark, folder.resolve("lake").toUri());
    }

    private void deliver(String file, String text) throws IOException {
        var path = landing.resolve(file);
        Files.createDirectories(path.getParent());
        var charset = file.startsWith("registry") ? Charset.forName("GB18030") : StandardCharsets.UTF_8;
        Files.writeString(path, text, charset);
    }

    private List<String> records(Contract contract, String... columns) {
        return rows(Table.records(contract), columns);
    }

    private List<String> quarantine(String... columns) {
        return rows(Tables.QUARANTINE, columns);
    }

    private List<String> rows(Table table, String... columns) {
        return lake().read(table).selectExpr(columns).collectAsList().stream()
                .map(Object::toString)
                .toList();
    }

    private static Hub hub() {
        return Made.hub(FIRM, FILING);
    }

    private static Contract contract(
            String name, Mode mode, String path, Charset charset, List<ContractColumn> columns, List<RowRule> rules) {
        return new Contract(
                DatasetName.parse(name),
                "1.0.0",
                name,
                "0123456789abcdef",
                mode,
                path,
                new TextFormat(charset, ',', Optional.of('"'), true),
                columns,
                Set.of(),
                Set.of(),
                rules,
                "test",
                Optional.empty(),
                new Section(name, Section.Disclosure.OPEN),
                60);
    }

    private static ContractColumn column(
            String name, String source, ColumnType type, boolean isRequired, boolean isKey, boolean isPersonal) {
        return new ContractColumn(
                name, source, source, type, isRequired, isKey, isPersonal, Optional.empty(), Map.of());
    }
}
