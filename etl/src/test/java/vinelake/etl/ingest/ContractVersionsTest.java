package vinelake.etl.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.ColumnType.Kind;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.ContractExample;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Format;
import vinelake.core.contract.JsonFormat;
import vinelake.core.contract.Mode;
import vinelake.core.contract.RowRule;
import vinelake.core.contract.Section;
import vinelake.core.contract.TextFormat;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.etl.ingest.ReplayQuarantine.Outcome;
import vinelake.etl.repair.Repair;
import vinelake.lake.Decisions;
import vinelake.lake.Delivery;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.Made;
import vinelake.lake.Progress;
import vinelake.lake.Records;
import vinelake.lake.SharedSpark;

/**
 * A source that changes in month 13: another header, another delimiter, a column more, a code more, more digits. Its
 * contract has two versions, and each delivery comes under the one that holds on its date.
 */
@ExtendWith(SharedSpark.class)
class ContractVersionsTest {

    private static final LocalDate MONTH_13 = LocalDate.of(2026, 1, 1);
    private static final ColumnType TEXT = ColumnType.of(Kind.STRING);

    private static final Map<String, String> FILES = Map.of(
            "tax/filing_2025-11.csv",
            "代码,金额,税种,备注\nA,10.50,增值税,x\nB,20.00,所得税,x\n",
            "tax/filing_2025-12.csv",
            "代码,金额,税种,备注\nA,11.50,增值税,x\nB,20.00,所得税,x\nC,12345678.00,增值税,x\nD,5.00,印花税,x\n",
            "tax/report_2026-01.txt",
            "税种|销售金额|区县|代码\n增值税|11.50|城东|A\n所得税|20.00||B\n增值税|12345678.00|城西|C\n印花税|5.00|城东|D\n",
            "tax/report_2026-02.txt",
            "代码|税种|销售金额|区县\nA|增值税|11.50|城东\nC|增值税|12345678.00|城西\nD|印花税|6.00|城东\n");

    private final SparkSession spark;

    @TempDir
    private Path folder;

    private Path landing;
    private int lakes;
    private Lake lake;
    private Instant now = Instant.parse("2026-03-01T00:00:00Z");

    ContractVersionsTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void givesTheSameRecordsAndHistoryInAnyOrderOfArrival() throws IOException {
        for (var mode : List.of(Mode.SNAPSHOT, Mode.APPEND)) {
            var contract = second(mode).after(List.of(first(mode)), Optional.of(MONTH_13));
            for (var order : List.of(
                    List.of(
                            "tax/filing_2025-11.csv",
                            "tax/filing_2025-12.csv",
                            "tax/report_2026-01.txt",
                            "tax/report_2026-02.txt"),
                    List.of(
                            "tax/report_2026-02.txt",
                            "tax/report_2026-01.txt",
                            "tax/filing_2025-12.csv",
                            "tax/filing_2025-11.csv"),
                    List.of(
                            "tax/report_2026-01.txt",
                            "tax/filing_2025-11.csv",
                            "tax/report_2026-02.txt",
                            "tax/filing_2025-12.csv"))) {
                startAnew();
                for (var file : order) {
                    deliver(file, FILES.get(file));
                    assertThat(ingest(contract)).as("%s: %s", mode, file).allMatch(Delivery::isAccepted);
                }
                if (mode == Mode.SNAPSHOT) {
                    assertThat(texts(
                                    Records.history(contract, records(contract)),
                                    "code",
                                    "valid_from",
                                    "valid_to",
                                    "amount_cny",
                                    "kind",
                                    "district"))
                            .as("%s", order)
                            .containsExactlyInAnyOrder(
                                    "[A,2025-11-30,2025-12-31,10.50,vat,null]",
                                    "[A,2025-12-31,2026-01-31,11.50,vat,null]",
                                    "[A,2026-01-31,null,11.50,vat,城东]",
                                    "[B,2025-11-30,2026-02-28,20.00,income,null]",
                                    "[C,2026-01-31,null,12345678.00,vat,城西]",
                                    "[D,2026-01-31,2026-02-28,5.00,stamp,城东]",
                                    "[D,2026-02-28,null,6.00,stamp,城东]");
                } else {
                    // What a later delivery repeats is in the lake once; under which date depends on which came first.
                    assertThat(texts(records(contract), "code", "amount_cny", "kind", "district"))
                            .as("%s", order)
                            .containsExactlyInAnyOrder(
                                    "[A,10.50,vat,null]",
                                    "[A,11.50,vat,null]",
                                    "[A,11.50,vat,城东]",
                                    "[B,20.00,income,null]",
                                    "[C,12345678.00,vat,城西]",
                                    "[D,5.00,stamp,城东]",
                                    "[D,6.00,stamp,城东]");
                }
                assertThat(texts(lake.read(Tables.QUARANTINE), "as_of_date", "rules[0]", "rule_version", "text"))
                        .as("%s", order)
                        .containsExactlyInAnyOrder(
                                "[2025-12-31,amount_cny.type,%s,C,12345678.00,增值税,***]"
                                        .formatted(first(mode).ruleVersion()),
                                "[2025-12-31,kind.value,%s,D,5.00,印花税,***]"
                                        .formatted(first(mode).ruleVersion()));
                assertThat(new Ledger(lake).lines())
                        .extracting(line -> line.asOfDate() + " " + line.ruleVersion())
                        .containsExactlyInAnyOrder(
                                "2025-11-30 " + first(mode).ruleVersion(),
                                "2025-12-31 " + first(mode).ruleVersion(),
                                "2026-01-31 " + second(mode).ruleVersion(),
                                "2026-02-28 " + second(mode).ruleVersion());
            }
        }
    }

