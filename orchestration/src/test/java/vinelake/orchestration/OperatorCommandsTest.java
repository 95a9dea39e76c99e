package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vinelake.core.contract.DatasetName;
import vinelake.core.hub.HubFolder;
import vinelake.core.table.Tables;
import vinelake.lake.Lake;
import vinelake.lake.SharedSpark;
import vinelake.models.ToyHub;
import vinelake.models.ToyHub.Delivery;

/**
 * A day of an operator by the command line alone: one delivery is held, rows of another are refused, a firm has changed its
 * name. What is said, and what the command ends with.
 */
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperatorCommandsTest {

    private static final String FILE = "tax/filing_2026-06-30.csv";
    private static final String ODD_PERSON = "王办税13712345678";

    private final SparkSession spark;
    private final Path folder;
    private final Path hub;

    private String out = "";
    private String err = "";

    OperatorCommandsTest(SparkSession spark, @TempDir Path folder) {
        this.spark = spark;
        this.folder = folder;
        this.hub = folder.resolve("hub");
    }

    @BeforeAll
    void deliver() throws IOException {
        ToyHub.copyTo(hub);
        // Nor is there a folder for policies: version control would not have kept an empty one.
        FileUtils.deleteDirectory(hub.resolve("policy").toFile());
        Files.writeString(hub.resolve("hub.yaml"), """
                name: Toy
                timeZone: Asia/Shanghai
                lake: ../lake
                landing: landing
                keys:
                  personalData: { version: 1, file: key }
                  landing: { version: 1, file: key }
                """);
        Files.writeString(hub.resolve("key"), "a secret that is long enough for both keys of it");
        var loan = hub.resolve("contracts/bank/loan.odcs.yaml");
        Files.writeString(loan, Files.readString(loan).replace("customProperties:\n  - { property: mode", """
                    quality:
                      - { name: enough, type: library, metric: rowCount, mustBeGreaterThan: 1, description: 不少于两行 }
                customProperties:
                  - { property: mode"""));
        var invoice = hub.resolve("contracts/tax/invoice.odcs.yaml");
        Files.writeString(
                invoice, Files.readString(invoice).replace("tax/invoice_{as_of_date}*.csv", "tax/invoice.csv"));
        land("bank/loan", "2026-06-30", "L1,%s,2026-06-01,drawn,5.00".formatted(ToyHub.code(1)));
        land("registry/firm", "2026-05-31", firm(1, "葡萄酒庄"), firm(2, "藤"));
        land("registry/firm", "2026-06-30", firm(1, "葡萄湖"));
        // Line 3 breaks a type, line 4 the codes, line 5 the contract's own rule.
        land(
                "tax/filing",
                "2026-06-30",
                filing(1, "100.00,是"),
                filing(2, "约200,是"),
                filing(3, "300.00,已缴"),
                filing(4, "-4.00,是"));

        assertThat(run("refresh", "--as-of", "2026-06-30")).as(err).isEqualTo(ExitCode.HELD);
    }

    /** Whatever is said, it is of no person. */
    @AfterEach
    void saysNothingOfAPerson() {
        assertThat(out + err).doesNotContain(ToyHub.PERSONAL, ODD_PERSON, "13712345678");
    }

    /** Each is refused with what is wrong and what is allowed, before or after Spark has started. */
    @ParameterizedTest
    @Order(1)
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            delivery | Missing required subcommand
            delivery show | Missing required parameter: 'ID'
            delivery show zz | 'zz' begins the id of 0 deliveries. Allowed: the beginning of one id. See: vinelake delivery list
            delivery show '' | '' begins the id of all deliveries. Allowed: the beginning of one id
            delivery list --dataset tax/none | --dataset: the hub has no 'tax/none'. Allowed: department/dataset of a contract
            delivery list --dataset none | --dataset: the hub has no 'none'. Allowed: department/dataset
            delivery accept zz | --reason or --by is missing or blank. Allowed: words. Say why, and who decides
            delivery accept zz --reason 好 | 'zz' begins the id of 0 deliveries
            delivery accept zz --reason ' ' | --reason or --by is missing or blank. Allowed: words. Say why, and who decides
            delivery reject zz --reason 好 --by ' ' | --reason or --by is missing or blank. Allowed: words. Say why, and who decides
            delivery reject zz --reason 好 | 'zz' begins the id of 0 deliveries
            quarantine show | Missing required parameter: 'DATASET'
            quarantine show tax/none | DATASET: the hub has no tax/none. Allowed: bank/loan, insurance/staff, registry/firm, tax/filing, tax/invoice
            quarantine show tax/filing --limit 0 | --limit: 0 rows. Allowed: 1 or more
            quarantine show tax/filing --rule sales.type | --rule: tax/filing has no rule 'sales.type'. Allowed: one that vinelake quarantine list prints
            quarantine show tax/filing --delivery zz | --delivery: 'zz' begins the id of 0 accepted deliveries of tax/filing. Allowed: of one. See: vinelake delivery list
            quarantine repair tax/filing --dismiss | --reason or --by is missing or blank. Allowed: words. Say why, and who decides; or only --try it
            quarantine repair tax/none --dismiss --try | DATASET: the hub has no tax/none
            quarantine repair tax/filing --try | a repair with 0 actions. Allowed: one of: values of a column
            quarantine repair tax/filing --try --dismiss --sample 0 | --sample: 0 rows. Allowed: 1 or more
            quarantine repair tax/filing --try --dismiss --rule sales.type | --rule: tax/filing has no rule 'sales.type'
            quarantine repair tax/filing --try --dismiss --delivery zz | --delivery: 'zz' begins the id of 0 deliveries of tax/filing with open rows
            quarantine repair tax/filing --try --column paid --map a=b | the contract of tax/filing has no column 'paid'. Allowed: code, period_on, sales_cny, is_paid, clerk
            quarantine repair tax/filing --try --column clerk --map 甲=乙 | the column 'clerk' is personal, and a repair is kept in clear
            quarantine repair tax/filing --try --column code --expression clerk | the expression 'clerk' asks the column 'clerk', which is personal. Allowed: the other columns
            quarantine repair tax/filing --try --column sales_cny --expression rand() | the expression 'rand()' gives another answer each time
            quarantine repair tax/filing --try --set sales_cny=1 | fields by hand are for one row. Needed: its file and line
            quarantine repair tax/filing --try --dismiss --line 3 | line 3 of no file. Needed: the file too
            quarantine repair tax/filing --try --dismiss --file tax/filing_2026-06-30.csv --line 2 | --line: no row that waits for repair is line 2 of tax/filing_2026-06-30.csv. Allowed: a row that vinelake quarantine show tax/filing prints
            quarantine withdraw zz | --reason or --by is missing or blank. Allowed: words. Say why, and who decides
            quarantine withdraw zz --reason 好 | 'zz' begins the id of 0 repairs in force. Allowed: the beginning of one id. See: vinelake quarantine show
            quarantine replay tax/none | DATASET: the hub has no tax/none
            quarantine replay --delivery zz | --delivery: 'zz' begins the id of 0 accepted deliveries. Allowed: of one
            history registry/firm | Missing required option: '--key=K'
            history registry/none --key a | DATASET: the hub has no registry/none
            history tax/filing --key a | DATASET: the mode of tax/filing is append, each of its rows is an event
            history registry/firm --key a --key b | --key: given 2 times, the key of registry/firm has 1 columns. Allowed: one --key each for code
            history registry/firm --key none | --key: registry/firm has no key none. Allowed: a key that was delivered
            history registry/firm --key a --known-at noon | Invalid value for option '--known-at'
            """)
    void saysWhichArgumentIsWrongAndWhatIsAllowed(String command, String message) {
        var arguments = new ArrayList<String>();
        for (var word : command.strip().split(" +(?=(?:[^']*'[^']*')*[^']*$)")) {
            arguments.add(word.replace("'", ""));
        }

        assertThat(run(arguments.toArray(String[]::new))).as(out).isEqualTo(ExitCode.CONFIGURATION);

        assertThat(err).contains(message);
        assertThat(out).isEmpty();
    }

    @Test
    @Order(2)
    void showsWhatWasInForceOfAKeyAndAsItWasKnown() {
        assertThat(run("history", "registry/firm", "--key", ToyHub.code(1), "--json"))
                .isEqualTo(ExitCode.OK);
        var intervals = json();
        assertThat(intervals).hasSize(2);
        assertThat(intervals.get(0).get("name").stringValue()).isEqualTo("葡萄酒庄");
        assertThat(intervals.get(0).get("valid_to").stringValue()).isEqualTo("2026-06-30");
        assertThat(intervals.get(1).get("name").stringValue()).isEqualTo("葡萄湖");
        assertThat(intervals.get(1).get("valid_to").isNull()).isTrue();
        assertThat(intervals.get(1).get("phone").stringValue()).matches("v1:[0-9a-f]{8}");

        assertThat(run("history", "registry/firm", "--key", ToyHub.code(2))).isEqualTo(ExitCode.OK);
        assertThat(out.lines().map(line -> line.replaceAll(" {2,}", "|")))
                .satisfiesExactly(
                        head -> assertThat(head).isEqualTo("from|to|code|name|phone|where|learned at"),
                        line -> assertThat(line)
                                .startsWith("2026-05-31|2026-06-30|%s|藤|".formatted(ToyHub.code(2)))
                                .contains("registry/firm_2026-05-31.csv:3"));

        assertThat(run("history", "registry/firm", "--key", ToyHub.code(1), "--known-at", "2026-01-01T00:00:00Z"))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err).contains("as known at 2026-01-01T00:00:00Z. Allowed: a key that was delivered");
    }

    @Test
    @Order(3)
    void aHeldDeliveryIsRejectedAndAfterAllAcceptedAndTheLedgerKeepsBoth() {
        assertThat(run("delivery", "list", "--held", "--json")).isEqualTo(ExitCode.OK);
        assertThat(json()).hasSize(1);
        var held = json().get(0);
        var id = held.get("delivery_id").stringValue();
        assertThat(held.get("dataset").stringValue()).isEqualTo("loan");
        assertThat(held.get("status").stringValue()).isEqualTo("held");
        assertThat(held.get("reason").stringValue()).contains("不少于两行", "the number of rows is 1. Allowed: more than 1");
        assertThat(held.get("files").get(0).get("name").stringValue()).isEqualTo("bank/loan_2026-06-30.csv");

        assertThat(run("delivery", "list")).isEqualTo(ExitCode.OK);
        assertThat(out.lines())
                .hasSize(5)
                .anyMatch(line -> line.startsWith(id + "  bank/loan  as of 2026-06-30  held  read 1  enough: "))
                .endsWith("4 deliveries");
        assertThat(run("delivery", "list", "--dataset", "registry/firm")).isEqualTo(ExitCode.OK);
        assertThat(out).endsWith("2 deliveries" + System.lineSeparator());

        assertThat(run("delivery", "reject", id.substring(0, 12), "--reason", "测试数据", "--by", "li.na"))
                .isEqualTo(ExitCode.OK);
        assertThat(out).contains("bank/loan as of 2026-06-30: reject_delivery by li.na: 测试数据. No refresh takes it in");
        run("delivery", "list", "--held");
        assertThat(out).isEqualTo("0 deliveries" + System.lineSeparator());

        assertThat(run("delivery", "accept", id, "--reason", "部门说只有一笔", "--by", "li.na"))
                .isEqualTo(ExitCode.OK);
        run("delivery", "show", id);
        assertThat(out).contains("state       rejected, to be accepted since ", "if it were taken in");
        assertThat(run("refresh", "--as-of", "2026-06-30")).as(err).isEqualTo(ExitCode.OK);
        assertThat(run("delivery", "show", id)).isEqualTo(ExitCode.OK);
        assertThat(out)
                .contains(
                        "state       accepted since ",
                        "read 1 = accepted 1 + quarantined 0 + duplicate 0 + unchanged 0; ended 0",
                        "decision    reject_delivery by li.na at ",
                        ": 测试数据",
                        "decision    accept_delivery by li.na at ",
                        ": 部门说只有一笔");
        run("delivery", "show", id, "--json");
        assertThat(json().get("decisions")).hasSize(2);

        assertThat(run("delivery", "reject", id, "--reason", "再想想")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err).contains("is accepted, and its rows are in the lake. Allowed: one that is held or rejected");
    }

    @Test
    @Order(4)
    void refusedRowsAreListedInTheWordsOfAnOfficial() {
        assertThat(run("quarantine", "list")).isEqualTo(ExitCode.OK);
        assertThat(out)
                .contains(
                        "tax/filing 纳税申报: 3 rows of 1 deliveries",
                        "1  is_paid.value：“是否缴清”不在约定的代码之内。",
                        "1  sales_cny.type：“销售额”不是金额或小数",
                        "1  sales_not_negative：不符合规则：销售额不小于 0。",
                        "3 rows wait for repair");
        run("quarantine", "list", "--json");
        assertThat(json().get(0).get("open").intValue()).isEqualTo(3);
        assertThat(json().get(0).get("rules")).hasSize(3);

        assertThat(run("quarantine", "show", "tax/filing", "--limit", "1")).isEqualTo(ExitCode.OK);
        assertThat(out)
                .contains(
                        FILE + ":3  as of 2026-06-30  “销售额”不是金额或小数", "约200,是,***", "1 of 3 rows that wait for repair");
        assertThat(run("quarantine", "show", "tax/filing", "--rule", "field_count"))
                .as("a rule of every contract, which no row breaks")
                .isEqualTo(ExitCode.OK);
        assertThat(out).contains("0 of 3 rows");
        run("quarantine", "show", "tax/filing", "--json", "--rule", "is_paid.value", "--delivery", filingId());
        assertThat(json().get("rows")).hasSize(1);
        assertThat(json().get("rows").get(0).get("line").intValue()).isEqualTo(4);
        assertThat(json().get("rows").get(0).get("sentences").get(0).stringValue())
                .isEqualTo("“是否缴清”不在约定的代码之内");
    }

    @Test
    @Order(5)
    void refusedRowsAreRepairedOneAfterAnotherUntilNoneWaits() {
        var repair = List.of("quarantine", "repair", "tax/filing", "--column", "is_paid", "--map", "已缴=是");
        assertThat(run(with(repair, "--try"))).isEqualTo(ExitCode.OK);
        assertThat(out)
                .contains(
                        FILE + ":4",
                        "is_paid: '已缴' -> '是'",
                        "would be taken in",
                        "of the latest 3 open rows 1 are changed; with all repairs in force 1 would be taken in, 0 are dismissed, 2 stay")
                .doesNotContain("recorded");
        assertThat(lake().read(Tables.DECISION).where("kind = 'repair_rows'").count())
                .isZero();
        assertThat(run("quarantine", "replay")).isEqualTo(ExitCode.OK);
        assertThat(out).contains("0 deliveries tried again, 0 rows taken in, 0 wait for repair still");

        assertThat(run(with(repair, "--reason", "税务局电话确认", "--by", "li.na", "--json")))
                .isEqualTo(ExitCode.OK);
        var decision = json().get("decision");
        assertThat(decision.get("repair").get("values").get("已缴").stringValue()).isEqualTo("是");
        assertThat(run("quarantine", "replay", "tax/filing", "--json")).isEqualTo(ExitCode.OK);
        assertThat(json()).hasSize(1);
        assertThat(json().get(0).get("counts").get("accepted").intValue()).isEqualTo(1);
        assertThat(json().get(0).get("left").intValue()).isEqualTo(2);

        var wrong = List.of(
                "quarantine", "repair", "tax/filing", "--column", "sales_cny", "--expression", "'1'", "--reason", "试");
        run(with(wrong, "--json"));
        var wrongId = json().get("decision").get("decision_id").stringValue();
        assertThat(run("quarantine", "withdraw", wrongId.substring(0, 10), "--reason", "单位应为万元", "--json"))
                .isEqualTo(ExitCode.OK);
        assertThat(json().at("/withdrawn/decision_id").stringValue()).isEqualTo(wrongId);
        assertThat(json().at("/decision/decision_id").stringValue())
                .isEqualTo(lake().read(Tables.DECISION)
                        .where("kind = 'withdraw_repair'")
                        .select("decision_id")
                        .head()
                        .getString(0));
        assertThat(run("quarantine", "replay", "tax/filing", "--delivery", filingId()))
                .isEqualTo(ExitCode.OK);
        assertThat(out).contains("0 rows taken in");

        run(
                "quarantine",
                "repair",
                "tax/filing",
                "--file",
                FILE,
                "--line",
                "3",
                "--set",
                "sales_cny=200",
                "--reason",
                "核",
                "--json");
        assertThat(json().at("/decision/delivery_id").stringValue())
                .as("the one in which the line waits, not the replay that refused it last")
                .isEqualTo(filingId());
        run("quarantine", "repair", "tax/filing", "--rule", "sales_not_negative", "--dismiss", "--reason", "红字冲销");
        assertThat(out).contains("stays refused, and waits for nobody", "next: vinelake quarantine replay tax/filing");
        assertThat(run("quarantine", "replay")).isEqualTo(ExitCode.OK);
        assertThat(out).contains("1 deliveries tried again, 1 rows taken in, 0 wait for repair still");
        assertThat(run("quarantine", "list")).isEqualTo(ExitCode.OK);
        assertThat(out).isEqualTo("0 rows wait for repair" + System.lineSeparator());
        run("delivery", "list", "--dataset", "tax/filing");
        assertThat(out.lines().filter(line -> line.contains("  replayed  "))).hasSize(2);
    }

    /** The file has no date in its name: next month it has another row on the same line. */
    @Test
    @Order(6)
    void oneRowIsThatOfOneDelivery() throws IOException {
        var file = hub.resolve("landing/tax/invoice.csv");
        for (var day : List.of("2026-06-30", "2026-07-31")) {
            Files.writeString(
                    file,
                    "发票号码,销方统一社会信用代码,购方统一社会信用代码,开票日期,金额,是否作废\n%s,%s,%s,%s,约9,否\n"
                            .formatted(day, ToyHub.code(1), ToyHub.code(2), day));
            assertThat(run("refresh", "--as-of", day)).as(err).isEqualTo(ExitCode.OK);
        }
        var june = invoiceId("2026-06-30");
        var july = invoiceId("2026-07-31");
        var repair = List.of("quarantine", "repair", "tax/invoice", "--file", "tax/invoice.csv", "--line", "2");
        var byHand = with(repair, "--set", "net_cny=9", "--reason", "核实", "--json");

        assertThat(run(byHand)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err)
                .contains(
                        "--line: line 2 of tax/invoice.csv waits for repair in 2 deliveries: ",
                        june + " as of 2026-06-30",
                        july + " as of 2026-07-31",
                        "Allowed: one. Add its --delivery");

        assertThat(run(with(List.of(byHand), "--delivery", june))).as(err).isEqualTo(ExitCode.OK);
        assertThat(json().at("/trial/rows").intValue()).isEqualTo(1);
        assertThat(json().at("/decision/delivery_id").stringValue()).isEqualTo(june);
        assertThat(run("quarantine", "replay", "tax/invoice", "--json")).isEqualTo(ExitCode.OK);
        assertThat(json()).hasSize(1);
        assertThat(json().at("/0/delivery_id").stringValue()).isEqualTo(june);
        assertThat(json().at("/0/counts/accepted").intValue()).isEqualTo(1);

        assertThat(run(with(repair, "--dismiss", "--reason", "重复", "--json")))
                .as("only that of July waits now")
                .isEqualTo(ExitCode.OK);
        assertThat(json().at("/decision/delivery_id").stringValue()).isEqualTo(july);
        assertThat(run("quarantine", "replay", "tax/invoice")).isEqualTo(ExitCode.OK);
        assertThat(out).contains("0 rows taken in, 0 wait for repair still");
    }

    private String invoiceId(String asOf) {
        return lake().read(Tables.DELIVERY)
                .where("dataset = 'invoice' AND as_of_date = '%s' AND repairs IS NULL".formatted(asOf))
                .select("delivery_id")
                .head()
                .getString(0);
    }

    @Test
    @Order(7)
    void rowsThatCannotBeTriedAgainEndWithHeld() throws IOException {
        land("tax/filing", "2026-05-31", filing(5, "约500,是"));
        assertThat(run("refresh", "--as-of", "2026-06-30")).as(err).isEqualTo(ExitCode.OK);
        run("quarantine", "repair", "tax/filing", "--column", "sales_cny", "--expression", "'500'", "--reason", "核实");
        FileUtils.deleteDirectory(folder.resolve("lake/landing").toFile());

        assertThat(run("quarantine", "replay")).isEqualTo(ExitCode.HELD);

        assertThat(out).contains("not tried: ", "the copy of the delivery is gone");
    }

    /** The verbs as a schedule starts them: the code that the process ends with, and JSON alone on its output. */
    @Test
    @Order(8)
    void aProcessEndsWithTheCodeAndPrintsNothingButItsAnswer() throws Exception {
        assertThat(process("history", "tax/filing", "--key", "a")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(out).isEmpty();
        assertThat(err).contains("the mode of tax/filing is append");

        assertThat(process("quarantine", "list", "--json")).as(err).isEqualTo(ExitCode.OK);
        assertThat(json().get(0).get("title").stringValue()).isEqualTo("纳税申报");
        assertThat(json().get(0).get("open").intValue()).isEqualTo(1);
    }

    private int process(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-Dfile.encoding=UTF-8"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Vinelake.class.getName()));
        command.addAll(List.of("--hub", hub.toString()));
        command.addAll(List.of(arguments));
        var output = folder.resolve("out");
        var errors = folder.resolve("err");
        var builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        int code = builder.start().waitFor();
        out = Files.readString(output);
        err = Files.readString(errors);
        return code;
    }

    private int run(String... arguments) {
        var output = new StringWriter();
        var errors = new StringWriter();
        var all = new ArrayList<>(List.of("--hub", hub.toString()));
        all.addAll(List.of(arguments));
        int code = Vinelake.line()
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .execute(all.toArray(String[]::new));
        out = output.toString();
        err = errors.toString();
        return code;
    }

    private static String[] with(List<String> arguments, String... more) {
        var all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private JsonNode json() {
        return new JsonMapper().readTree(out);
    }

    private String filingId() {
        return lake().read(Tables.DELIVERY)
                .where("dataset = 'filing' AND as_of_date = '2026-06-30' AND repairs IS NULL")
                .select("delivery_id")
                .head()
                .getString(0);
    }

    private Lake lake() {
        return Lake.at(spark, folder.resolve("lake").toUri());
    }

    private static String firm(int number, String name) {
        return "%s,%s,%s".formatted(ToyHub.code(number), name, ToyHub.PERSONAL);
    }

    private static String filing(int number, String rest) {
        return "%s,2026-06-30,%s,%s".formatted(ToyHub.code(number), rest, number == 3 ? ODD_PERSON : ToyHub.PERSONAL);
    }

    private void land(String dataset, String asOf, String... lines) {
        ToyHub.land(
                HubFolder.load(hub),
                hub.resolve("landing"),
                new Delivery(DatasetName.parse(dataset), LocalDate.parse(asOf), List.of(lines)));
    }
}
