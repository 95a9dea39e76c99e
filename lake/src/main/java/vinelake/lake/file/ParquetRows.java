package vinelake.lake.file;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.datasources.parquet.SparkToParquetSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Writes rows of flat columns to a Parquet file, value by value. The file is there when it is closed.
 */
public final class ParquetRows implements Closeable {

    private static final long ROW_GROUP_BYTES = 128L << 20;
    private static final int ROWS_BETWEEN_LOOKS = 10_000;
    private static final int PAGE_BYTES = 1 << 20;

    private enum Kind {
        BOOLEAN,
        INT,
        LONG,
        SHORT_DECIMAL,
        INT_DECIMAL,
        LONG_DECIMAL,
        STRING,
        STRINGS,
        BINARY
    }

    private final MessageType schema;
    private final Kind[] kinds;
    private final DecimalType[] decimals;
    private final int[] levels;
    private final ParquetProperties properties;
    private final CodecFactory codecs;
    private final CodecFactory.BytesCompressor compressor;
    private final ParquetFileWriter file;
    private ColumnChunkPageWriteStore pages;
    private ColumnWriteStore store;
    private ColumnWriter[] columns;
    private long rowsInGroup;
    private long rows;

    /** @param growing BIGINT columns whose values grow from row to row */
    public ParquetRows(Path path, StructType columns, Set<String> growing, Configuration configuration)
            throws IOException {
        this.schema = new SparkToParquetSchemaConverter(
                        false, SQLConf.ParquetOutputTimestampType$.MODULE$.TIMESTAMP_MICROS(), false, true)
                .convert(columns);
        int count = columns.length();
        this.kinds = new Kind[count];
        this.decimals = new DecimalType[count];
        this.levels = new int[count];
        for (int i = 0; i < count; i++) {
            var field = columns.fields()[i];
            kinds[i] = kind(field.dataType());
            levels[i] = schema.getColumns().get(i).getMaxDefinitionLevel();
            decimals[i] = field.dataType() instanceof DecimalType decimal ? decimal : null;
        }
        var builder = ParquetProperties.builder()
                .withPageSize(PAGE_BYTES)
                .withPageRowCountLimit(100_000)
                .withSizeStatisticsEnabled(false)
                .withPageWriteChecksumEnabled(false)
                .withValuesWriterFactory(new ColumnEncodings(growing));
        // Texts stand in no order within a file: nobody would skip a part of it by their bounds.
        for (int i = 0; i < count; i++) {
            if (kinds[i] == Kind.STRING || kinds[i] == Kind.BINARY) {
                builder.withStatisticsEnabled(columns.fields()[i].name(), false);
            }
        }
        this.properties = builder.build();
        this.codecs = new CodecFactory(configuration, PAGE_BYTES);
        this.compressor = codecs.getCompressor(CompressionCodecName.SNAPPY);
        this.file = new ParquetFileWriter(
                HadoopOutputFile.fromPath(path, configuration),
                schema,
                ParquetFileWriter.Mode.CREATE,
                ROW_GROUP_BYTES,
                0);
        file.start();
        begin();
    }

    private static Kind kind(DataType type) {
        if (type instanceof DecimalType decimal) {
            return decimal.precision() <= Decimal.MAX_INT_DIGITS()
                    ? Kind.INT_DECIMAL
                    : decimal.precision() <= Decimal.MAX_LONG_DIGITS() ? Kind.SHORT_DECIMAL : Kind.LONG_DECIMAL;
        }
        if (type.equals(DataTypes.StringType)) {
            return Kind.STRING;
        }
        if (type instanceof ArrayType list && list.elementType().equals(DataTypes.StringType)) {
            return Kind.STRINGS;
        }
        if (type.equals(DataTypes.BinaryType)) {
            return Kind.BINARY;
        }
        if (type.equals(DataTypes.BooleanType)) {
            return Kind.BOOLEAN;
        }
        if (type.equals(DataTypes.DateType) || type.equals(DataTypes.IntegerType)) {
            return Kind.INT;
        }
        if (type.equals(DataTypes.LongType) || type.equals(DataTypes.TimestampType)) {
            return Kind.LONG;
        }
        throw new IllegalArgumentException(
                "column of type %s. Allowed: flat columns of the lake's tables".formatted(type));
    }

