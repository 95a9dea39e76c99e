package vinelake.etl.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
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
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.Bound;
import vinelake.core.contract.Bound.Operator;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Mode;
import vinelake.core.contract.Promises;
import vinelake.core.contract.RowRule;
import vinelake.core.contract.Section;
import vinelake.core.contract.SetRule;
import vinelake.core.contract.SetRule.Measure;
import vinelake.core.contract.TextFormat;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.lake.Decision.Kind;
import vinelake.lake.Decisions;
import vinelake.lake.Delivery;
import vinelake.lake.Delivery.Counts;
import vinelake.lake.Delivery.Status;
import vinelake.lake.Digest;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.Made;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;

@ExtendWith(SharedSpark.class)
class DeliveryPromisesTest {

    private static final LocalDate AS_OF = LocalDate.of(2026, 6, 30);
    private static final String HEADER = "code,person,amount\n";

    private final SparkSession spark;

    @TempDir
    private Path folder;

    private Path landing;
    private int runs;

    DeliveryPromisesTest(SparkSession spark) {
        this.spark = spark;
    }

    @BeforeEach
    void emptyInbox() throws IOException {
        landing = Files.createDirectory(folder.resolve("landing"));
    }

    @Test
    void keepsEachPromiseAtItsBoundAndBreaksItBeyond() throws IOException {
        // 5 rows: 1 refused (20 % of 5), 1 of 4 accepted without a person (25 %), one repeats the person p1.
        deliver("tax/a_2026-06.csv", HEADER + "A,p1,1\nB,p1,2\nC,p2,3\nD,,4\nE,p5,-1\n");

        var kept = ingest(contract(
                "tax/a",
                Mode.APPEND,
                rule("rows", Measure.ROWS, List.of(), Operator.BE, 5),
                rule("refused", Measure.QUARANTINED_PERCENT, List.of(), Operator.LESS_OR_EQUAL_TO, 20),
                rule("refused_rows", Measure.QUARANTINED_ROWS, List.of(), Operator.LESS_THAN, 2),
                rule("empty", Measure.EMPTY_PERCENT, List.of("person"), Operator.LESS_OR_EQUAL_TO, 25),
                rule("repeated", Measure.REPEATED_ROWS, List.of("person"), Operator.GREATER_OR_EQUAL_TO, 1)));
        var broken = ingest(
                "other",
                contract(
                        "tax/a",
                        Mode.APPEND,
                        rule("rows", Measure.ROWS, List.of(), Operator.NOT_BE, 5),
                        rule("refused", Measure.QUARANTINED_PERCENT, List.of(), Operator.LESS_THAN, 20),
                        rule("refused_rows", Measure.QUARANTINED_ROWS, List.of(), Operator.GREATER_THAN, 1),
                        rule("empty", Measure.EMPTY_PERCENT, List.of("person"), Operator.LESS_THAN, 25),
                        rule("empty_rows", Measure.EMPTY_ROWS, List.of("person"), Operator.BE, 0),
                        rule("repeated", Measure.REPEATED_ROWS, List.of("person"), Operator.BE, 0),
                        rule("repeated_percent", Measure.REPEATED_PERCENT, List.of("person"), Operator.LESS_THAN, 25),
                        query("sum", "SELECT sum(amount) FROM delivery", Operator.BE, 11)));

        assertThat(kept.get(0).status()).isEqualTo(Status.ACCEPTED);
        assertThat(broken.get(0).counts()).isEqualTo(new Counts(5, 4, 1, 0, 0, 0));
        assertThat(broken.get(0).reason().orElseThrow().split("; "))
                .extracting(text -> text.substring(0, text.indexOf(" (")))
                .containsExactly(
                        "rows: the number of rows is 5. Allowed: anything but 5",
                        "refused: the percentage of refused rows is 20. Allowed: less than 20",
                        "refused_rows: the number of refused rows is 1. Allowed: more than 1",
                        "empty: the percentage of rows without person is 25. Allowed: less than 25",
                        "empty_rows: the number of rows without person is 1. Allowed: 0",
                        "repeated: the number of rows that repeat person is 1. Allowed: 0",
                        "repeated_percent: the percentage of rows that repeat person is 25. Allowed: less than 25",
                        "sum: the figure of its query is 10. Allowed: 11");
        assertThat(lake("other").read(Tables.QUARANTINE).count()).isZero();
        try (var files = Files.walk(folder.resolve("other"))) {
            assertThat(files.filter(f ->
                            f.toString().endsWith(".parquet") && !f.toString().contains("/ops/delivery/")))
                    .isEmpty();
        }
    }

