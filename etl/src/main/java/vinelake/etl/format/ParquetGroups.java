package vinelake.etl.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import vinelake.core.contract.HoldReason;
import vinelake.etl.text.RowFile;

/** Parquet: its rows are counted from 1. */
public final class ParquetGroups {

    private static final char STEP = '.';
    private static final int INT96_NANOS = 8;
    private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSSSS").withZone(ZoneOffset.UTC);

    private final NamedColumns columns;

    private ParquetGroups(NamedColumns columns) {
        this.columns = columns;
    }

    /**
     * Reads all rows.
     *
     * @throws FormatException when the file is no Parquet
     */
    public static void read(Path file, Configuration configuration, NamedColumns columns, RowFile to)
            throws IOException {
        var groups = new ParquetGroups(columns);
        try (var reader = ParquetReader.builder(new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
                .withConf(configuration)
                .build()) {
            long number = 0;
            for (var group = reader.read(); group != null; group = reader.read()) {
                number++;
                columns.begin();
                groups.take(group, "");
                columns.end(number, to);
            }
        } catch (UncheckedIOException e) {
            // The rows could not be written, which says nothing of the file.
            throw e;
        } catch (RuntimeException | IOException e) {
            // The library has no exception of its own for what is wrong with a file.
            throw new FormatException(HoldReason.NO_PARQUET.text(e.getClass().getSimpleName()));
        }
    }

    private void take(Group group, String before) {
        var type = group.getType();
        for (int field = 0; field < type.getFieldCount(); field++) {
            var path = before + type.getFieldName(field);
            var fieldType = type.getType(field);
            int count = group.getFieldRepetitionCount(field);
            if (fieldType.isRepetition(Type.Repetition.REPEATED)) {
                columns.put(path, count == 0 ? null : list(group, field, count));
            } else if (fieldType.isPrimitive()) {
                columns.put(path, count == 0 ? null : text(group, field, 0, fieldType.asPrimitiveType()));
            } else if (!columns.descends(path) || isCollection(fieldType) && !columns.leadsOn(path)) {
                columns.put(path, count == 0 ? null : group.getGroup(field, 0).toString());
            } else {
                columns.pass(path);
                if (count > 0) {
                    take(group.getGroup(field, 0), path + STEP);
                }
            }
        }
    }

    /** What it holds has no names that a column could be called after. */
    private static boolean isCollection(Type type) {
        return type.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation
                || type.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation;
    }

    private static String list(Group group, int field, int count) {
        var type = group.getType().getType(field);
        return IntStream.range(0, count)
                .mapToObj(i -> type.isPrimitive()
                        ? text(group, field, i, type.asPrimitiveType())
                        : group.getGroup(field, i).toString())
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String text(Group group, int field, int index, PrimitiveType type) {
        var meaning = type.getLogicalTypeAnnotation();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> String.valueOf(group.getBoolean(field, index));
            case INT32 -> {
                int value = group.getInteger(field, index);
                yield meaning instanceof DateLogicalTypeAnnotation
                        ? LocalDate.ofEpochDay(value).toString()
                        : number(isUnsigned(meaning) ? Integer.toUnsignedLong(value) : value, meaning);
            }
            case INT64 -> {
                long value = group.getLong(field, index);
                yield isUnsigned(meaning) ? Long.toUnsignedString(value) : number(value, meaning);
            }
            case FLOAT -> decimal(Float.toString(group.getFloat(field, index)));
            case DOUBLE -> decimal(Double.toString(group.getDouble(field, index)));
            case INT96 -> julian(group.getInt96(field, index).getBytes());
            case BINARY, FIXED_LEN_BYTE_ARRAY -> {
                var value = group.getBinary(field, index);
                if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
                    yield new BigDecimal(new BigInteger(value.getBytes()), decimal.getScale()).toPlainString();
                }
                if (meaning instanceof Float16LogicalTypeAnnotation) {
                    yield decimal(type.stringifier().stringify(value));
                }
                yield meaning instanceof UUIDLogicalTypeAnnotation
                        ? type.stringifier().stringify(value)
                        : utf8(value.getBytes());
            }
        };
    }

    private static boolean isUnsigned(Object meaning) {
        return meaning instanceof IntLogicalTypeAnnotation whole && !whole.isSigned();
    }

    private static String number(long value, Object meaning) {
        if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
            return BigDecimal.valueOf(value, decimal.getScale()).toPlainString();
        }
        if (meaning instanceof TimestampLogicalTypeAnnotation moment) {
            var text = LOCAL.format(Instant.EPOCH.plus(value, unit(moment.getUnit())));
            return moment.isAdjustedToUTC() ? text + "Z" : text;
        }
        if (meaning instanceof TimeLogicalTypeAnnotation time) {
            return DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.MIDNIGHT.plus(value, unit(time.getUnit())));
        }
        return Long.toString(value);
    }

    private static ChronoUnit unit(TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> ChronoUnit.MILLIS;
            case MICROS -> ChronoUnit.MICROS;
            case NANOS -> ChronoUnit.NANOS;
        };
    }

    /** Plain digits; what is no number stays what it is called. */
    private static String decimal(String text) {
        try {
            return new BigDecimal(text).toPlainString();
        } catch (NumberFormatException noNumber) {
            return text;
        }
    }

    /** Nanoseconds of a Julian day, as Impala and Spark once wrote moments. */
    private static String julian(byte[] bytes) {
        var value = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        var day = Instant.EPOCH.plus(
                Integer.toUnsignedLong(value.getInt(INT96_NANOS)) - JULIAN_DAY_OF_EPOCH, ChronoUnit.DAYS);
        return LOCAL.format(day.plusNanos(value.getLong(0))) + "Z";
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException noText) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
    }
}