    @Test
    void replaysAnOldDeliveryUnderItsVersion() throws IOException {
        startAnew();
        var first = first(Mode.APPEND);
        deliver("tax/filing_2025-12.csv", FILES.get("tax/filing_2025-12.csv"));
        assertThat(ingest(first))
                .singleElement()
                .satisfies(line -> assertThat(line.counts()).isEqualTo(new Delivery.Counts(4, 2, 2, 0, 0, 0)));

        // The new version, which would take both refused rows, is none of theirs.
        var both = second(Mode.APPEND).after(List.of(first), Optional.of(MONTH_13));
        assertThat(replay(both)).isEmpty();

        // A corrected first version is: its code list is longer, its amounts are not.
        var corrected = first(Mode.APPEND, "1.0.1", "印花税");
        assertThat(replay(second(Mode.APPEND).after(List.of(corrected), Optional.of(MONTH_13))))
                .singleElement()
                .satisfies(outcome -> {
                    var line = outcome.line().orElseThrow();
                    assertThat(line.counts()).isEqualTo(new Delivery.Counts(2, 1, 1, 0, 0, 0));
                    assertThat(line.ruleVersion()).isEqualTo(corrected.ruleVersion());
                });
        assertThat(texts(records(both), "code", "amount_cny", "kind", "district"))
                .containsExactlyInAnyOrder("[A,11.50,vat,null]", "[B,20.00,income,null]", "[D,5.00,stamp,null]");
    }

