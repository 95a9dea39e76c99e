package vinelake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.table.Table;
import vinelake.core.table.Table.Column;
import vinelake.core.table.Table.Keeping;

@ExtendWith(SharedSpark.class)
class LakeTest {

    private static final LocalDate MAY = LocalDate.of(2026, 5, 31);
    private static final LocalDate JUNE = LocalDate.of(2026, 6, 30);

    private static final Table HISTORY = new Table(
            "test/history",
            Keeping.HISTORY,
            List.of(
                    new Column("id", "BIGINT", false, "the reader's number"),
                    new Column("amount_cny", "DECIMAL(18,2)", true, "")));

    private static final Table DERIVED = new Table(
            "test/derived",
            Keeping.DERIVED,
            List.of(new Column("as_of_date", "DATE", false, ""), new Column("id", "BIGINT", false, "")));

    private final SparkSession spark;

    @TempDir
    private Path folder;

    LakeTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void readsNoRowsInTheTablesColumnsWhereThereIsNoTable() {
        var rows = lake().read(HISTORY);

        assertThat(rows.schema().toDDL()).isEqualTo(Lake.schema(HISTORY).toDDL());
        assertThat(rows.count()).isZero();
        assertThat(lake().exists(HISTORY)).isFalse();
        assertThat(lake().version(HISTORY)).isEmpty();
        assertThat(lake().notesAfter(HISTORY, -1)).isEmpty();
    }

