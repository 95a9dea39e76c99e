package vinelake.etl.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.Charset;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.HoldWords;
import vinelake.core.contract.Mode;
import vinelake.core.contract.Section;
import vinelake.core.contract.TextFormat;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.core.value.PersonalHash;
import vinelake.etl.text.OrderedPass;
import vinelake.lake.Delivery;
import vinelake.lake.Delivery.FileDigest;
import vinelake.lake.Digest;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.Made;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;

/** What an inbox holds on a bad day. */
@ExtendWith(SharedSpark.class)
class HostileInboxTest {

    private static final LocalDate AS_OF = LocalDate.of(2026, 6, 30);
    private static final ContractColumn CODE = column("code", "代码", true, true, false);
    private static final ContractColumn NAME = column("name", "名称", true, false, false);
    private static final ContractColumn PHONE = column("phone", "电话", false, false, true);

    private static final Contract FIRM =
            contract(Mode.SNAPSHOT, StandardCharsets.UTF_8, ',', List.of(CODE, NAME, PHONE), Set.of());
    private static final Contract NOTICE = appended(StandardCharsets.UTF_8, ',', List.of(CODE, NAME));

    private final SparkSession spark;

    @TempDir
    private Path folder;

    private Path landing;

    HostileInboxTest(SparkSession spark) {
        this.spark = spark;
    }

    @BeforeEach
    void emptyInbox() throws IOException {
        landing = Files.createDirectory(folder.resolve("landing"));
    }

    @Test
    void holdsAFileWhoseQuoteIsNeverClosed() throws IOException {
        deliver("a/x_2026-06.csv", "代码,名称\nA1,甲\nA2,\"乙\nA3,丙\nA4,丁\n");

        assertThat(ingest(NOTICE).get(0).reason().orElseThrow()).contains("a/x_2026-06.csv", "line 3", "never closed");
        assertThat(lake().read(Table.records(NOTICE)).count()).isZero();
    }

    /** A name may look like the end of one reason and the whole of another. */
    @Test
    void quotesAHeaderInShort() throws IOException {
        deliver("a/x_2026-06.csv", "代码,名称,\"%s\"\nA1,甲,1\n".formatted("; : x is y.\nAllowed: z (w".repeat(20)));

        var reason = ingest(NOTICE).get(0).reason().orElseThrow();

        assertThat(reason)
                .startsWith("a/x_2026-06.csv: line 1: columns unexpected ;: x is y. Allowed: z (w;: x is y. Allowed: ")
                .endsWith("…. Allowed are those that the contract maps or names in ignoredColumns");
        assertThat(HoldWords.of(reason, Optional.of(NOTICE)))
                .singleElement()
                .asString()
                .startsWith("a/x_2026-06.csv 第 1 行：列与契约不符：多出“;: x is y.");
    }

    @Test
    void takesQuotesThatStandForThemselves() throws IOException {
        deliver("a/x_2026-06.csv", "代码,名称\nA1,5\" 管\nA2,\"他说\"\"好\"\"\"\nA3,\"末\"");

        ingest(NOTICE);

        assertThat(records(NOTICE, "name")).containsExactlyInAnyOrder("[5\" 管]", "[他说\"好\"]", "[末]");
    }

    @Test
    void holdsAFileWithARecordThatNeverEnds() throws IOException {
        deliver("a/x_2026-06.csv", "代码,名称\nA1,甲\nA2," + "长".repeat(5 << 20) + "\n");

        assertThat(ingest(NOTICE).get(0).reason().orElseThrow()).startsWith("a/x_2026-06.csv: ");
    }

