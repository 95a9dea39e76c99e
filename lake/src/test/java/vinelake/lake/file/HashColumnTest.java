package vinelake.lake.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.lake.SharedSpark;

/** Our own files and those that Spark writes when it joins them: by a dictionary, in pages and row groups of its own. */
@ExtendWith(SharedSpark.class)
class HashColumnTest {

    private static final Configuration CONFIGURATION = new Configuration();
    private static final StructType ROWS = StructType.fromDDL("day DATE, row_hash BINARY NOT NULL");

    /** More than are given at a time. */
    private static final int COUNT = 1_100_000;

    /** More than Spark puts in a page and in a row group. */
    private static final int COUNT_BY_SPARK = 140_000;

    private final SparkSession spark;

    @TempDir
    private Path folder;

    HashColumnTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void readsWhatOurOwnWriterHasWritten() throws IOException {
        var halves = new Random(1).longs(COUNT).toArray();
        var file = new org.apache.hadoop.fs.Path(folder.resolve("own.parquet").toUri());
        try (var out = new ParquetRows(file, ROWS, Set.of(), CONFIGURATION)) {
            for (long half : halves) {
                out.none(0);
                out.text(1, hash(half), 1);
                out.endRows(1);
            }
        }

        assertThat(read(file)).isEqualTo(pairs(halves));
    }

    @Test
    void readsWhatSparkHasWritten() throws IOException {
        int rowGroups = 0;
        // Few different ones, so that there is a dictionary, too.
        for (var halves : List.of(
                new Random(2).longs(COUNT_BY_SPARK).toArray(),
                new Random(3).longs(COUNT_BY_SPARK, 0, 40).toArray())) {
            var rows = LongStream.of(halves)
                    .<Row>mapToObj(half -> RowFactory.create(null, hash(half)))
                    .toList();
            var table = folder.resolve("spark-" + halves[0]).toString();
            spark.createDataFrame(rows, ROWS)
                    .coalesce(1)
                    .write()
                    .option("parquet.block.size", 1 << 20)
                    .parquet(table);
            try (var files = Files.newDirectoryStream(Path.of(table), "*.parquet")) {
                var file = new org.apache.hadoop.fs.Path(files.iterator().next().toUri());

                assertThat(read(file)).isEqualTo(pairs(halves));
                rowGroups = Math.max(rowGroups, rowGroups(file));
            }
        }
        assertThat(rowGroups).isGreaterThan(1);
    }

    private static int rowGroups(org.apache.hadoop.fs.Path file) throws IOException {
        try (var reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, CONFIGURATION))) {
            return reader.getRowGroups().size();
        }
    }

    private static long[] read(org.apache.hadoop.fs.Path file) throws IOException {
        var found = new ArrayList<long[]>();
        HashColumn.read(file, "row_hash", CONFIGURATION, found::add);
        return found.stream().flatMapToLong(Arrays::stream).toArray();
    }

    private static long[] pairs(long[] firstHalves) {
        return LongStream.of(firstHalves)
                .flatMap(half -> LongStream.of(half, ~half))
                .toArray();
    }

    private static byte[] hash(long firstHalf) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(firstHalf)
                .putLong(~firstHalf)
                .array();
    }
}
