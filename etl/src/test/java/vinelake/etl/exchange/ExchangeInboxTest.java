package vinelake.etl.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.ColumnType.Kind;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Exchange;
import vinelake.core.contract.Mode;
import vinelake.core.contract.Promises;
import vinelake.core.contract.Section;
import vinelake.core.contract.TextFormat;
import vinelake.core.table.Table;
import vinelake.core.value.Secret;
import vinelake.etl.ingest.IngestDeliveries;
import vinelake.lake.Delivery;
import vinelake.lake.Delivery.Counts;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Made;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;

@ExtendWith(SharedSpark.class)
class ExchangeInboxTest {

    private static final Secret USER = new Secret(Optional.of("EXCHANGE_USER"), Optional.empty());
    private static final Secret PASSWORD = new Secret(Optional.of("EXCHANGE_PASSWORD"), Optional.empty());

    private static EmbeddedPostgres postgres;

    private final SparkSession spark;

    @TempDir
    private Path folder;

    ExchangeInboxTest(SparkSession spark) {
        this.spark = spark;
    }

    @BeforeAll
    static void startPostgres() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void table() throws SQLException {
        execute("DROP SCHEMA IF EXISTS 前置 CASCADE", "DROP SCHEMA IF EXISTS ex CASCADE", "CREATE SCHEMA ex");
        execute("CREATE TABLE ex.permit (code text, \"许可内容\" text, fee numeric(12,2), granted date, valid boolean,"
                + " phone text, changed_at timestamptz)");
        insert("A1", "'餐饮\n\"服务\", 热食'", "12.50", "2026-06-01", "true", "2026-06-01 08:00:00+08");
        insert("A2", "NULL", "NULL", "2026-06-02", "false", "2026-06-02 09:30:00.123456+08");
        insert("A3", "'运输'", "0", "2026-06-03", "NULL", "2026-06-02 09:30:00.123456+08");
    }

    @Test
    void takesWhatTheTableHoldsWithItsTypes() {
        assertThat(ingest(permit(Optional.of("changed_at"))).counts()).isEqualTo(new Counts(3, 3, 0, 0, 0, 0));
        assertThat(records())
                .containsExactlyInAnyOrder(
                        "[A1,餐饮\n\"服务\", 热食,12.50,2026-06-01,true,2026-06-01 00:00:00]",
                        "[A2,null,null,2026-06-02,false,2026-06-02 01:30:00.123456]",
                        "[A3,运输,0.00,2026-06-03,null,2026-06-02 01:30:00.123456]");
    }

    @Test
    void readsOnlyWhatHasChangedSinceTheLastFetch() throws SQLException {
        var contract = permit(Optional.of("changed_at"));
        ingest(contract);
        execute("UPDATE ex.permit SET fee = 99, changed_at = '2026-06-05 00:00:00+08' WHERE code = 'A1'");
        insert("A4", "'仓储'", "1", "2026-06-04", "true", "2026-06-06 00:00:00+08");

        // The two of the last moment come again, because a third might have been committed for it.
        assertThat(ingest(contract).counts()).isEqualTo(new Counts(4, 2, 0, 2, 0, 0));
        assertThat(records()).hasSize(5).contains("[A1,餐饮\n\"服务\", 热食,99.00,2026-06-01,true,2026-06-04 16:00:00]");
    }

    @Test
    void takesARowThatWasCommittedLaterForTheLastMoment() throws SQLException {
        var contract = permit(Optional.of("changed_at"));
        ingest(contract);
        insert("A4", "'仓储'", "1", "2026-06-04", "true", "2026-06-02 09:30:00.123456+08");

        assertThat(ingest(contract).counts()).isEqualTo(new Counts(3, 1, 0, 2, 0, 0));
    }

    @Test
    void losesNoRowThatHasNoMoment() throws SQLException {
        var contract = permit(Optional.of("changed_at"));
        ingest(contract);
        execute("INSERT INTO ex.permit (code) VALUES ('A5')");

        assertThat(ingest(contract).counts()).isEqualTo(new Counts(3, 1, 0, 2, 0, 0));
        assertThat(seen(contract)).hasSize(0);
    }

    @Test
    void deliversNothingWhereNothingHasChanged() {
        var contract = permit(Optional.of("changed_at"));
        ingest(contract);

        assertThat(seen(contract)).isEmpty();
        assertThat(records()).hasSize(3);
    }

    @Test
    void leavesInTheDatabaseWhatTheContractIgnores() throws IOException {
        ingest(permit(Optional.of("changed_at")));

        try (var files = Files.walk(folder.resolve("lake/landing"))) {
            var landed = files.filter(Files::isRegularFile).toList();
            assertThat(landed).hasSize(1);
            assertThat(Files.readString(landed.get(0), StandardCharsets.UTF_8))
                    .contains("运输")
                    .doesNotContain("phone")
                    .doesNotContain("secret-phone");
        }
    }

    @Test
    void holdsATableWithANewColumnAndTakesItsRowsLater() throws SQLException {
        var contract = permit(Optional.of("changed_at"));
        ingest(contract);
        execute("ALTER TABLE ex.permit ADD COLUMN remark text");
        insert("A4", "'仓储'", "1", "2026-06-04", "true", "2026-06-06 00:00:00+08");

        assertThat(ingest(contract).reason().orElseThrow()).contains("unexpected remark");
        execute("ALTER TABLE ex.permit DROP COLUMN remark");
        assertThat(ingest(contract).counts()).isEqualTo(new Counts(3, 1, 0, 2, 0, 0));
    }