    @Test
    void holdsTheOneThatIsUnusualAndTakesTheOthersOfTheBatchWithItsRows() throws IOException {
        deliver("tax/a_2026-01.csv", HEADER + "A,p,1\nB,p,1\n");
        deliver("tax/a_2026-02.csv", HEADER + "C,p,1\nD,p,1\n");
        // Not half of the usual 2 is 1, but 5 is more than the double.
        deliver("tax/a_2026-03.csv", HEADER + "E,p,1\nF,p,1\nG,p,1\nH,p,1\nI,p,1\n");
        // E is no duplicate, because March is held; 1 is just the half of 2.
        deliver("tax/a_2026-04.csv", HEADER + "E,p,1\n");
        var contract = contract(
                "tax/a",
                Mode.APPEND,
                new SetRule(
                        "usual_rows",
                        Measure.ROWS_PERCENT_OF_USUAL,
                        List.of(),
                        Optional.empty(),
                        Bound.between(BigDecimal.valueOf(50), BigDecimal.valueOf(200)),
                        "行数与往期相当"));

        var lines = ingest(contract);

        assertThat(lines)
                .extracting(Delivery::status)
                .containsExactly(Status.ACCEPTED, Status.ACCEPTED, Status.HELD, Status.ACCEPTED);
        assertThat(lines.get(2).reason().orElseThrow()).contains("percent of the usual is 250. Allowed: 50 to 200");
        assertThat(lines.get(3).counts()).isEqualTo(new Counts(1, 1, 0, 0, 0, 0));
        assertThat(lake("lake").read(Table.records(contract)).count()).isEqualTo(5);
        assertThat(ingest(contract)).isEqualTo(lines);
    }

    @Test
    void takesInWhatSomebodyAcceptsAndNeverWhatSomebodyRejects() throws IOException {
        deliver("tax/a_2026-06.csv", HEADER + "A,p,1\nB,p,-1\n");
        var contract = contract("tax/a", Mode.APPEND, rule("rows", Measure.ROWS, List.of(), Operator.GREATER_THAN, 2));
        var held = ingest(contract).get(0);
        assertThat(held.status()).isEqualTo(Status.HELD);

        var rejection = decide(Kind.REJECT_DELIVERY, held);
        var rejected = ingest(contract).get(0);
        assertThat(rejected.status()).isEqualTo(Status.REJECTED);
        assertThat(rejected.decisionId()).contains(rejection);
        assertThat(ingest(contract)).containsExactly(rejected);
        assertThat(decide(Kind.REJECT_DELIVERY, rejected)).as("decided again").isEqualTo(rejection);
        assertThat(lake("lake").read(Table.records(contract)).count()).isZero();

        var acceptance = decide(Kind.ACCEPT_DELIVERY, rejected);
        var accepted = ingest(contract).get(0);
        assertThat(accepted.status()).isEqualTo(Status.ACCEPTED);
        assertThat(accepted.decisionId()).contains(acceptance);
        assertThat(accepted.counts()).isEqualTo(held.counts()).isEqualTo(new Counts(2, 1, 1, 0, 0, 0));
        assertThat(lake("lake").read(Table.records(contract)).count()).isEqualTo(1);
        assertThat(lake("lake").read(Tables.QUARANTINE).count()).isEqualTo(1);
        assertThat(ingest(contract)).containsExactly(accepted);
        assertThat(lake("lake").read(Tables.DELIVERY).count())
                .as("held, rejected, accepted")
                .isEqualTo(3);
        assertThat(lake("lake").read(Tables.DECISION).count()).isEqualTo(2);
    }

    @Test
    void doesNotTakeInWhatHasOtherColumnsAlthoughSomebodyAcceptsIt() throws IOException {
        deliver("tax/a_2026-06.csv", "code,person\nA,p\n");
        var contract = contract("tax/a", Mode.APPEND);
        var held = ingest(contract).get(0);
        decide(Kind.ACCEPT_DELIVERY, held);

        assertThat(ingest(contract)).singleElement().matches(Delivery::isHeld);
        assertThat(ingest(contract)).hasSize(1);
        assertThat(lake("lake").read(Tables.DELIVERY).count())
                .as("one line for each judgement")
                .isEqualTo(2);
    }