    private void begin() {
        pages = new ColumnChunkPageWriteStore(
                compressor,
                schema,
                HeapByteBufferAllocator.getInstance(),
                ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH);
        store = properties.newColumnWriteStore(schema, pages);
        columns = schema.getColumns().stream().map(store::getColumnWriter).toArray(ColumnWriter[]::new);
        rowsInGroup = 0;
    }

    /** The column's value of a row that Spark made. */
    public void write(int column, InternalRow row, int at) {
        if (row.isNullAt(at)) {
            columns[column].writeNull(0, 0);
            return;
        }
        var writer = columns[column];
        int level = levels[column];
        switch (kinds[column]) {
            case STRING -> writer.write(binary(row.getUTF8String(at)), 0, level);
            case LONG -> writer.write(row.getLong(at), 0, level);
            case INT -> writer.write(row.getInt(at), 0, level);
            // Spark's own row holds a decimal of up to 18 digits as its unscaled value.
            case SHORT_DECIMAL -> writer.write(unscaled(column, row, at), 0, level);
            case INT_DECIMAL -> writer.write((int) unscaled(column, row, at), 0, level);
            case LONG_DECIMAL -> {
                var type = decimals[column];
                var value = row.getDecimal(at, type.precision(), type.scale()).toJavaBigDecimal();
                writer.write(Binary.fromConstantByteArray(padded(value, lengthOf(column))), 0, level);
            }
            case BOOLEAN -> writer.write(row.getBoolean(at), 0, level);
            case BINARY -> writer.write(Binary.fromConstantByteArray(row.getBinary(at)), 0, level);
            case STRINGS -> throw new IllegalArgumentException("a list is written by itself");
        }
    }

    private long unscaled(int column, InternalRow row, int at) {
        return row instanceof UnsafeRow
                ? row.getLong(at)
                : row.getDecimal(at, decimals[column].precision(), decimals[column].scale())
                        .toUnscaledLong();
    }

    private int lengthOf(int column) {
        return schema.getType(column).asPrimitiveType().getTypeLength();
    }

    private static byte[] padded(BigDecimal value, int length) {
        BigInteger unscaled = value.unscaledValue();
        var digits = unscaled.toByteArray();
        var bytes = new byte[length];
        if (unscaled.signum() < 0) {
            Arrays.fill(bytes, (byte) -1);
        }
        System.arraycopy(digits, 0, bytes, length - digits.length, digits.length);
        return bytes;
    }

    /** A list of texts, at least one. */
    public void write(int column, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            columns[column].write(Binary.fromString(texts.get(i)), Math.min(i, 1), levels[column]);
        }
    }

    public void write(int column, Binary value) {
        columns[column].write(value, 0, levels[column]);
    }

    public void write(int column, long value) {
        columns[column].write(value, 0, levels[column]);
    }

    public void write(int column, int value) {
        columns[column].write(value, 0, levels[column]);
    }

    public void write(int column, boolean value) {
        columns[column].write(value, 0, levels[column]);
    }

    /** Ends the row: every column must have been written. */
    public void endRow() throws IOException {
        store.endRecord();
        rows++;
        rowsInGroup++;
        if (rowsInGroup % ROWS_BETWEEN_LOOKS == 0 && store.getBufferedSize() > ROW_GROUP_BYTES) {
            flush();
            begin();
        }
    }

    private void flush() throws IOException {
        if (rowsInGroup > 0) {
            file.startBlock(rowsInGroup);
            store.flush();
            pages.flushToFileWriter(file);
            file.endBlock();
        }
        store.close();
        pages.close();
    }

    public long rows() {
        return rows;
    }

    @Override
    public void close() throws IOException {
        flush();
        file.end(Map.of());
        codecs.release();
    }

    private static Binary binary(UTF8String text) {
        return text.getBaseObject() instanceof byte[] bytes
                ? Binary.fromReusedByteArray(
                        bytes, (int) (text.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET), text.numBytes())
                : Binary.fromConstantByteArray(text.getBytes());
    }
}
