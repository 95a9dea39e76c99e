package vinelake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.table.Table;
import vinelake.core.table.Table.Column;
import vinelake.core.table.Table.Keeping;
import vinelake.lake.file.HashColumn;

/** The lake's own writes on a real S3 endpoint; what two processes do to one log is tried without Spark. */
@ExtendWith(SharedSpark.class)
class LakeOnS3Test {

    private static final Table HISTORY = new Table(
            "test/history", Keeping.HISTORY, List.of(new Column("id", "BIGINT", false, "the reader's number")));

    @TempDir
    private Path folder;

    @Test
    void appendsOfTwoAtOnceAreAllThere(SparkSession spark) throws Exception {
        try (var endpoint = S3Endpoint.start(folder)) {
            var lake = lakeAt(endpoint, spark);
            lake.create(HISTORY);
            var writers = Executors.newFixedThreadPool(2);
            try {
                List<Callable<Void>> writes = IntStream.range(0, 6)
                        .<Callable<Void>>mapToObj(n -> () -> {
                            lake.append(
                                    HISTORY,
                                    spark.range(n, n + 1).toDF().coalesce(1),
                                    new CommitNote("append:" + n, "{\"of\":%d}".formatted(n)));
                            return null;
                        })
                        .toList();
                for (var write : writers.invokeAll(writes)) {
                    write.get();
                }
            } finally {
                writers.shutdownNow();
            }

            assertThat(lake.version(HISTORY)).hasValue(6);
            assertThat(lake.notesAfter(HISTORY, 0)).hasSize(6);
            assertThat(lake.read(HISTORY).orderBy("id").collectAsList().stream().mapToLong(row -> row.getLong(0)))
                    .containsExactly(LongStream.range(0, 6).boxed().toArray(Long[]::new));
        }
    }

    @Test
    void hashesAreReadFromTheFilesThatTheLogNames(SparkSession spark) throws Exception {
        var hashed = new Table(
                "test/hashed", Keeping.HISTORY, List.of(new Column("row_hash", "BINARY", false, "of 16 bytes")));
        try (var endpoint = S3Endpoint.start(folder)) {
            var lake = lakeAt(endpoint, spark);
            for (long n = 0; n < 2; n++) {
                var rows = spark.sql("SELECT unhex('%016x%016x') AS row_hash".formatted(n, -1L - n));
                lake.append(hashed, rows, new CommitNote("append:" + n, "{}"));
            }

            var found = new ArrayList<Long>();
            for (var file : lake.files(hashed)) {
                HashColumn.read(
                        new org.apache.hadoop.fs.Path(file.location()),
                        "row_hash",
                        spark.sparkContext().hadoopConfiguration(),
                        pairs -> LongStream.of(pairs).forEach(found::add));
            }

            assertThat(found).containsExactlyInAnyOrder(0L, -1L, 1L, -2L);
        }
    }

    /** A lake of the endpoint, and not of the one that another test had at the same address. */
    static Lake lakeAt(S3Endpoint endpoint, SparkSession spark) throws IOException {
        // For this bucket alone: the session serves all test classes.
        endpoint.access()
                .settings()
                .forEach((name, value) -> spark.sparkContext()
                        .hadoopConfiguration()
                        .set(name.replace("fs.s3a.", "fs.s3a.bucket.%s.".formatted(S3Endpoint.BUCKET)), value));
        var root = URI.create("s3a://%s/lake".formatted(S3Endpoint.BUCKET));
        FileSystem.get(root, spark.sparkContext().hadoopConfiguration()).close();
        return Lake.at(spark, root);
    }
}