    @Test
    void readsLinesThatEndAsOnAnOldMacintosh() throws IOException {
        deliver("a/x_2026-06.csv", "代码,名称\rA1,甲\rA2,乙\r");

        ingest(NOTICE);

        assertThat(records(NOTICE, "code", "line_number")).containsExactlyInAnyOrder("[A1,2]", "[A2,3]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "Big5", "GB18030"})
    void readsTheCharsetsOfTheContract(String charset) throws IOException {
        var name = column("name", "名稱", true, false, false);
        var contract = appended(Charset.forName(charset), ',', List.of(column("code", "代號", true, true, false), name));
        deliver("a/x_2026-06.csv", "代號,名稱\nA1,甲\n", Charset.forName(charset));

        ingest(contract);

        assertThat(records(contract, "code", "name")).containsExactly("[A1,甲]");
    }

    @Test
    void takesARowWithNothingInItsFieldsForARowLikeAnyOther() throws IOException {
        var contract = contract(Mode.APPEND, StandardCharsets.UTF_8, '\t', List.of(CODE, NAME, PHONE), Set.of());
        deliver("a/x_2026-06.csv", "代码\t名称\t电话\nA1\t甲\t1\n\t\t\n\u00A0\n");

        assertThat(ingest(contract).get(0).counts()).isEqualTo(new Delivery.Counts(2, 1, 1, 0, 0, 0));
    }

    @Test
    void saysNothingOfAFirstRowThatIsNoHeader() throws IOException {
        deliver("a/x_2026-06.csv", "F1,张三,13900000001\nF2,李四,13900000002\n");

        assertThat(ingest(FIRM).get(0).reason().orElseThrow())
                .doesNotContain("13900000001", "张三")
                .contains("a/x_2026-06.csv: line 1: no header", "代码, 名称, 电话");
    }

    @Test
    void keepsNoValueOfAnIgnoredColumn() throws IOException {
        var contract = contract(Mode.APPEND, StandardCharsets.UTF_8, ',', List.of(CODE, NAME), Set.of("身份证号"));
        deliver("a/x_2026-06.csv", "代码,身份证号,名称\nA1,11010119900101001X,\nA2,11010119900101001X\n");

        ingest(contract);

        assertThat(rows(Tables.QUARANTINE, "text")).containsExactlyInAnyOrder("[A1,***,]", "[null]");
    }

    @Test
    void holdsASnapshotWithoutRowsAndEndsNobody() throws IOException {
        deliver("a/x_2026-05.csv", "代码,名称,电话\nF1,甲,1\nF2,乙,2\n");
        deliver("a/x_2026-06.csv", "代码,名称,电话\n");

        assertThat(ingest(FIRM).get(1).reason().orElseThrow()).contains("no rows");
        assertThat(records(FIRM, "is_ended")).containsExactly("[false]", "[false]");
    }

    @Test
    void knowsADeliveryWhoseFileWasRenamed() throws IOException {
        deliver("a/x_2026-06.csv", "代码,名称,电话\nF1,甲,1\n");
        var first = ingest(FIRM);
        Files.move(landing.resolve("a/x_2026-06.csv"), landing.resolve("a/x_20260630.csv"));

        assertThat(ingest(FIRM)).isEqualTo(first);
    }

    @Test
    void takesOnlyTheNewFileBesideAKnownOne() throws IOException {
        deliver("a/x_2026-06.csv", "代码,名称\nA1,甲\n");
        ingest(NOTICE);
        deliver("a/x_20260630.csv", "代码,名称\nA1,甲\nA2,乙\n");

        ingest(NOTICE);
        var again = ingest(NOTICE);

        assertThat(records(NOTICE, "code", "file"))
                .containsExactlyInAnyOrder("[A1,a/x_2026-06.csv]", "[A2,a/x_20260630.csv]");
        assertThat(again.stream().map(d -> d.counts().read())).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void knowsADeliveryThatHeldNothingNew() throws IOException {
        deliver("a/x_2026-05.csv", "代码,名称\nA1,甲\n");
        deliver("a/x_2026-06.csv", "代码,名称\nA1,甲\n\n");

        var first = ingest(NOTICE);

        assertThat(first.get(1).counts()).isEqualTo(new Delivery.Counts(1, 0, 0, 1, 0, 0));
        assertThat(ingest(NOTICE)).isEqualTo(first);
        assertThat(lake().read(Tables.DELIVERY).count()).isEqualTo(2);
    }

    @Test
    void triesAFileAgainThatChangedWhileItWasRead() throws IOException {
        var text = "代码,名称\nA1,甲\n";
        var file = "a/x_2026-06.csv";
        deliver(file, "代码,名称\nA1,");
        assertThat(takeAndEnter(file, text).reason().orElseThrow()).contains("changed while it was read");
        deliver(file, text);

        assertThat(ingest(NOTICE).get(0).isHeld()).isFalse();
    }

    @Test
    void holdsAFileThatWentAwayBeforeItWasRead() throws IOException {
        assertThat(takeAndEnter("a/x_2026-06.csv", "代码").reason().orElseThrow()).contains("changed while it was read");
    }

    @Test
    void keepsAColumnThatIsNamedLikeAStepOfTheIngest() throws IOException {
        var contract = appended(
                StandardCharsets.UTF_8,
                ',',
                List.of(
                        CODE,
                        column("state", "状态", true, false, false),
                        column("rules", "规则", true, false, false),
                        column("text", "正文", true, false, false),
                        column("copy", "份数", true, false, false)));
        deliver("a/x_2026-06.csv", "代码,状态,规则,正文,份数\nA1,吊销,条,文,二\n");

        ingest(contract);

        assertThat(records(contract, "state", "rules", "text", "copy")).containsExactly("[吊销,条,文,二]");
    }

    @Test
    void entersEachFileThatCannotBeDated() throws IOException {
        deliver("a/x_2026-13.csv", "代码,名称\nA1,甲\n");
        deliver("a/x_2026-14.csv", "代码,名称\nA1,甲\n");

        ingest(NOTICE);

        assertThat(new Ledger(lake()).lines().stream().map(l -> l.files().get(0).name()))
                .containsExactlyInAnyOrder("a/x_2026-13.csv", "a/x_2026-14.csv");
    }

    @Test
    void findsTheFilesBehindSymbolicLinksToFolders() throws IOException {
        var elsewhere = Files.createDirectories(folder.resolve("elsewhere/a"));
        Files.writeString(elsewhere.resolve("x_2026-06.csv"), "代码,名称\nA1,甲\n");
        Files.createSymbolicLink(landing.resolve("a"), elsewhere);
        landing = Files.createSymbolicLink(folder.resolve("inbox"), landing);

        assertThat(ingest(NOTICE)).hasSize(1);
        assertThat(records(NOTICE, "code")).containsExactly("[A1]");
    }

    @Test
    void holdsABrokenLinkAndALinkThatLeadsInACircle() throws IOException {
        Files.createDirectories(landing.resolve("a"));
        Files.createSymbolicLink(landing.resolve("a/x_2026-06.csv"), landing.resolve("nowhere"));
        Files.createSymbolicLink(landing.resolve("a/b"), landing.resolve("a"));

        assertThat(ingest(NOTICE).get(0).reason().orElseThrow()).contains("cannot be read");
    }

    @Test
    void passesOverAFolderThatIsNamedLikeAFile() throws IOException {
        Files.createDirectories(landing.resolve("a/x_2026-06.csv/b"));

        assertThatCode(() -> ingest(NOTICE)).doesNotThrowAnyException();
    }

    @Test
    void tellsRowsApartThatDifferOnlyByWhereASeparatorStands() throws IOException {
        deliver("a/x_2026-06.csv", "代码,名称\nA\u001FB,C\nA,B\u001FC\n");

        assertThat(ingest(NOTICE).get(0).counts()).isEqualTo(new Delivery.Counts(2, 2, 0, 0, 0, 0));
    }

    @Test
    void quarantinesUnderTheRulesThatTheRecordsWereCommittedUnder() throws IOException {
        deliver("a/x_2026-06.csv", "代码,名称\nA1,\nA2,乙\n");
        // A run under the former contract was killed between its two commits.
        var former = appended(StandardCharsets.UTF_8, ',', List.of(CODE, column("name", "名称", false, false, false)));
        var killed = ingest(former).get(0);
        try (var files = Files.walk(Path.of(lake().location(Table.records(former))))) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(f -> f.toFile().delete());
        }
        try (var files = Files.walk(Path.of(lake().location(Tables.DELIVERY)))) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(f -> f.toFile().delete());
        }
        org.apache.spark.sql.delta.DeltaLog.clearCache();

        var line = ingest(NOTICE).get(0);

        assertThat(line.deliveryId()).isEqualTo(killed.deliveryId());
        assertThat(line.counts()).isEqualTo(new Delivery.Counts(2, 1, 1, 0, 0, 0));
        assertThat(rows(Tables.QUARANTINE, "delivery_id", "rule_version"))
                .containsExactly("[%s,%s]".formatted(line.deliveryId(), NOTICE.ruleVersion()));
    }

    @Test
    void takesADeliveryUnderAContractThatGainedAColumn() throws IOException {
        deliver("a/x_2026-05.csv", "代码,名称\nA1,甲\n");
        ingest(NOTICE);
        var wider =
                appended(StandardCharsets.UTF_8, ',', List.of(CODE, NAME, column("place", "住所", false, false, false)));
        deliver("a/x_2026-06.csv", "代码,名称,住所\nA2,乙,苏州\n");

        ingest(wider);

        assertThat(records(wider, "code", "place")).containsExactlyInAnyOrder("[A1,null]", "[A2,苏州]");
    }

    @Test
    void tellsNoValueOfARowThatHasANameOfTheContractByChance() throws IOException {
        deliver("a/x_2026-06.csv", "代码,13912345678,13912345678,王某某\nA2,乙,55502,x\n");

        assertThat(ingest(NOTICE).get(0).reason().orElseThrow())
                .contains("columns missing 名称; unexpected #2, #3, #4")
                .doesNotContain("13912345678")
                .doesNotContain("王某某");
    }

    /** As a run does that saw the file when it was this. */
    private Delivery takeAndEnter(String name, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var checksum = LandingZone.newChecksum();
        checksum.update(bytes);
        var file = new FileDigest(name, Digest.sha256(text), bytes.length);
        var arrival = new Inbox.Arrival(NOTICE, AS_OF, List.of(file), Manifests.NONE, landing);
        var inbox = new Inbox(List.of(arrival), List.of(), List.of(), Map.of(name, checksum.getValue()));
        var line = new DeliveryIngest(
                        context(NOTICE),
                        Optional.empty(),
                        Optional.empty(),
                        new RefusedRowsLeft(lake(), List.of()),
                        new PhaseTimes(),
                        OrderedPass.Workers.NONE,
                        new IngestProgress(Progress.SILENT, 1, 1, System::nanoTime),
                        unclaimed -> {},
                        -1)
                .take(inbox, List.of(new DeliveryIngest.Pending(arrival, arrival.files(), Optional.empty())), List.of())
                .get(0);
        new Ledger(lake()).enterHeld(line);
        return line;
    }

    private List<Delivery> ingest(Contract contract) {
        var context = context(contract);
        var job = new IngestDeliveries(context.hub(), landing, Optional.of(PersonalHash.of(new byte[32], 1)));
        job.run(context);
        return job.seen();
    }

    private JobContext context(Contract contract) {
        var hub = Made.hub(contract);
        return new JobContext(
                "run",
                AS_OF,
                Instant.parse("2026-07-01T00:00:00Z"),
                Clock.systemUTC(),
                hub,
                lake(),
                Progress.SILENT,
                Optional.empty());
    }

    private Lake lake() {
        return Lake.at(spark, folder.resolve("lake").toUri());
    }

    private void deliver(String file, String text) throws IOException {
        deliver(file, text, StandardCharsets.UTF_8);
    }

    private void deliver(String file, String text, Charset charset) throws IOException {
        var path = landing.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text, charset);
    }

