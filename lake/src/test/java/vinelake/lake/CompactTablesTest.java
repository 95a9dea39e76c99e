package vinelake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.Contract;
import vinelake.core.contract.Mode;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;

/** Files are joined where there are many small ones; rows, readers and those who append notice nothing. */
@ExtendWith(SharedSpark.class)
class CompactTablesTest {

    private static final LocalDate JUNE = LocalDate.of(2026, 6, 30);
    private static final Instant MOMENT = Instant.parse("2026-07-01T00:00:00Z");
    private static final Contract CONTRACT = Made.contract("insurance/staff", Mode.APPEND);
    private static final Table RECORDS = Table.records(CONTRACT);
    private static final Hub HUB = Made.hub(CONTRACT);

    private final SparkSession spark;
    private final Lake lake;

    CompactTablesTest(SparkSession spark, @TempDir Path folder) {
        this.spark = spark;
        this.lake = Lake.at(spark, folder.toUri());
    }

    @Test
    void joinsManySmallFilesOnceAndChangesNoRow() throws Exception {
        long known = append(rows(1, 100, CompactTables.MANY), "a", -1);
        var before = rowsOf(lake);
        var openedBefore = spark.read()
                .format("delta")
                .option("versionAsOf", known)
                .load(lake.location(RECORDS).toString());

        assertThat(compact(lake)).isEqualTo(Map.of("tables", 1L, "files", 32L, "joined_into", 1L));

        assertThat(rowsOf(lake)).isEqualTo(before).hasSize(100);
        assertThat(lake.log(RECORDS).size().files()).isEqualTo(1);
        assertThat(openedBefore.count()).isEqualTo(100);
        assertThat(typeOf("received_at")).isEqualTo(PrimitiveTypeName.INT64);

        var version = lake.version(RECORDS);
        assertThat(compact(lake)).isEqualTo(Map.of("tables", 0L, "files", 0L, "joined_into", 0L));
        assertThat(lake.version(RECORDS)).isEqualTo(version);
    }

    @Test
    void doesNotCountAsOneWhoOvertookAnIngest() {
        long known = append(rows(1, 100, CompactTables.MANY), "a", -1);

        compact(lake);
        long next = append(rows(101, 110, 1), "b", known);

        assertThat(next).isEqualTo(known + 2);
        assertThat(rowsOf(lake)).hasSize(110);
        assertThatThrownBy(() -> append(rows(111, 112, 1), "c", known)).isInstanceOf(OvertakenException.class);
    }

    @Test
    void entersWhatACommitCarriesBeforeTheLogMayForgetIt() {
        append(rows(1, 100, CompactTables.MANY), "a", -1);
        assertThat(lake.exists(Tables.DELIVERY)).isFalse();

        compact(lake);

        assertThat(lake.read(Tables.DELIVERY).select("delivery_id").collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly("a");
    }

    @Test
    void leavesFewFilesAlone() {
        append(rows(1, 100, CompactTables.MANY - 1), "a", -1);

        assertThat(compact(lake)).containsEntry("files", 0L);
    }

    @Test
    void endsWhereAnotherRunHasTheDateOrSomebodyStopsIt() {
        append(rows(1, 100, CompactTables.MANY), "a", -1);
        var killed = lake.claimed(JUNE, "the killed one", MOMENT);
        lake.claimed(JUNE, "its retry", MOMENT);

        assertThatThrownBy(() -> compact(killed)).isInstanceOf(OvertakenException.class);
        assertThatThrownBy(() -> new CompactTables(HUB).run(context(lake, () -> true)))
                .isInstanceOf(StoppedException.class);

        assertThat(lake.log(RECORDS).size().files()).isEqualTo(CompactTables.MANY);
    }

    @Test
    void givesATableOfAnEarlierVersionItsProperties() {
        var path = lake.location(RECORDS).toString();
        spark.createDataFrame(List.of(), Lake.schema(RECORDS))
                .write()
                .format("delta")
                .save(path);
        assertThat(lake.log(RECORDS).hasProperties()).isFalse();

        compact(lake);

        assertThat(lake.log(RECORDS).hasProperties()).isTrue();
        assertThat(spark.sql("SHOW TBLPROPERTIES delta.`%s`".formatted(path)).collectAsList())
                .extracting(Row::toString)
                .contains(
                        "[delta.logRetentionDuration,interval 30 days]",
                        "[delta.deletedFileRetentionDuration,interval 30 days]");
    }

    private static Map<String, Long> compact(Lake lake) {
        return new CompactTables(HUB).run(context(lake, StopSignal.NEVER));
    }

    private static JobContext context(Lake lake, StopSignal stop) {
        return new JobContext(
                "run", JUNE, MOMENT, Clock.systemUTC(), HUB, lake, Progress.SILENT, Optional.empty(), stop);
    }

    private long append(Dataset<Row> rows, String delivery, long known) {
        long count = rows.count();
        var line = new Delivery(
                delivery,
                CONTRACT.name(),
                JUNE,
                MOMENT,
                Delivery.Status.ACCEPTED,
                new Delivery.Counts(count, count, 0, 0, 0, 0),
                List.of(),
                "1.0.0",
                Optional.empty(),
                "run");
        var note = new CommitNote(delivery, Delivery.toJson(List.of(line)));
        return lake.appendInTurn(RECORDS, List.of(), Optional.of(rows), note, known);
    }

    private Dataset<Row> rows(long from, long to, int files) {
        return spark.range(from, to + 1)
                .selectExpr(
                        "CAST(id AS STRING) AS code",
                        "id AS people",
                        "'a' AS delivery_id",
                        "'f.csv' AS file",
                        "id AS line_number",
                        "id AS byte_offset",
                        "DATE'2026-06-30' AS as_of_date",
                        "TIMESTAMP'2026-07-01 00:00:00' AS received_at",
                        "CAST(CAST(id AS STRING) AS BINARY) AS row_hash")
                .repartition(files);
    }

    private static List<String> rowsOf(Lake lake) {
        return lake.read(RECORDS).drop("row_hash").collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    /** In the only file of the table. */
    private PrimitiveTypeName typeOf(String column) throws Exception {
        var file = new org.apache.hadoop.fs.Path(lake.read(RECORDS).inputFiles()[0]);
        try (var reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, new Configuration()))) {
            return reader.getFooter()
                    .getFileMetaData()
                    .getSchema()
                    .getType(column)
                    .asPrimitiveType()
                    .getPrimitiveTypeName();
        }
    }
}