    @Test
    void comparesWithAnotherDatasetInWhateverOrderTheyAreNamedAndAgainWhenThatOneComes() throws IOException {
        var sums = contract(
                "tax/a",
                Mode.APPEND,
                query(
                        "agrees",
                        "SELECT (SELECT sum(amount) FROM delivery) - (SELECT sum(amount) FROM tax_b)",
                        Operator.BE,
                        0));
        var parts = contract("tax/b", Mode.APPEND);
        deliver("tax/a_2026-06.csv", HEADER + "A,p,3\n");
        assertThat(ingest(sums, parts).get(0).reason().orElseThrow()).contains("query is no number. Allowed: 0");
        deliver("tax/b_2026-06.csv", HEADER + "A,p,1\nB,p,2\n");
        // The comparison sees what the same run takes in of the other dataset; the held one was judged before.
        ingest(sums, parts);

        assertThat(ingest(sums, parts)).extracting(Delivery::status).containsOnly(Status.ACCEPTED);
        deliver("tax/a_2026-07.csv", HEADER + "Z,p,5\n");
        deliver("tax/b_2026-07.csv", HEADER + "Y,p,2\n");
        assertThat(ingest(sums, parts)).extracting(Delivery::status).containsOnly(Status.ACCEPTED);
    }

    @Test
    void judgesASnapshotByWhatItLeavesInForce() throws IOException {
        var contract = contract(
                "tax/a",
                Mode.SNAPSHOT,
                rule("empty", Measure.EMPTY_PERCENT, List.of("person"), Operator.LESS_OR_EQUAL_TO, 50),
                query("sum", "SELECT sum(amount) FROM delivery", Operator.BE, 3));
        deliver("tax/a_2026-05.csv", HEADER + "A,p,1\nB,q,2\n");
        // Unchanged is A; of the changed rows, one, all are without a person, of the snapshot the half.
        deliver("tax/a_2026-06.csv", HEADER + "A,p,1\nB,,2\n");
        deliver("tax/a_2026-07.csv", HEADER + "A,p,1\nB,,7\n");

        var lines = ingest(contract);

        assertThat(lines).extracting(Delivery::status).containsExactly(Status.ACCEPTED, Status.ACCEPTED, Status.HELD);
        assertThat(lines.get(2).reason().orElseThrow()).contains("query is 8. Allowed: 3");
        assertThat(lake("lake")
                        .read(Table.records(contract))
                        .where("as_of_date > '2026-06-30'")
                        .count())
                .isZero();
    }

    @Test
    void waitsForTheManifestAndComparesWhatItDeclares() throws IOException {
        var text = HEADER + "A,p,1\nB,p,2\n";
        deliver("tax/a_2026-06.csv", text);
        var contract = declared(contract("tax/a", Mode.APPEND), "tax/a_{as_of_date}.json");

        assertThat(reason(contract)).contains("no manifest yet");
        manifest("{\"files\": [{\"name\": \"b.csv\"}]}");
        assertThat(reason(contract)).contains("does not name it").contains("tax/b.csv: missing");
        manifest("{\"asOfDate\": \"2026-05-31\", \"files\": [{\"name\": \"a_2026-06.csv\"}]}");
        assertThat(reason(contract)).contains("its path says 2026-06-30, its asOfDate 2026-05-31");
        manifest("{\"files\": [{\"name\": \"a_2026-06.csv\", \"sha256\": \"%s\"}]}".formatted("0".repeat(64)));
        assertThat(reason(contract)).contains("its SHA-256 is " + Digest.sha256(text));
        manifest("{\"files\": [{\"name\": \"a_2026-06.csv\", \"rows\": 3}]}");
        assertThat(reason(contract)).contains("2 rows, the manifest declares 3");
        manifest("{\"files\": ");
        assertThat(reason(contract)).contains("is no JSON");
        manifest(
                "{\"asOfDate\": \"2026-06-30\", \"files\": [{\"name\": \"a_2026-06.csv\", \"rows\": 2, \"sha256\": \"%s\"}]}"
                        .formatted(Digest.sha256(text)));

        var line = ingest(contract).get(0);

        assertThat(line.status()).isEqualTo(Status.ACCEPTED);
        assertThat(line.declaredRows()).contains(2L);
        assertThat(lake("lake")
                        .read(Tables.DELIVERY)
                        .where("declared_count = 2")
                        .count())
                .isEqualTo(1);
    }

