package vinelake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.table.Table;
import vinelake.core.table.Table.Column;
import vinelake.core.table.Table.Keeping;
import vinelake.core.table.Tables;
import vinelake.lake.LeftoverSweep.Leftover;

/** What goes is what Delta's own VACUUM would remove, and what killed runs left; what a reader may need stays. */
@ExtendWith(SharedSpark.class)
class LeftoverSweepTest {

    private static final LocalDate JUNE = LocalDate.of(2026, 6, 30);
    private static final Instant MOMENT = Instant.parse("2026-07-01T00:00:00Z");
    private static final Duration WEEK = LeftoverSweep.RETENTION;

    private static final Table DERIVED = new Table(
            "test/derived",
            Keeping.DERIVED,
            List.of(new Column("as_of_date", "DATE", false, ""), new Column("id", "BIGINT", false, "")));

    private static final Table HISTORY =
            new Table("test/history", Keeping.HISTORY, List.of(new Column("id", "BIGINT", false, "")));

    private final SparkSession spark;
    private final Path folder;
    private final Lake lake;

    LeftoverSweepTest(SparkSession spark, @TempDir Path folder) {
        this.spark = spark;
        this.folder = folder;
        this.lake = Lake.at(spark, folder.toUri());
    }

    @Test
    void keepsWhatAReaderOfAnOlderVersionNeedsAndRemovesItAfterTheRetention() throws IOException {
        lake.replace(DERIVED, JUNE, row(1));
        long opened = lake.version(DERIVED).orElseThrow();
        var reader = spark.read()
                .format("delta")
                .option("versionAsOf", opened)
                .load(lake.location(DERIVED).toString());
        lake.replace(DERIVED, JUNE, row(2));
        setBack(folder, Duration.ofDays(100));

        assertThat(sweep(Instant.now(), WEEK).all()).isEmpty();
        assertThat(reader.select("id").collectAsList())
                .extracting(row -> row.getLong(0))
                .containsExactly(1L);

        assertThat(sweep(Instant.now().plus(Duration.ofDays(8)), WEEK).due())
                .extracting(Leftover::place, Leftover::files)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("test/derived", 1L));
        assertThat(lake.read(DERIVED).select("id").collectAsList())
                .extracting(row -> row.getLong(0))
                .containsExactly(2L);
    }

    @Test
    void removesJustWhatVacuumWouldAndNothingWhenDry() throws IOException {
        lake.replace(DERIVED, JUNE, row(1));
        lake.replace(DERIVED, JUNE, row(2));
        lake.replace(DERIVED, JUNE.plusDays(1), spark.sql("SELECT DATE'2026-07-01' AS as_of_date, 3L AS id"));
        var table = Path.of(lake.location(DERIVED));
        Files.writeString(table.resolve("part-orphan.snappy.parquet"), "killed");
        Files.writeString(table.resolve("_delta_log/.00000000000000000009.json.0b1c.tmp"), "killed");
        setBack(folder, Duration.ofDays(1));
        Files.writeString(table.resolve("part-young.snappy.parquet"), "being written");
        var before = files(table);
        spark.conf().set("spark.databricks.delta.retentionDurationCheck.enabled", "false");
        var vacuumed = spark.sql("VACUUM delta.`%s` RETAIN 0 HOURS DRY RUN".formatted(table)).collectAsList().stream()
                .map(row -> row.getString(0))
                .filter(path -> path.endsWith(".parquet") && !path.endsWith("part-young.snappy.parquet"))
                .map(path -> Path.of(java.net.URI.create(path.startsWith("file:") ? path : "file:" + path)))
                .collect(Collectors.toCollection(TreeSet::new));
        spark.conf().unset("spark.databricks.delta.retentionDurationCheck.enabled");
        assertThat(vacuumed).hasSize(2);

        var now = Instant.now().minusSeconds(3600);
        var would = new LeftoverSweep(
                        lake, List.of(DERIVED), now, Duration.ZERO, true, Progress.SILENT, StopSignal.NEVER)
                .all();
        assertThat(files(table)).isEqualTo(before);
        assertThat(folder.resolve(LeftoverSweep.NOTES)).doesNotExist();

        // Tombstones bear the moment of their commit: it lies in the last hour, and the files go after it.
        assertThat(would)
                .extracting(Leftover::place, Leftover::files)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("test/derived", 2L));
        sweep(now, Duration.ZERO).all();
        Files.setLastModifiedTime(
                table.resolve("part-young.snappy.parquet"),
                FileTime.from(Instant.now().plusSeconds(60)));
        sweep(Instant.now(), Duration.ZERO).all();

        var gone = new TreeSet<>(before);
        gone.removeAll(files(table));
        vacuumed.add(table.resolve("_delta_log/.00000000000000000009.json.0b1c.tmp"));
        assertThat(gone).isEqualTo(vacuumed);
    }

    @Test
    void whenNothingIsDueItLooksNoFurther() throws IOException {
        lake.append(HISTORY, row(1).select("id"), new CommitNote("a", "{}"));
        var now = Instant.now();
        sweep(now, WEEK).due();
        Files.writeString(Path.of(lake.location(HISTORY)).resolve("part-orphan.parquet"), "killed");
        setBack(Path.of(lake.location(HISTORY)), Duration.ofDays(100));

        assertThat(sweep(now.plus(Duration.ofDays(6)), WEEK).due()).isEmpty();
        // The table was young at the first look, so it is looked at again after the retention.
        lake.append(HISTORY, row(2).select("id"), new CommitNote("b", "{}"));
        assertThat(sweep(now.plus(Duration.ofDays(8)), WEEK).due())
                .extracting(Leftover::place)
                .containsExactly("test/history");
        assertThat(lake.read(HISTORY).count()).isEqualTo(2);
    }

    @Test
    void removesFoldersOfReleasesThatWereNeverEntered() throws IOException {
        publish("2026-06-30-published");
        write("2026-06-30-killed");
        setBack(folder, Duration.ofDays(8));
        write("2026-06-30-underway");

        var leftovers = sweep(Instant.now(), WEEK).all();

        assertThat(leftovers).extracting(Leftover::place).containsExactly("release/2026-06-30-killed");
        assertThat(folder.resolve("release/2026-06-30-killed")).doesNotExist();
        assertThat(folder.resolve("release/2026-06-30-underway")).exists();
        assertThat(lake.read(Tables.releaseProfile("2026-06-30-published")).count())
                .isEqualTo(1);
        // The killed publication, tried again, is whole.
        write("2026-06-30-killed");
        assertThat(lake.read(Tables.releaseProfile("2026-06-30-killed")).count())
                .isEqualTo(1);
    }

    @Test
    void keepsTheLastClaimOfADateByWhichEarlierRunsAreRefused() throws IOException {
        var first = lake.claimed(JUNE, "first", MOMENT);
        lake.claimed(JUNE, "second", MOMENT);
        lake.claimed(JUNE, "third", MOMENT);
        lake.claimed(JUNE.plusDays(1), "other", MOMENT);
        setBack(folder, Duration.ofDays(8));

        assertThat(sweep(Instant.now(), WEEK).all())
                .extracting(Leftover::place, Leftover::files)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Fence.FOLDER, 2L));

        assertThatThrownBy(() -> first.replace(DERIVED, JUNE, row(1)))
                .isInstanceOf(OvertakenException.class)
                .hasMessageContaining("third");
        lake.claimed(JUNE, "fourth", MOMENT);
        assertThat(folder.resolve(Fence.FOLDER + "/2026-06-30/00000000000000000004.json"))
                .exists();
    }

    @Test
    void stoppedOnTheWayAndRunAgainItEndsAsIfItHadNotBeen() throws IOException {
        for (var table : List.of(HISTORY, Tables.RUN)) {
            lake.create(table);
            Files.writeString(Path.of(lake.location(table)).resolve("part-orphan.parquet"), "killed");
        }
        setBack(folder, Duration.ofDays(8));
        var asked = new AtomicInteger();
        var stopped = new LeftoverSweep(
                lake,
                List.of(HISTORY, Tables.RUN),
                Instant.now(),
                WEEK,
                false,
                Progress.SILENT,
                () -> asked.incrementAndGet() > 1);

        assertThatThrownBy(stopped::due).isInstanceOf(StoppedException.class);
        assertThat(Path.of(lake.location(Tables.RUN)).resolve("part-orphan.parquet"))
                .exists();
        var rest = new LeftoverSweep(
                        lake,
                        List.of(HISTORY, Tables.RUN),
                        Instant.now(),
                        WEEK,
                        false,
                        Progress.SILENT,
                        StopSignal.NEVER)
                .due();

        assertThat(rest).extracting(Leftover::place).containsExactly("ops/run");
        assertThat(Path.of(lake.location(HISTORY)).resolve("part-orphan.parquet"))
                .doesNotExist();
    }

    @Test
    void refusesARetentionLongerThanTheLogsRemember() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sweep(MOMENT, Duration.ofDays(31)))
                .withMessageContaining("PT744H");
    }

    @Test
    void sweepsOnAnObjectStore() throws Exception {
        try (var endpoint = S3Endpoint.start(folder)) {
            var onS3 = LakeOnS3Test.lakeAt(endpoint, spark);
            onS3.replace(DERIVED, JUNE, row(1));
            onS3.replace(DERIVED, JUNE, row(2));
            onS3.claimed(JUNE, "first", MOMENT);
            onS3.claimed(JUNE, "second", MOMENT);

            var now = Instant.now().plusSeconds(60);
            var leftovers = new LeftoverSweep(
                            onS3, List.of(DERIVED), now, Duration.ZERO, false, Progress.SILENT, StopSignal.NEVER)
                    .all();

            assertThat(leftovers)
                    .extracting(Leftover::place, Leftover::files)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("test/derived", 1L),
                            org.assertj.core.groups.Tuple.tuple(Fence.FOLDER, 1L));
            assertThat(onS3.read(DERIVED).select("id").collectAsList())
                    .extracting(row -> row.getLong(0))
                    .containsExactly(2L);
        }
    }

    private LeftoverSweep sweep(Instant now, Duration retention) {
        return new LeftoverSweep(
                lake, List.of(DERIVED, HISTORY), now, retention, false, Progress.SILENT, StopSignal.NEVER);
    }

    private Dataset<Row> row(long id) {
        return spark.sql("SELECT DATE'2026-06-30' AS as_of_date, %dL AS id".formatted(id));
    }

    private void write(String releaseId) {
        var profile = spark.createDataFrame(
                List.of(RowFactory.create(
                        Date.valueOf(JUNE), "S1", "uscc", "c", "n", "enterprise", false, null, null, "{}", "h")),
                Lake.schema(Tables.PROFILE));
        lake.append(Tables.releaseProfile(releaseId), profile, new CommitNote("release:" + releaseId, "{}"));
    }

    private void publish(String releaseId) {
        write(releaseId);
        var moment = Timestamp.from(MOMENT);
        var row = RowFactory.create(releaseId, Date.valueOf(JUNE), moment, moment, "i", 1L, "c", "{}");
        lake.append(
                Tables.RELEASE,
                spark.createDataFrame(List.of(row), Lake.schema(Tables.RELEASE)),
                new CommitNote("release:" + releaseId, "{}"));
    }

    private static Set<Path> files(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().matches("\\..*\\.crc"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static void setBack(Path folder, Duration age) throws IOException {
        var moment = FileTime.from(Instant.now().minus(age));
        for (var file : files(folder)) {
            Files.setLastModifiedTime(file, moment);
        }
    }
}
