package vinelake.etl.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.ColumnType.Kind;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Mode;
import vinelake.core.contract.ParquetFormat;
import vinelake.core.contract.Section;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.etl.ingest.IngestDeliveries;
import vinelake.lake.Delivery;
import vinelake.lake.Delivery.Counts;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Made;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;

/**
 * What one value is called by every physical and logical type that Parquet has for it, taken in by a hub at UTC+8. The
 * bytes and what they mean were worked out by hand, and DuckDB and PyArrow read the same of the file.
 */
@ExtendWith(SharedSpark.class)
class ParquetValuesTest {

    /** 2026-06-30T01:02:03.456789Z, which is 20,634 days and 3,723 seconds after the epoch. */
    private static final long MICROS = 1_782_781_323_456_789L;

    private static final long NANOS_OF_DAY = 3_723_456_789_000L;
    private static final int JULIAN_DAY = 2_440_588 + 20_634;

    /**
     * A column of two rows.
     *
     * @param parquet its type; {@code %s} stands for the name where something follows it
     * @param values what is written
     * @param expected what the lake says, moments at UTC
     */
    private record Field(String name, String parquet, ColumnType type, List<Object> values, List<String> expected) {

        Field is(String first, String second) {
            return new Field(name, parquet, type, values, List.of(first, second));
        }
    }

    private static final ColumnType MOMENT = ColumnType.of(Kind.TIMESTAMP);
    private static final ColumnType DAY = ColumnType.of(Kind.DATE);
    private static final ColumnType TEXT = ColumnType.of(Kind.STRING);

    /** Of the first row a moment of these days and a large number, of the second the last before the epoch and -1. */
    private static final List<Field> FIELDS = List.of(
            field("int96", "int96", MOMENT, int96(JULIAN_DAY, NANOS_OF_DAY), int96(2_440_587, 86_399_999_999_000L))
                    .is("2026-06-30 01:02:03.456789", "1969-12-31 23:59:59.999999"),
            field("millis_utc", "int64 %s (TIMESTAMP(MILLIS,true))", MOMENT, MICROS / 1000, -1L)
                    .is("2026-06-30 01:02:03.456", "1969-12-31 23:59:59.999"),
            field("millis_local", "int64 %s (TIMESTAMP(MILLIS,false))", MOMENT, MICROS / 1000, -1L)
                    .is("2026-06-29 17:02:03.456", "1969-12-31 15:59:59.999"),
            field("millis_old", "int64 %s (TIMESTAMP_MILLIS)", MOMENT, MICROS / 1000, -1L)
                    .is("2026-06-30 01:02:03.456", "1969-12-31 23:59:59.999"),
            field("micros_utc", "int64 %s (TIMESTAMP(MICROS,true))", MOMENT, MICROS, -1L)
                    .is("2026-06-30 01:02:03.456789", "1969-12-31 23:59:59.999999"),
            field("micros_local", "int64 %s (TIMESTAMP(MICROS,false))", MOMENT, MICROS, -1L)
                    .is("2026-06-29 17:02:03.456789", "1969-12-31 15:59:59.999999"),
            field("nanos_utc", "int64 %s (TIMESTAMP(NANOS,true))", MOMENT, MICROS * 1000, -1000L)
                    .is("2026-06-30 01:02:03.456789", "1969-12-31 23:59:59.999999"),
            // Noon of 15 June 1986 in Shanghai, whose clocks were an hour ahead that summer.
            field("summer_local", "int64 %s (TIMESTAMP(MILLIS,false))", MOMENT, 519_220_800_000L, 519_220_800_000L)
                    .is("1986-06-15 03:00:00", "1986-06-15 03:00:00"),
            field("day", "int32 %s (DATE)", DAY, 20_634, -1).is("2026-06-30", "1969-12-31"),
            // The first moment of 30 June at UTC+8, and of 1 January 1970.
            field("day_of_moment", "int64 %s (TIMESTAMP(MILLIS,true))", DAY, 1_782_748_800_000L, -28_800_000L)
                    .is("2026-06-30", "1970-01-01"),
            field("day_of_wall", "int64 %s (TIMESTAMP(MICROS,false))", DAY, 1_782_777_600_000_000L, -86_400_000_000L)
                    .is("2026-06-30", "1969-12-31"),
            field("decimal_int32", "int32 %s (DECIMAL(9,2))", ColumnType.decimal(9, 2), 123_456_789, -1)
                    .is("1234567.89", "-0.01"),
            field("decimal_int64", "int64 %s (DECIMAL(18,4))", ColumnType.decimal(18, 4), 123_456_789_012_345_678L, -1L)
                    .is("12345678901234.5678", "-0.0001"),
            field(
                            "decimal_fixed",
                            "fixed_len_byte_array(16) %s (DECIMAL(38,10))",
                            ColumnType.decimal(38, 10),
                            // 10^38 - 1
                            bytes("4b3b4ca85a86c47a098a223fffffffff"),
                            bytes("ffffffffffffffffffffffffffffffff"))
                    .is("9999999999999999999999999999.9999999999", "-0.0000000001"),
            field("decimal_binary", "binary %s (DECIMAL(20,3))", ColumnType.decimal(20, 3), bytes("0080"), bytes("80"))
                    .is("0.128", "-0.128"),
            field("decimal_whole", "int32 %s (DECIMAL(9,0))", ColumnType.of(Kind.INTEGER), 123_456_789, -1)
                    .is("123456789", "-1"),
            field("signed", "int64", ColumnType.of(Kind.INTEGER), Long.MAX_VALUE, -1L)
                    .is("9223372036854775807", "-1"),
            field("unsigned_32", "int32 %s (INTEGER(32,false))", ColumnType.of(Kind.INTEGER), 1, -1)
                    .is("1", "4294967295"),
            field("unsigned_64", "int64 %s (INTEGER(64,false))", ColumnType.decimal(20, 0), 1L, -1L)
                    .is("1", "18446744073709551615"),
            field("single", "float", ColumnType.decimal(38, 10), 0.1f, -16_777_216f)
                    .is("0.1000000000", "-16777216.0000000000"),
            field("double_number", "double", ColumnType.decimal(38, 10), 1e15, -1e-7)
                    .is("1000000000000000.0000000000", "-0.0000001000"),
            field(
                            "half",
                            "fixed_len_byte_array(2) %s (FLOAT16)",
                            ColumnType.decimal(10, 2),
                            bytes("003e"),
                            bytes("00c4"))
                    .is("1.50", "-4.00"),
            field(
                            "uuid",
                            "fixed_len_byte_array(16) %s (UUID)",
                            TEXT,
                            bytes("00112233445566778899aabbccddeeff"),
                            bytes("41424344454647484950515253545556"))
                    .is("00112233-4455-6677-8899-aabbccddeeff", "41424344-4546-4748-4950-515253545556"),
            field("minute", "int32 %s (TIME(MILLIS,false))", TEXT, 32_700_000, 32_707_120)
                    .is("09:05:00", "09:05:07.12"),
            field("word", "binary %s (STRING)", TEXT, Binary.fromString("葡萄"), Binary.fromString("藤"))
                    .is("葡萄", "藤"));