    @Test
    void deliversAQueryAsAWhole() {
        var query = permit(
                Optional.empty(),
                Optional.of("SELECT code, \"许可内容\", fee, granted, valid, changed_at FROM permit WHERE code <> 'A2'"),
                postgres.getPort());

        assertThat(ingest(query).counts()).isEqualTo(new Counts(2, 2, 0, 0, 0, 0));
    }

    @Test
    void holdsWhatItCannotFetchWithoutTheSecrets() {
        var nowhere = permit(Optional.empty(), Optional.empty(), 1);

        assertThat(ingest(nowhere).reason().orElseThrow())
                .contains("exchange/permit/permit")
                .contains("jdbc:postgresql://localhost:1/postgres")
                .doesNotContain("no-password-is-needed");
    }

    @Test
    void namesAColumnThatIsNotThere() {
        assertThat(ingest(permit(Optional.of("changed"))).reason().orElseThrow())
                .contains("changedAt is 'changed', which is no column. Allowed: code, 许可内容, fee");
    }

    @Test
    void takesFilesOfTheTimeBeforeTheDatabase() throws IOException {
        var database = permit(Optional.empty());
        var files = new Contract(
                database.name(),
                "0.9.0",
                "行政许可",
                "fedcba9876543210",
                Mode.APPEND,
                "permit/permit_{as_of_date}.csv",
                database.format(),
                List.of(
                        column("code", "编号", ColumnType.of(Kind.STRING)),
                        column("granted", "日期", ColumnType.of(Kind.DATE))),
                Set.of(),
                Set.of(),
                List.of(),
                "行政许可法",
                Optional.empty(),
                database.section(),
                60);
        Files.createDirectories(folder.resolve("inbox/permit"));
        Files.writeString(folder.resolve("inbox/permit/permit_2026-05.csv"), "编号,日期\nF1,2026-05-04\n");
        Files.writeString(folder.resolve("inbox/permit/permit_2026-06.csv"), "编号,日期\nF2,2026-06-04\n");

        var seen = seen(database.after(List.of(files), Optional.of(LocalDate.of(2026, 6, 1))));

        assertThat(seen)
                .extracting(line -> line.asOfDate() + " " + line.status() + " " + line.ruleVersion())
                .containsExactlyInAnyOrder(
                        "2026-05-31 ACCEPTED " + files.ruleVersion(),
                        "2026-06-30 ACCEPTED " + database.ruleVersion(),
                        "2026-06-30 HELD " + database.ruleVersion());
        assertThat(records()).hasSize(4).contains("[F1,null,null,2026-05-04,null,null]");
    }

    private Delivery ingest(Contract contract) {
        var seen = seen(contract);
        assertThat(seen).hasSize(1);
        return seen.get(0);
    }

    private List<Delivery> seen(Contract contract) {
        var hub = Made.hub(contract);
        var secrets = Map.of(USER, "postgres", PASSWORD, "no-password-is-needed");
        var job = new IngestDeliveries(hub, folder.resolve("inbox"), Optional.empty(), Optional.empty(), secrets::get);
        try {
            Files.createDirectories(folder.resolve("inbox"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        job.run(new JobContext(
                "run",
                LocalDate.of(2026, 6, 30),
                Instant.parse("2026-07-01T00:00:00Z"),
                Clock.systemUTC(),
                hub,
                lake(),
                Progress.SILENT,
                Optional.empty()));
        return job.seen();
    }

    private List<String> records() {
        return lake()
                .read(Table.records(permit(Optional.empty())))
                .selectExpr("code", "content", "fee", "granted", "valid", "cast(changed_at AS STRING)")
                .collectAsList()
                .stream()
                .map(Object::toString)
                .toList();
    }

    private Lake lake() {
        return Lake.at(spark, folder.resolve("lake").toUri());
    }

    private static void insert(String code, String content, String fee, String granted, String valid, String changedAt)
            throws SQLException {
        execute("INSERT INTO ex.permit VALUES ('%s', %s, %s, '%s', %s, 'secret-phone', '%s')"
                .formatted(code, content, fee, granted, valid, changedAt));
    }

    private static void execute(String... statements) throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Contract permit(Optional<String> changedAt) {
        return permit(changedAt, Optional.empty(), postgres.getPort());
    }

    private static Contract permit(Optional<String> changedAt, Optional<String> query, int port) {
        return new Contract(
                new DatasetName("permit", "permit"),
                "1.0.0",
                "行政许可",
                "0123456789abcdef",
                Mode.APPEND,
                Optional.empty(),
                "exchange/permit/permit/{as_of_date}_*.csv",
                new TextFormat(StandardCharsets.UTF_8, ',', Optional.of('"'), true),
                Optional.empty(),
                Optional.of(new Exchange(
                        "jdbc:postgresql://localhost:%d/postgres".formatted(port),
                        "ex",
                        query.isPresent() ? Optional.empty() : Optional.of("permit"),
                        query,
                        changedAt,
                        USER,
                        PASSWORD)),
                List.of(
                        column("code", "code", ColumnType.of(Kind.STRING)),
                        column("content", "许可内容", ColumnType.of(Kind.STRING)),
                        column("fee", "fee", ColumnType.decimal(12, 2)),
                        column("granted", "granted", ColumnType.of(Kind.DATE)),
                        column("valid", "valid", ColumnType.of(Kind.BOOLEAN)),
                        column("changed_at", "changed_at", ColumnType.of(Kind.TIMESTAMP))),
                Set.of("phone"),
                Set.of(),
                List.of(),
                "行政许可法",
                Optional.empty(),
                new Section("行政许可", Section.Disclosure.OPEN),
                60,
                Promises.NONE);
    }

    private static ContractColumn column(String name, String source, ColumnType type) {
        return new ContractColumn(name, source, source, type, false, false, false, Optional.empty(), Map.of());
    }
}
