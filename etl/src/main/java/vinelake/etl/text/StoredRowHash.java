package vinelake.etl.text;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;

import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The hash of a row that lies in a records table, computed again from its typed values as {@link RowParser} does. */
public final class StoredRowHash {

    private StoredRowHash() {}

    /** A column: how its value goes into the hash. */
    private record Part(String name, int tag, boolean isText, boolean isDecimal) implements Serializable {

        static Part of(StructField field) {
            boolean isDecimal = field.dataType() instanceof DecimalType;
            return new Part(
                    field.name(),
                    field.name().hashCode(),
                    field.dataType().equals(DataTypes.StringType)
                            || isDecimal && ((DecimalType) field.dataType()).precision() > RowParser.SAFE_DIGITS,
                    isDecimal);
        }
    }

    /**
     * The hash as an expression over the columns of a records table.
     *
     * @param stored columns of the table
     * @param notHashed those that no department delivered
     * @param value what stands for a column; the column itself, or what its value becomes
     */
    public static Column of(StructType stored, Set<String> notHashed, Function<String, Column> value) {
        var fields = Stream.of(stored.fields())
                .filter(field -> !notHashed.contains(field.name()))
                .sorted(Comparator.comparing(StructField::name))
                .toList();
        var parts = new ArrayList<>(fields.stream().map(Part::of).toList());
        var texts = fields.stream()
                .map(field -> text(field, value.apply(field.name())))
                .toArray(Column[]::new);
        return udf(
                        (UDF1<Seq<String>, byte[]>) values -> hash(parts, CollectionConverters.asJava(values)),
                        DataTypes.BinaryType)
                .apply(array(texts));
    }

    /** Numbers as the parser keeps them, as text: an array has one type. */
    private static Column text(StructField field, Column value) {
        if (field.dataType().equals(DataTypes.DateType)) {
            return unix_date(value).cast(DataTypes.StringType);
        }
        if (field.dataType().equals(DataTypes.TimestampType)) {
            return unix_micros(value).cast(DataTypes.StringType);
        }
        if (field.dataType().equals(DataTypes.BooleanType)) {
            return value.cast(DataTypes.IntegerType).cast(DataTypes.StringType);
        }
        return value.cast(DataTypes.StringType);
    }

    private static byte[] hash(List<Part> parts, List<String> values) {
        int most = values.stream()
                .mapToInt(v -> v == null ? 0 : Integer.BYTES + Long.BYTES + 3 * v.length())
                .sum();
        var canonical = ByteBuffer.allocate(most).order(ByteOrder.nativeOrder());
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            var value = values.get(i);
            if (value == null) {
                continue;
            }
            canonical.putInt(part.tag());
            if (part.isText()) {
                var bytes = part.isDecimal()
                        ? new BigDecimal(value).unscaledValue().toByteArray()
                        : value.getBytes(StandardCharsets.UTF_8);
                canonical.putInt(bytes.length).put(bytes);
            } else {
                canonical.putLong(
                        part.isDecimal()
                                ? new BigDecimal(value).unscaledValue().longValueExact()
                                : Long.parseLong(value));
            }
        }
        var hash = ByteBuffer.allocate(2 * Long.BYTES);
        for (long seed : new long[] {RowParser.FIRST_SEED, RowParser.SECOND_SEED}) {
            hash.putLong(
                    XXH64.hashUnsafeBytes(canonical.array(), Platform.BYTE_ARRAY_OFFSET, canonical.position(), seed));
        }
        return hash.array();
    }

    /** A column by its name. */
    public static Column stored(String name) {
        return col("`" + name + "`");
    }
}