    @Test
    void repairsOldRowsInTheColumnsOfTheirVersion() throws IOException {
        startAnew();
        var both = second(Mode.APPEND).after(List.of(first(Mode.APPEND)), Optional.of(MONTH_13));
        deliver("tax/filing_2025-12.csv", FILES.get("tax/filing_2025-12.csv"));
        ingest(both);

        var byHand = byHand(5, Map.of("kind", "增值税", "district", "城东"));
        var replay = new ReplayQuarantine(context(both), Optional.empty(), Optional.empty());
        assertThat(catchThrowable(() -> replay.tryOn(both, Optional.empty(), byHand, 10, 10)))
                .hasMessageContaining(
                        "as of 2025-12-31: the column 'district' is not delivered under version 1.0.0 of the contract");

        // The text of the new header is no column of the old one, and an expression finds nothing in what is not
        // delivered.
        decide(both, expression("kind", "coalesce(district, '增值税')"));
        decide(both, expression("amount_cny", "substring(amount_cny, 1, 4)"));
        assertThat(replay(both))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.line().orElseThrow().counts())
                        .isEqualTo(new Delivery.Counts(2, 2, 0, 0, 0, 0)));
        assertThat(texts(records(both), "code", "amount_cny", "kind", "district"))
                .contains("[C,1234.00,vat,null]", "[D,5.00,vat,null]");
    }

    @Test
    void holdsWhatNoVersionIsAgreedFor() throws IOException {
        startAnew();
        var since2025 = first(Mode.APPEND).after(List.of(), Optional.of(LocalDate.of(2025, 12, 1)));
        var both = second(Mode.APPEND).after(List.of(since2025), Optional.of(MONTH_13));
        deliver("tax/filing_2025-11.csv", FILES.get("tax/filing_2025-11.csv"));
        deliver("tax/filing_2026-01.csv", FILES.get("tax/filing_2025-12.csv"));
        deliver("tax/report_2025-12.txt", FILES.get("tax/report_2026-01.txt"));

        assertThat(ingest(both))
                .extracting(line -> line.asOfDate() + " " + line.reason().orElse("taken"))
                .containsExactly(
                        "2025-11-30 contracts/tax/filing@1.0.0.odcs.yaml: no version of the contract holds on 2025-11-30, the oldest holds from 2025-12-01."
                                + " Lay the version before it beside it, or let the oldest hold from an earlier date",
                        "2025-12-31 tax/report_2025-12.txt: it is named as another version of the contract says, and version 1.0.0 holds on 2025-12-31."
                                + " Allowed: tax/filing_{as_of_date}.csv. Deliver it under such a name, or correct holdsFrom",
                        "2026-01-31 tax/filing_2026-01.csv: it is named as another version of the contract says, and version 2.0.0 holds on 2026-01-31."
                                + " Allowed: tax/report_{as_of_date}.txt. Deliver it under such a name, or correct holdsFrom");
        assertThat(ingest(both)).hasSize(3).allMatch(Delivery::isHeld);
        assertThat(new Ledger(lake).lines()).hasSize(3);

        // A version that holds is laid beside them: what waited for it comes in, and nothing else is looked at again.
        var old = first(Mode.APPEND, "0.9.0", "消费税");
        var three = second(Mode.APPEND).after(List.of(old, since2025), Optional.of(MONTH_13));
        assertThat(ingest(three))
                .filteredOn(Delivery::isAccepted)
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.asOfDate()).isEqualTo("2025-11-30");
                    assertThat(line.ruleVersion()).isEqualTo(old.ruleVersion());
                });
        assertThat(new Ledger(lake).lines()).hasSize(4);
    }

    @Test
    void takesInWhatWaitedForTheCurrentVersionToFitTheRecords() throws IOException {
        startAnew();
        var old = first(Mode.APPEND);
        var current = second(Mode.APPEND);
        var fits = current.after(List.of(old), Optional.of(MONTH_13));
        deliver("tax/report_2026-01.txt", FILES.get("tax/report_2026-01.txt"));
        assertThat(ingest(fits)).singleElement().matches(Delivery::isAccepted);

        // Somebody takes the district out of the current version; then a file of the old one comes late.
        var without = contract(
                        "2.0.1",
                        Mode.APPEND,
                        current.path(),
                        current.format(),
                        current.columns().subList(1, current.columns().size()),
                        Set.of("区县"),
                        List.of())
                .after(List.of(old), Optional.of(MONTH_13));
        deliver("tax/filing_2025-12.csv", FILES.get("tax/filing_2025-12.csv"));
        for (int run = 0; run < 2; run++) {
            assertThat(ingest(without))
                    .filteredOn(Delivery::isHeld)
                    .singleElement()
                    .satisfies(line -> assertThat(line.reason().orElseThrow()).contains("lacks district"));
            assertThat(new Ledger(lake).lines()).hasSize(2);
        }

        assertThat(ingest(fits)).allMatch(Delivery::isAccepted);
        assertThat(texts(records(fits), "as_of_date", "code")).contains("[2025-12-31,A]", "[2026-01-31,A]");
    }

    @Test
    void keepsAColumnThatAnotherFormatNoLongerHas() throws IOException {
        startAnew();
        var first = contract(
                "1.0.0",
                Mode.APPEND,
                "tax/filing_{as_of_date}.csv",
                new TextFormat(StandardCharsets.UTF_8, ',', Optional.of('"'), true),
                List.of(
                        column("code", "代码", TEXT, true, Map.of()),
                        column("note", "备注", TEXT, true, Map.of()),
                        column("amount_cny", "金额", ColumnType.decimal(9, 2), true, Map.of())),
                Set.of("税种"),
                List.of(new RowRule("note_short", "length(note) < 3", "备注很短")));
        var json = contract(
                "2.0.0",
                Mode.APPEND,
                "tax/filing_{as_of_date}.json",
                new JsonFormat(StandardCharsets.UTF_8, Optional.empty()),
                List.of(
                        column("district", "place.district", TEXT, false, Map.of()),
                        column("note", "", TEXT, false, Map.of()),
                        column("amount_cny", "amount", ColumnType.decimal(9, 2), true, Map.of()),
                        column("code", "code", TEXT, true, Map.of())),
                Set.of(),
                List.of());
        var both = json.after(List.of(first), Optional.of(MONTH_13));
        deliver("tax/filing_2025-12.csv", "代码,金额,税种,备注\nA,1.00,x,好\nB,2.00,x,太长了\n");
        deliver(
                "tax/filing_2026-01.json",
                "{\"amount\": 3, \"code\": \"C\", \"place\": {\"district\": \"城东\"}}\n{\"code\": \"D\", \"amount\": \"四\"}\n");

        assertThat(ingest(both))
                .extracting(line -> line.counts())
                .containsExactly(new Delivery.Counts(2, 1, 1, 0, 0, 0), new Delivery.Counts(2, 1, 1, 0, 0, 0));
        assertThat(texts(records(both), "as_of_date", "code", "amount_cny", "note", "district"))
                .containsExactlyInAnyOrder("[2025-12-31,A,1.00,好,null]", "[2026-01-31,C,3.00,null,城东]");

        // By hand each row is mended in the columns of its own version: only the old one has a note.
        decide(both, byHand("tax/filing_2026-01.json", 2, Map.of("amount_cny", "4")));
        var note = byHand(3, Map.of("note", "短"));
        assertThat(new ReplayQuarantine(context(both), Optional.empty(), Optional.empty()).problem(both, note))
                .isEmpty();
        decide(both, note);
        assertThat(replay(both))
                .extracting(outcome -> outcome.line().orElseThrow().counts())
                .containsExactly(new Delivery.Counts(1, 1, 0, 0, 0, 0), new Delivery.Counts(1, 1, 0, 0, 0, 0));
        assertThat(texts(records(both), "as_of_date", "code", "amount_cny", "note"))
                .contains("[2025-12-31,B,2.00,短]", "[2026-01-31,D,4.00,null]");
    }

    @Test
    void runsTheExamplesOfEachVersion() {
        var both = second(Mode.APPEND).after(List.of(first(Mode.APPEND)), Optional.of(MONTH_13));
        var stampIsRefused =
                example("stamp", Map.of("代码", "D", "金额", "5", "税种", "印花税"), Map.of(), List.of("kind.value"), "1.0.0");
        var stampIsTaken =
                example("stamp", Map.of("代码", "D", "销售金额", "5", "税种", "印花税"), Map.of("kind", "stamp"), List.of(), "");
        var wide = example(
                "wide",
                Map.of("代码", "D", "金额", "12345678", "税种", "增值税"),
                Map.of("amount_cny", "12345678.00"),
                List.of(),
                "1.0.0");

        assertThat(new ExampleCheck(spark, Made.hub(both))
                        .run(Map.of(both.name(), List.of(stampIsRefused, stampIsTaken, wide))))
                .extracting(Object::toString)
                .containsExactly(
                        "contracts/tax/filing@1.0.0.examples.yaml: wide: the row breaks [amount_cny.type]. The example says []");
    }

    private static ContractExample example(
            String name, Map<String, String> row, Map<String, String> accepted, List<String> broken, String version) {
        return new ContractExample(
                name, row, accepted, broken, version.isEmpty() ? Optional.empty() : Optional.of(version));
    }

    private static Contract first(Mode mode) {
        return first(mode, "1.0.0", "消费税");
    }

    private static Contract first(Mode mode, String version, String code) {
        return contract(
                version,
                mode,
                "tax/filing_{as_of_date}.csv",
                new TextFormat(StandardCharsets.UTF_8, ',', Optional.of('"'), true),
                List.of(
                        column("code", "代码", TEXT, true, Map.of()),
                        column("amount_cny", "金额", ColumnType.decimal(9, 2), true, Map.of()),
                        column("kind", "税种", TEXT, true, Map.of("增值税", "vat", "所得税", "income", code, "stamp"))),
                Set.of("备注"),
                List.of());
    }

    private static Contract second(Mode mode) {
        return contract(
                "2.0.0",
                mode,
                "tax/report_{as_of_date}.txt",
                new TextFormat(StandardCharsets.UTF_8, '|', Optional.empty(), true),
                List.of(
                        column("district", "区县", TEXT, false, Map.of()),
                        column("code", "代码", TEXT, true, Map.of()),
                        column("amount_cny", "销售金额", ColumnType.decimal(15, 2), true, Map.of()),
                        column("kind", "税种", TEXT, true, Map.of("增值税", "vat", "所得税", "income", "印花税", "stamp"))),
                Set.of(),
                List.of());
    }

    private static Contract contract(
            String version,
            Mode mode,
            String path,
            Format format,
            List<ContractColumn> columns,
            Set<String> ignored,
            List<RowRule> rules) {
        return new Contract(
                DatasetName.parse("tax/filing"),
                version,
                "纳税申报",
                version + "0123456789abcdef",
                mode,
                path,
                format,
                columns,
                ignored,
                Set.of(),
                rules,
                "test",
                Optional.empty(),
                new Section("tax/filing", Section.Disclosure.OPEN),
                60);
    }

    private static ContractColumn column(
            String name, String source, ColumnType type, boolean isRequired, Map<String, String> values) {
        return new ContractColumn(
                name, source, name, type, isRequired, name.equals("code"), false, Optional.empty(), values);
    }

    private static Repair byHand(long line, Map<String, String> fields) {
        return byHand("tax/filing_2025-12.csv", line, fields);
    }

    private static Repair byHand(String file, long line, Map<String, String> fields) {
        return new Repair(
                Optional.empty(),
                Optional.of(file),
                Optional.of(line),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                fields,
                false);
    }

    private static Repair expression(String column, String sql) {
        return new Repair(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(column),
                Map.of(),
                Optional.of(sql),
                Map.of(),
                false);
    }

    private void decide(Contract contract, Repair repair) {
        now = now.plusSeconds(60);
        new Decisions(lake).repair(contract.name(), Optional.empty(), repair.toJson(), "核实", "test", now);
    }

    private void startAnew() {
        landing = folder.resolve("landing" + ++lakes);
        lake = Lake.at(spark, folder.resolve("lake" + lakes).toUri());
    }

    private void deliver(String file, String text) throws IOException {
        var path = landing.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** @return what lies in the landing folder, by as-of date; only what is new where something is */
    private List<Delivery> ingest(Contract contract) {
        now = now.plusSeconds(60);
        var job = new IngestDeliveries(Made.hub(contract), landing, Optional.empty());
        job.run(context(contract));
        return job.seen();
    }

    private List<Outcome> replay(Contract contract) {
        now = now.plusSeconds(60);
        return new ArrayList<>(
                new ReplayQuarantine(context(contract), Optional.empty(), Optional.empty()).replay(open -> true));
    }

    private JobContext context(Contract contract) {
        return new JobContext(
                "run",
                LocalDate.of(2026, 2, 28),
                now,
                Clock.systemUTC(),
                Made.hub(contract),
                lake,
                Progress.SILENT,
                Optional.empty());
    }

    private Dataset<Row> records(Contract contract) {
        return lake.read(Table.records(contract));
    }

    private static List<String> texts(Dataset<Row> rows, String... columns) {
        return rows.selectExpr(columns).collectAsList().stream()
                .map(Object::toString)
                .toList();
    }
}