    private String reason(Contract contract) {
        var line = ingest(contract).get(0);
        assertThat(line.status()).isEqualTo(Status.HELD);
        return line.reason().orElseThrow();
    }

    private void manifest(String json) throws IOException {
        deliver("tax/a_2026-06.json", json);
    }

    private String decide(Kind kind, Delivery delivery) {
        return new Decisions(lake("lake"))
                .decide(kind, delivery, "the department says so", "li.na", Instant.parse("2026-07-01T00:00:00Z"))
                .decisionId();
    }

    private List<Delivery> ingest(Contract... contracts) {
        return ingest("lake", contracts);
    }

    /** Each run knows a second more than the last. */
    private List<Delivery> ingest(String lake, Contract... contracts) {
        var hub = Made.hub(contracts);
        var job = new IngestDeliveries(hub, landing, Optional.empty());
        job.run(new JobContext(
                "run",
                AS_OF,
                Instant.parse("2026-07-01T00:00:00Z").plusSeconds(++runs),
                Clock.systemUTC(),
                hub,
                lake(lake),
                Progress.SILENT,
                Optional.empty()));
        assertThat(new Ledger(lake(lake)).standing().values())
                .as("what is seen is what stands")
                .containsAll(job.seen());
        return job.seen();
    }

    private Lake lake(String name) {
        return Lake.at(spark, folder.resolve(name).toUri());
    }

    private void deliver(String file, String text) throws IOException {
        Files.createDirectories(landing.resolve(file).getParent());
        Files.writeString(landing.resolve(file), text, StandardCharsets.UTF_8);
    }

    private static SetRule rule(String name, Measure measure, List<String> columns, Operator operator, long limit) {
        return new SetRule(
                name,
                measure,
                columns,
                Optional.empty(),
                new Bound(operator, BigDecimal.valueOf(limit), Optional.empty()),
                "承诺");
    }

    private static SetRule query(String name, String query, Operator operator, long limit) {
        return new SetRule(
                name,
                Measure.QUERY,
                List.of(),
                Optional.of(query),
                new Bound(operator, BigDecimal.valueOf(limit), Optional.empty()),
                "承诺");
    }

    private static Contract declared(Contract contract, String manifest) {
        return with(
                contract,
                new Promises(Optional.of(manifest), contract.promises().rules(), Optional.empty()));
    }

    private static Contract contract(String name, Mode mode, SetRule... rules) {
        return with(
                new Contract(
                        DatasetName.parse(name),
                        "1.0.0",
                        name,
                        "0123456789abcdef",
                        mode,
                        name + "_{as_of_date}.csv",
                        new TextFormat(StandardCharsets.UTF_8, ',', Optional.of('"'), true),
                        List.of(
                                column("code", ColumnType.of(ColumnType.Kind.STRING), true, mode == Mode.SNAPSHOT),
                                column("person", ColumnType.of(ColumnType.Kind.STRING), false, false),
                                column("amount", ColumnType.of(ColumnType.Kind.INTEGER), true, false)),
                        Set.of(),
                        Set.of(),
                        List.of(new RowRule("not_negative", "amount >= 0", "不小于零")),
                        "test",
                        Optional.empty(),
                        new Section(name, Section.Disclosure.OPEN),
                        60),
                new Promises(Optional.empty(), List.of(rules), Optional.empty()));
    }

    private static Contract with(Contract c, Promises promises) {
        return new Contract(
                c.name(),
                c.version(),
                c.title(),
                c.digest(),
                c.mode(),
                c.deletion(),
                c.path(),
                c.format(),
                c.entries(),
                c.exchange(),
                c.columns(),
                c.ignored(),
                c.nullValues(),
                c.rules(),
                c.legalBasis(),
                c.catalogueClass(),
                c.section(),
                c.retentionMonths(),
                promises);
    }

    private static ContractColumn column(String name, ColumnType type, boolean isRequired, boolean isKey) {
        return new ContractColumn(name, name, name, type, isRequired, isKey, false, Optional.empty(), Map.of());
    }
}