    private final SparkSession spark;

    @TempDir
    private Path folder;

    ParquetValuesTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void hasTheValueThatTheTypeSays() throws IOException {
        write(Files.createDirectories(folder.resolve("inbox")).resolve("x_2026-06.parquet"));
        var contract = contract();
        var hub = Made.hub(contract);
        var lake = Lake.at(spark, folder.resolve("lake").toUri());
        var job = new IngestDeliveries(hub, folder.resolve("inbox"), Optional.empty());
        job.run(new JobContext(
                "run",
                LocalDate.of(2026, 6, 30),
                Instant.parse("2026-07-01T00:00:00Z"),
                Clock.systemUTC(),
                hub,
                lake,
                Progress.SILENT,
                Optional.empty()));

        assertThat(lake.read(Tables.QUARANTINE).select("rules").collectAsList()).isEmpty();
        assertThat(job.seen()).extracting(Delivery::counts).containsExactly(new Counts(2, 2, 0, 0, 0, 0));
        var rows = lake.read(Table.records(contract))
                .orderBy("line_number")
                .selectExpr(FIELDS.stream()
                        .map(f -> "cast(%s as string)".formatted(f.name()))
                        .toArray(String[]::new))
                .collectAsList();
        for (int i = 0; i < FIELDS.size(); i++) {
            assertThat(List.of(rows.get(0).getString(i), rows.get(1).getString(i)))
                    .as(FIELDS.get(i).name())
                    .isEqualTo(FIELDS.get(i).expected());
        }
    }

    private static void write(Path file) throws IOException {
        var schema = new StringBuilder("message row {\n");
        for (var field : FIELDS) {
            var type = field.parquet().contains("%s")
                    ? field.parquet().formatted(field.name())
                    : field.parquet() + " " + field.name();
            schema.append("required ").append(type).append(";\n");
        }
        var type = MessageTypeParser.parseMessageType(schema.append('}').toString());
        try (var writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(type)
                .build()) {
            for (int number = 0; number < 2; number++) {
                var row = new SimpleGroup(type);
                for (var field : FIELDS) {
                    add(row, field.name(), field.values().get(number));
                }
                writer.write(row);
            }
        }
    }

    private static void add(SimpleGroup row, String name, Object value) {
        if (value instanceof Integer whole) {
            row.add(name, whole);
        } else if (value instanceof Long whole) {
            row.add(name, whole);
        } else if (value instanceof Float number) {
            row.add(name, number);
        } else if (value instanceof Double number) {
            row.add(name, number);
        } else {
            row.add(name, (Binary) value);
        }
    }

    private static Field field(String name, String parquet, ColumnType type, Object first, Object second) {
        return new Field(name, parquet, type, List.of(first, second), List.of());
    }

    private static Binary bytes(String hex) {
        return Binary.fromConstantByteArray(HexFormat.of().parseHex(hex));
    }

    private static Binary int96(int julianDay, long nanosOfDay) {
        return Binary.fromConstantByteArray(ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(nanosOfDay)
                .putInt(julianDay)
                .array());
    }

    private static Contract contract() {
        return new Contract(
                DatasetName.parse("a/x"),
                "1.0.0",
                "x",
                "0123456789abcdef",
                Mode.APPEND,
                "x_{as_of_date}.parquet",
                new ParquetFormat(),
                FIELDS.stream()
                        .map(f -> new ContractColumn(
                                f.name(), f.name(), f.name(), f.type(), true, false, false, Optional.empty(), Map.of()))
                        .toList(),
                Set.of(),
                Set.of(),
                List.of(),
                "test",
                Optional.empty(),
                new Section("x", Section.Disclosure.OPEN),
                60);
    }
}
