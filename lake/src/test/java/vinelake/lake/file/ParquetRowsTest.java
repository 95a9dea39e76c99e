package vinelake.lake.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.jdk.javaapi.CollectionConverters;
import vinelake.lake.SharedSpark;

/** What is written column by column is read by Spark's two readers of Parquet. */
@ExtendWith(SharedSpark.class)
class ParquetRowsTest {

    private static final StructType COLUMNS = StructType.fromDDL("""
            line BIGINT NOT NULL, day DATE, amount DECIMAL(18,2), small DECIMAL(5,1), huge DECIMAL(30,3), count BIGINT,
            is_void BOOLEAN, name STRING, kind STRING, spare STRING, hash BINARY NOT NULL""");

    private static final int BATCH = 4096;

    private final SparkSession spark;

    @TempDir
    private Path folder;

    ParquetRowsTest(SparkSession spark) {
        this.spark = spark;
    }

    /** Values of some rows, as the writer takes them. */
    private static final class Batch {

        private final long[][] numbers = new long[COLUMNS.length()][BATCH];
        private final boolean[][] nulls = new boolean[COLUMNS.length()][BATCH];
        private final int[][] starts = new int[COLUMNS.length()][BATCH];
        private final int[][] lengths = new int[COLUMNS.length()][BATCH];
        private final Bytes text = new Bytes(16);

        private Object number(int column, int row, long number, Object value, boolean isNull) {
            numbers[column][row] = number;
            nulls[column][row] = isNull;
            return isNull ? null : value;
        }

        private Object text(int column, int row, byte[] bytes, Object value, boolean isNull) {
            starts[column][row] = text.length();
            lengths[column][row] = bytes.length;
            text.append(bytes, 0, bytes.length);
            nulls[column][row] = isNull;
            return isNull ? null : value;
        }

