package vinelake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.exceptions.ConcurrentTransactionException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.table.Table;
import vinelake.core.table.Table.Column;
import vinelake.core.table.Table.Keeping;

/** Of two runs for one date the one that began last writes, the other one ends; on disk and on an object store. */
@ExtendWith(SharedSpark.class)
class FenceTest {

    private static final LocalDate MAY = LocalDate.of(2026, 5, 31);
    private static final LocalDate JUNE = LocalDate.of(2026, 6, 30);
    private static final Instant MOMENT = Instant.parse("2026-07-01T00:00:00Z");

    private static final Table HISTORY =
            new Table("test/history", Keeping.HISTORY, List.of(new Column("id", "BIGINT", false, "")));

    private static final Table DERIVED = new Table(
            "test/derived",
            Keeping.DERIVED,
            List.of(new Column("as_of_date", "DATE", false, ""), new Column("id", "BIGINT", false, "")));

    /** What another run does while a task of this one runs, in the same process. */
    private static Runnable meanwhile;

    private final SparkSession spark;

    @TempDir
    private Path folder;

    FenceTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void letsARetryWriteAndEndsItsPredecessorThatStillRuns() {
        letsARetryWrite(Lake.at(spark, folder.toUri()));
    }

    @Test
    void letsARetryWriteOnAnObjectStore() throws Exception {
        try (var endpoint = S3Endpoint.start(folder)) {
            letsARetryWrite(LakeOnS3Test.lakeAt(endpoint, spark));
        }
    }

    private void letsARetryWrite(Lake lake) {
        var killed = lake.claimed(JUNE, "the killed one", MOMENT);
        killed.replace(DERIVED, JUNE, row(JUNE, 1));
        var retry = lake.claimed(JUNE, "its retry", MOMENT);

        assertThatThrownBy(() -> killed.replace(DERIVED, JUNE, row(JUNE, 2)))
                .isInstanceOf(OvertakenException.class)
                .hasMessageContaining("as of 2026-06-30: another run has begun for this date")
                .hasMessageContaining("\"run_id\":\"its retry\"");
        assertThatThrownBy(() -> killed.append(HISTORY, row(JUNE, 2).select("id"), new CommitNote("a", "{}")))
                .isInstanceOf(OvertakenException.class);
        assertThat(ids(lake)).containsExactly(1L);

        retry.replace(DERIVED, JUNE, row(JUNE, 3));
        retry.append(HISTORY, row(JUNE, 3).select("id"), new CommitNote("a", "{}"));

        assertThat(ids(lake)).containsExactly(3L);
        assertThat(lake.read(HISTORY).count()).isEqualTo(1);
    }

    @Test
    void endsARunThatIsOvertakenWhileItReadsAndLeavesTheOthersRows() {
        var lake = Lake.at(spark, folder.toUri());
        var slow = lake.claimed(JUNE, "slow", MOMENT);
        meanwhile = () -> lake.claimed(JUNE, "quick", MOMENT).replace(DERIVED, JUNE, row(JUNE, 7));
        assertThatThrownBy(() -> slow.replace(DERIVED, JUNE, rowWrittenMeanwhile(1)))
                .isInstanceOf(OvertakenException.class)
                .hasMessageContaining("quick");

        assertThat(ids(lake)).containsExactly(7L);
    }

    @Test
    void replacesADateOnceWhereTwoThatClaimedNothingDoSoAtOnce() {
        var lake = Lake.at(spark, folder.toUri());
        meanwhile = () -> lake.replace(DERIVED, JUNE, row(JUNE, 7));

        // The first time the table is made meanwhile, too: then the rows are written once more.
        assertThatThrownBy(() -> lake.replace(DERIVED, JUNE, rowWrittenMeanwhile(1)))
                .isInstanceOf(ConcurrentTransactionException.class);
        assertThat(ids(lake)).containsExactly(7L);
        assertThatThrownBy(() -> lake.replace(DERIVED, JUNE, rowWrittenMeanwhile(2)))
                .isInstanceOf(ConcurrentTransactionException.class);

        assertThat(ids(lake)).containsExactly(7L);
    }

    @Test
    void replacesTwoDatesAtOnce() {
        var lake = Lake.at(spark, folder.toUri());
        meanwhile = () -> lake.replace(DERIVED, MAY, row(MAY, 5));

        lake.replace(DERIVED, JUNE, rowWrittenMeanwhile(6));
        assertThat(ids(lake)).containsExactly(5L, 6L);
        meanwhile = () -> lake.replace(DERIVED, MAY, row(MAY, 8));
        lake.replace(DERIVED, JUNE, rowWrittenMeanwhile(9));

        assertThat(ids(lake)).containsExactly(8L, 9L);
    }

    @Test
    void leavesRunsForOtherDatesAlone() {
        var lake = Lake.at(spark, folder.toUri());
        var june = lake.claimed(JUNE, "june", MOMENT);
        var may = lake.claimed(MAY, "may", MOMENT);

        june.replace(DERIVED, JUNE, row(JUNE, 6));
        may.replace(DERIVED, MAY, row(MAY, 5));

        assertThat(ids(lake)).containsExactly(5L, 6L);
        assertThatThrownBy(() -> june.replace(DERIVED, MAY, row(MAY, 6)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("rows as of 2026-05-31 by claim 1 of 2026-06-30");
    }

    /** Delta would leave the second one out without a word. */
    @Test
    void refusesASecondTimeInOneRun() {
        var lake = Lake.at(spark, folder.toUri()).claimed(JUNE, "run", MOMENT);
        lake.replace(DERIVED, JUNE, row(JUNE, 1));

        assertThatThrownBy(() -> lake.replace(DERIVED, JUNE, row(JUNE, 2)))
                .hasMessageContaining("the log has claim 1. Allowed: one time in a run");
    }

    @Test
    void givesEveryClaimANumberOfItsOwn() throws Exception {
        try (var endpoint = S3Endpoint.start(folder)) {
            var lake = LakeOnS3Test.lakeAt(endpoint, spark);
            IntStream.range(0, 8).parallel().forEach(n -> lake.claimed(JUNE, "run " + n, MOMENT));

            var claims = new org.apache.hadoop.fs.Path(lake.root() + "/" + Fence.FOLDER + "/" + JUNE);
            var files = FileSystem.get(claims.toUri(), spark.sparkContext().hadoopConfiguration())
                    .listStatus(claims);

            assertThat(files)
                    .extracting(file -> Long.parseLong(file.getPath().getName().replace(".json", "")))
                    .containsExactly(LongStream.rangeClosed(1, 8).boxed().toArray(Long[]::new));
        }
    }

    /** A row of June; while it is written, somebody else does what {@link #meanwhile} says. */
    private Dataset<Row> rowWrittenMeanwhile(long id) {
        return spark.createDataset(List.of(id), Encoders.LONG())
                .map((MapFunction<Long, Long>) FenceTest::runMeanwhile, Encoders.LONG())
                .selectExpr("DATE'2026-06-30' AS as_of_date", "value AS id");
    }

    private static long runMeanwhile(long id) throws InterruptedException {
        // A task may not ask for the session; a thread beside it may.
        var thread = new Thread(meanwhile);
        thread.start();
        thread.join();
        return id;
    }

    private Dataset<Row> row(LocalDate asOf, long id) {
        return spark.sql("SELECT DATE'%s' AS as_of_date, %dL AS id".formatted(asOf, id));
    }

    private static List<Long> ids(Lake lake) {
        return lake.read(DERIVED).orderBy("id").collectAsList().stream()
                .map(row -> row.<Long>getAs("id"))
                .toList();
    }
}