    private List<String> records(Contract contract, String... columns) {
        return rows(Table.records(contract), columns);
    }

    private List<String> rows(Table table, String... columns) {
        return lake().read(table).selectExpr(columns).collectAsList().stream()
                .map(Object::toString)
                .toList();
    }

    private static Contract appended(Charset charset, char delimiter, List<ContractColumn> columns) {
        return contract(Mode.APPEND, charset, delimiter, columns, Set.of());
    }

    private static Contract contract(
            Mode mode, Charset charset, char delimiter, List<ContractColumn> columns, Set<String> ignored) {
        return new Contract(
                new DatasetName("a", "x"),
                "1.0.0",
                "x",
                Digest.sha256(columns.toString()),
                mode,
                "a/x_{as_of_date}*.csv",
                new TextFormat(charset, delimiter, Optional.of('"'), true),
                columns,
                ignored,
                Set.of(),
                List.of(),
                "test",
                Optional.empty(),
                new Section("x", Section.Disclosure.OPEN),
                60);
    }

    private static ContractColumn column(
            String name, String source, boolean isRequired, boolean isKey, boolean isPersonal) {
        return new ContractColumn(
                name,
                source,
                source,
                ColumnType.of(ColumnType.Kind.STRING),
                isRequired,
                isKey,
                isPersonal,
                Optional.empty(),
                Map.of());
    }
}