    @Test
    void refusesRowsWhoseTypeNameOrNumberOfColumnsIsAnotherAndSaysWhichAndWritesNothing() {
        // Delta would cast the text and add the column without a word.
        assertThatThrownBy(() -> append("SELECT 1L AS id, '5' AS amount_cny", "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("test/history: column 2 is amount_cny string, the table has amount_cny decimal(18,2)");
        assertThatThrownBy(() -> append("SELECT 1L AS id, CAST(5 AS DECIMAL(18,3)) AS amount_cny", "b"))
                .hasMessageContaining("column 2 is amount_cny decimal(18,3), the table has amount_cny decimal(18,2)");
        assertThatThrownBy(() -> append("SELECT CAST(5 AS DECIMAL(18,2)) AS amount_cny, 1L AS id", "c"))
                .hasMessageContaining("column 1 is amount_cny decimal(18,2), the table has id bigint")
                .hasMessageContaining("column 2 is id bigint, the table has amount_cny decimal(18,2)");
        assertThatThrownBy(() -> append("SELECT 1L AS id", "d"))
                .hasMessageContaining("column 2 is nothing, the table has amount_cny decimal(18,2)");
        assertThatThrownBy(() -> append("SELECT 1L AS id, CAST(5 AS DECIMAL(18,2)) AS amount_cny, 'x' AS more", "e"))
                .hasMessageContaining("column 3 is more string, the table has nothing");
        assertThatThrownBy(() ->
                        lake().replace(DERIVED, JUNE, spark.sql("SELECT DATE'2026-06-30' AS as_of_date, 1 AS id")))
                .hasMessageContaining("column 2 is id int, the table has id bigint");

        assertThat(lake().exists(HISTORY)).isFalse();
        assertThat(lake().exists(DERIVED)).isFalse();
    }

    @Test
    void appendsOnceHoweverOftenATransactionIsTried() {
        append("SELECT 1L AS id, CAST(5 AS DECIMAL(18,2)) AS amount_cny", "first");
        var version = lake().version(HISTORY);

        append("SELECT 1L AS id, CAST(5 AS DECIMAL(18,2)) AS amount_cny", "first");
        append("SELECT 2L AS id, CAST(6 AS DECIMAL(18,2)) AS amount_cny", "first");

        assertThat(lake().version(HISTORY)).isEqualTo(version);
        assertThat(ids(lake().read(HISTORY))).containsExactly(1L);

        append("SELECT 2L AS id, CAST(6 AS DECIMAL(18,2)) AS amount_cny", "second");

        assertThat(ids(lake().read(HISTORY))).containsExactly(1L, 2L);
        assertThat(lake().notesAfter(HISTORY, -1))
                .extracting(Lake.Note::metadata)
                .containsExactly("{\"of\":\"first\"}", "{\"of\":\"second\"}");
        assertThat(lake().notesAfter(HISTORY, version.orElseThrow()))
                .extracting(Lake.Note::metadata)
                .containsExactly("{\"of\":\"second\"}");
    }

    /** Whatever the folder is called. */
    @Test
    void namesTheFilesThatATableHas() throws Exception {
        var lake = Lake.at(spark, folder.resolve("数据 湖+1%").toUri());
        assertThat(lake.files(HISTORY)).isEmpty();
        lake.append(
                HISTORY,
                spark.sql("SELECT 1L AS id, CAST(5 AS DECIMAL(18,2)) AS amount_cny"),
                new CommitNote("first", "{}"));

        assertThat(lake.files(HISTORY)).hasSize(1).allSatisfy(file -> {
            var path = new org.apache.hadoop.fs.Path(file.location());
            assertThat(Path.of(path.toUri().getPath())).hasSize(file.bytes());
            assertThat(file.days("id")).isEmpty();
        });
    }

    @Test
    void looksForTheFilesOfASmallTableWithoutAQuery() throws Exception {
        append("SELECT 1L AS id, CAST(5 AS DECIMAL(18,2)) AS amount_cny", "first");
        append("SELECT 2L AS id, CAST(6 AS DECIMAL(18,2)) AS amount_cny", "second");

        var byDelta = spark.read()
                .format("delta")
                .load(Path.of(lake().location(HISTORY)).toString());
        assertThat(jobsOf(() -> byDelta.queryExecution().executedPlan())).isPositive();
        var byList = lake().read(HISTORY).where("amount_cny > 5");
        assertThat(jobsOf(() -> byList.queryExecution().executedPlan())).isZero();
        assertThat(ids(byList)).containsExactly(2L);
    }

    @Test
    void readsTheSameRowsWhereAKillHasLeftNoChecksum() throws Exception {
        append("SELECT 1L AS id, CAST(5 AS DECIMAL(18,2)) AS amount_cny", "first");
        append("SELECT 2L AS id, CAST(6 AS DECIMAL(18,2)) AS amount_cny", "second");
        Files.delete(Path.of(lake().location(HISTORY)).resolve("_delta_log/00000000000000000001.crc"));
        DeltaLog.clearCache();

        assertThat(ids(lake().read(HISTORY))).containsExactly(1L, 2L);
        append("SELECT 3L AS id, CAST(7 AS DECIMAL(18,2)) AS amount_cny", "third");

        assertThat(ids(lake().read(HISTORY))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void readsATableOfMoreFilesThanAChecksumLists() {
        var files = spark.range(0, 120, 1, 60).selectExpr("id", "CAST(id AS DECIMAL(18,2)) AS amount_cny");
        lake().append(HISTORY, files, new CommitNote("many", "{}"));
        assertThat(lake().log(HISTORY).size().files()).isEqualTo(60);

        assertThat(lake().read(HISTORY).where("amount_cny >= 60").count()).isEqualTo(60);
    }

    @Test
    void letsOneOfTwoCommitThatKnowTheTableUpToTheSameVersion() {
        long first = appendInTurn("a", -1);

        assertThatThrownBy(() -> appendInTurn("b", -1))
                .isInstanceOf(OvertakenException.class)
                .hasMessageContaining("test/history: another run has taken in deliveries of this dataset meanwhile");
        appendInTurn("c", first);

        assertThat(lake().read(HISTORY).count()).isEqualTo(2);
    }

    @Test
    void letsOneOfTwoCommitThatRaceForTheSameTurn() {
        long known = -1;
        for (int round = 0; round < 5; round++) {
            long version = known;
            int number = round;
            var won = IntStream.range(0, 2)
                    .parallel()
                    .mapToObj(racer -> {
                        try {
                            return Optional.of(appendInTurn("%d of %d".formatted(racer, number), version));
                        } catch (OvertakenException e) {
                            return Optional.<Long>empty();
                        }
                    })
                    .flatMap(Optional::stream)
                    .toList();
            assertThat(won).hasSize(1);
            known = won.get(0);
            assertThat(lake().read(HISTORY).count()).isEqualTo(round + 1);
        }
    }

    @Test
    void commitsInTurnWhereOnlyFilesWereMovedSince() {
        long first = appendInTurn("a", -1);
        appendInTurn("b", first);
        long second = lake().version(HISTORY).orElseThrow();
        spark.sql("OPTIMIZE delta.`%s`".formatted(lake().location(HISTORY)));
        assertThat(lake().version(HISTORY)).hasValue(second + 1);

        appendInTurn("c", second);

        assertThat(lake().read(HISTORY).count()).isEqualTo(3);
    }

    @Test
    void commitsTheNoteOfAnAppendWithoutRows() {
        append("SELECT 1L AS id, CAST(5 AS DECIMAL(18,2)) AS amount_cny WHERE false", "empty");

        assertThat(lake().notesAfter(HISTORY, -1)).hasSize(1);
        assertThat(lake().read(HISTORY).count()).isZero();
    }

    @Test
    void refusesANullInAColumnThatAlwaysHasAValue() {
        assertThatThrownBy(() ->
                        append("SELECT CAST(NULL AS BIGINT) AS id, CAST(5 AS DECIMAL(18,2)) AS amount_cny", "null"))
                .hasStackTraceContaining("NOT NULL constraint violated for column: id");
    }

    @Test
    void replacesTheRowsOfTheDateAndOfNoOther() {
        replace(MAY, 1, 2);
        replace(JUNE, 3, 4);

        replace(JUNE, 5);

        assertThat(ids(lake().read(DERIVED, MAY))).containsExactly(1L, 2L);
        assertThat(ids(lake().read(DERIVED, JUNE))).containsExactly(5L);
        assertThatThrownBy(() -> lake().replace(DERIVED, JUNE, rows(MAY, 9))).hasMessageContaining("as_of_date");
        assertThat(ids(lake().read(DERIVED))).containsExactly(1L, 2L, 5L);

        replace(JUNE);

        assertThat(ids(lake().read(DERIVED))).containsExactly(1L, 2L);
    }

    @Test
    void readsTheRowsOfADateWithAndWithoutAChecksum() throws Exception {
        replace(MAY, 1, 2);
        replace(JUNE, 3);

        assertThat(jobsOf(() -> lake().read(DERIVED, MAY).queryExecution().executedPlan()))
                .isZero();
        assertThat(lake().read(DERIVED, MAY)
                        .where("as_of_date = DATE'2026-05-31'")
                        .count())
                .isEqualTo(2);
        assertThat(lake().read(DERIVED).where("as_of_date = DATE'2026-06-30'").count())
                .isEqualTo(1);
        try (var checksums =
                Files.newDirectoryStream(Path.of(lake().location(DERIVED)).resolve("_delta_log"), "*.crc")) {
            for (var checksum : checksums) {
                Files.delete(checksum);
            }
        }
        DeltaLog.clearCache();

        assertThat(ids(lake().read(DERIVED, MAY))).containsExactly(1L, 2L);
        assertThat(ids(lake().read(DERIVED, JUNE))).containsExactly(3L);
        assertThat(lake().log(DERIVED).size().bytes()).isPositive();
    }

    @Test
    void neverReplacesHistoryAndNeverAddsToWhatIsDerived() {
        assertThatThrownBy(() -> lake().replace(HISTORY, JUNE, rows(JUNE, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("test/history is HISTORY");
        assertThatThrownBy(() -> lake().append(DERIVED, rows(JUNE, 1), new CommitNote("a", "{}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("test/derived is DERIVED");
    }

    @Test
    void keepsWhatIsDerivedInAFolderOfItsOwnAndReadsTheSameHistory() throws Exception {
        append("SELECT 1L AS id, CAST(5 AS DECIMAL(18,2)) AS amount_cny", "first");
        replace(JUNE, 1);
        var scratch = Files.createDirectory(folder.resolve("scratch"));

        var again = lake().withDerivedAt(scratch.toUri());
        again.replace(DERIVED, JUNE, rows(JUNE, 7));

        assertThat(ids(again.read(HISTORY))).containsExactly(1L);
        assertThat(ids(again.read(DERIVED))).containsExactly(7L);
        assertThat(ids(lake().read(DERIVED))).containsExactly(1L);
    }

    @Test
    void makesTablesThatAskNoMoreOfAReaderThanPlainDeltaDoes() {
        append("SELECT 1L AS id, CAST(5 AS DECIMAL(18,2)) AS amount_cny", "first");
        replace(JUNE, 1);

        for (var table : List.of(HISTORY, DERIVED)) {
            var protocol = io.delta.tables.DeltaTable.forPath(
                            spark, Path.of(lake().location(table)).toString())
                    .detail()
                    .select("minReaderVersion", "tableFeatures", "partitionColumns")
                    .head();
            assertThat(protocol.getInt(0)).isEqualTo(1);
            assertThat(protocol.getList(1)).doesNotContain("columnMapping", "deletionVectors");
            assertThat(protocol.getList(2)).hasSize(table == DERIVED ? 1 : 0);
        }
    }

    /** How many jobs of Spark something starts. */
    private int jobsOf(Runnable something) throws Exception {
        var group = UUID.randomUUID().toString();
        var context = spark.sparkContext();
        context.setJobGroup(group, group, false);
        try {
            something.run();
        } finally {
            context.clearJobGroup();
        }
        context.listenerBus().waitUntilEmpty();
        return context.statusTracker().getJobIdsForGroup(group).length;
    }

    private Lake lake() {
        return Lake.at(spark, folder.resolve("lake").toUri());
    }

    private long appendInTurn(String transaction, long known) {
        var rows = spark.sql("SELECT 1L AS id, CAST(5 AS DECIMAL(18,2)) AS amount_cny");
        return lake().appendInTurn(HISTORY, List.of(), Optional.of(rows), new CommitNote(transaction, "{}"), known);
    }

    private void append(String sql, String transaction) {
        lake().append(HISTORY, spark.sql(sql), new CommitNote(transaction, "{\"of\":\"" + transaction + "\"}"));
    }

    private void replace(LocalDate asOf, long... ids) {
        lake().replace(DERIVED, asOf, rows(asOf, ids));
    }

    private Dataset<Row> rows(LocalDate asOf, long... ids) {
        var rows = java.util.Arrays.stream(ids)
                .mapToObj(id -> org.apache.spark.sql.RowFactory.create(java.sql.Date.valueOf(asOf), id))
                .toList();
        return spark.createDataFrame(rows, Lake.schema(DERIVED)).coalesce(1);
    }

    private static List<Long> ids(Dataset<Row> rows) {
        return rows.select("id").collectAsList().stream()
                .map(r -> r.getLong(0))
                .sorted()
                .toList();
    }
}