        private void write(ParquetRows out, int[] rows, int count) throws IOException {
            var isText = Set.of(4, 7, 8, 9, 10);
            for (int column = 0; column < COLUMNS.length(); column++) {
                if (isText.contains(column)) {
                    out.texts(column, text.array(), starts[column], lengths[column], nulls[column], rows, count);
                } else {
                    out.numbers(column, numbers[column], nulls[column], rows, count);
                }
            }
            out.endRows(count);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4096, 250_000})
    void keepsEveryValueWhateverRepeatsAndWhateverIsMissing(int rows) throws IOException {
        var random = new Random(rows);
        var file = folder.resolve("rows.parquet");
        var expected = new ArrayList<Row>();
        try (var out = new ParquetRows(hadoop(file), COLUMNS, Set.of("line"), new Configuration())) {
            for (int from = 0; from < rows; from += BATCH) {
                var batch = new Batch();
                var chosen = new int[BATCH];
                int count = 0;
                for (int row = 0; row < Math.min(BATCH, rows - from); row++) {
                    var values = values(batch, row, from + row, random);
                    // What a batch leaves out, every seventh row, must not shift what it takes.
                    if (rows == 1 || row % 7 != 3) {
                        chosen[count++] = row;
                        expected.add(values);
                    }
                }
                batch.write(out, chosen, count);
            }
        }

        for (var isVectorized : List.of(true, false)) {
            var session = spark.newSession();
            session.conf().set("spark.sql.parquet.enableVectorizedReader", isVectorized);
            var found = session.read()
                    .parquet(file.toUri().toString())
                    .orderBy("line")
                    .collectAsList();
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < found.size(); i++) {
                assertThat(text(found.get(i))).isEqualTo(text(expected.get(i)));
            }
        }
    }

    @Test
    void skipsNoRowThatAConditionAsksFor() throws IOException {
        var file = folder.resolve("rows.parquet");
        var day = LocalDate.of(2026, 6, 30).toEpochDay();
        var rows = IntStream.range(0, BATCH).toArray();
        try (var out = new ParquetRows(
                hadoop(file), StructType.fromDDL("id BIGINT, day DATE"), Set.of(), new Configuration())) {
            for (int batch = 0; batch < 60; batch++) {
                var ids = new long[BATCH];
                var nulls = new boolean[BATCH];
                for (int i = 0; i < BATCH; i++) {
                    ids[i] = (long) batch * BATCH + i;
                    nulls[i] = batch < 25;
                }
                out.numbers(0, ids, null, rows, BATCH);
                var days = new long[BATCH];
                java.util.Arrays.fill(days, day - batch);
                out.numbers(1, days, nulls, rows, BATCH);
                out.endRows(BATCH);
            }
        }
        var read = spark.read().parquet(file.toUri().toString());

        assertThat(read.where("id BETWEEN 100000 AND 100009").count()).isEqualTo(10);
        assertThat(read.where("day IS NULL").count()).isEqualTo(25L * BATCH);
        assertThat(read.where("day = DATE'2026-05-31'").count()).isEqualTo(BATCH);
        assertThat(read.where("day > DATE'2026-06-05'").count()).isZero();
    }

    @Test
    void keepsListsTextsOfOneRowAndRowsWithoutAny() throws IOException {
        var file = folder.resolve("rows.parquet");
        var columns = StructType.fromDDL("rules ARRAY<STRING> NOT NULL, text STRING, day DATE");
        try (var out = new ParquetRows(hadoop(file), columns, Set.of(), new Configuration())) {
            for (int i = 0; i < 1000; i++) {
                out.list(0, i % 2 == 0 ? List.of(utf8("a")) : List.of(utf8("b"), utf8("字"), utf8("b")));
                if (i % 3 == 0) {
                    out.none(1);
                } else {
                    out.text(1, utf8("第" + i + "行"), 1);
                }
                out.number(2, i, 1);
                out.endRows(1);
            }
        }

        var rows = spark.read().parquet(file.toUri().toString()).orderBy("day").collectAsList();

        assertThat(rows).hasSize(1000);
        assertThat(rows.get(0)).hasToString("[ArraySeq(a),null,1970-01-01]");
        assertThat(rows.get(999)).hasToString("[ArraySeq(b, 字, b),null,1972-09-26]");
        assertThat(rows.get(500)).hasToString("[ArraySeq(a),第500行,1971-05-16]");
    }

    private static Row values(Batch batch, int row, int line, Random random) {
        long day = 18_000 + random.nextInt(400);
        long amount = random.nextLong(2_000_000_000_000_000_00L) - 1_000_000_000_000_000_00L;
        int small = random.nextInt(199_999) - 99_999;
        var huge = new BigInteger(95, random).subtract(BigInteger.ONE.shiftLeft(94));
        long count = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(5);
        // Different in nearly every row; a few; the same for a long time and then never again.
        var name = "企业" + random.nextInt(10_000_000);
        var kind = List.of("一般纳税人", "小规模", "").get(random.nextInt(3));
        var spare = line < 60_000 ? "x" : "y" + line;
        var hash = new byte[16];
        random.nextBytes(hash);
        return RowFactory.create(
                batch.number(0, row, line, (long) line, false),
                batch.number(1, row, day, Date.valueOf(LocalDate.ofEpochDay(day)), random.nextInt(5) == 0),
                batch.number(2, row, amount, BigDecimal.valueOf(amount, 2), random.nextInt(9) == 0),
                batch.number(3, row, small, BigDecimal.valueOf(small, 1), false),
                batch.text(4, row, huge.toByteArray(), new BigDecimal(huge, 3), random.nextInt(9) == 0),
                batch.number(5, row, count, count, false),
                batch.number(6, row, line % 2, line % 2 == 1, line % 1000 < 500),
                batch.text(7, row, utf8(name), name, false),
                batch.text(8, row, utf8(kind), kind, random.nextInt(3) == 0),
                batch.text(9, row, utf8(spare), spare, line < 30_000),
                batch.text(10, row, hash, hash, false));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Row row) {
        var values = new ArrayList<Object>();
        for (var value : CollectionConverters.asJava(row.toSeq())) {
            values.add(value instanceof byte[] bytes ? new BigInteger(bytes) : value);
        }
        return values.toString();
    }

    private static org.apache.hadoop.fs.Path hadoop(Path file) {
        return new org.apache.hadoop.fs.Path(file.toUri());
    }
}
