package vinelake.lake.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.spark.sql.execution.datasources.parquet.SparkToParquetSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/**
 * Writes rows to a Parquet file, column by column: for some rows the values of every column, then {@link #endRows}. Numbers
 * are a date in days, a moment in microseconds, a decimal of up to 18 digits in units of its scale, a boolean as 1 or 0;
 * texts are UTF-8, other bytes, or a longer decimal's unscaled value. The file is there when it is closed.
 *
 * <p>Numbers that grow from row to row are kept by their differences; amounts and hashes, of which hardly any two are equal,
 * as they are; all others by a dictionary while it is small.
 */
public final class ParquetRows implements Closeable {

    private static final long ROW_GROUP_BYTES = 128L << 20;
    private static final int PAGE_BYTES = 1 << 20;

    private final MessageType schema;
    private final ParquetColumn[] columns;
    private final CodecFactory codecs;
    private final CodecFactory.BytesCompressor compressor;
    private final ParquetFileWriter file;
    private ColumnChunkPageWriteStore pages;
    private long rowsInGroup;
    private long rows;
    private int[] same = new int[0];

    /** @param growing BIGINT columns whose values grow from row to row */
    public ParquetRows(Path path, StructType columns, Set<String> growing, Configuration configuration)
            throws IOException {
        this.schema = new SparkToParquetSchemaConverter(
                        false, SQLConf.ParquetOutputTimestampType$.MODULE$.TIMESTAMP_MICROS(), false, true)
                .convert(columns);
        this.columns = schema.getColumns().stream()
                .map(column -> new ParquetColumn(column, values(column, growing)))
                .toArray(ParquetColumn[]::new);
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

    private static ColumnValues values(ColumnDescriptor column, Set<String> growing) {
        var type = column.getPrimitiveType();
        boolean isShort = type.getPrimitiveTypeName() == PrimitiveTypeName.INT32;
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> LibraryValues.booleans();
            case INT32, INT64 ->
                growing.contains(column.getPath()[0])
                        ? LibraryValues.growing()
                        : type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation
                                ? new PlainValues(isShort)
                                : new NumberDictionary(isShort);
            case BINARY -> type.getLogicalTypeAnnotation() == null ? new PlainValues(false) : new TextDictionary();
            case FIXED_LEN_BYTE_ARRAY -> new FixedValues(type.getTypeLength());
            default ->
                throw new IllegalArgumentException(
                        "column %s. Allowed: flat columns of the lake's tables".formatted(column));
        };
    }

    private void begin() {
        pages = new ColumnChunkPageWriteStore(
                compressor,
                schema,
                HeapByteBufferAllocator.getInstance(),
                ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
                false);
        for (int i = 0; i < columns.length; i++) {
            columns[i].begin(pages.getPageWriter(schema.getColumns().get(i)));
        }
        rowsInGroup = 0;
    }

    /**
     * @param nulls which rows have no value; null where all have one
     * @param rows which of the numbers are written, in order
     */
    public void numbers(int column, long[] numbers, boolean[] nulls, int[] rows, int count) throws IOException {
        columns[column].numbers(numbers, nulls, rows, count);
    }

    /**
     * @param starts of each row's slice of the text
     * @param nulls which rows have no value; null where all have one
     * @param rows which of the slices are written, in order
     */
    public void texts(int column, byte[] text, int[] starts, int[] lengths, boolean[] nulls, int[] rows, int count)
            throws IOException {
        columns[column].texts(text, starts, lengths, nulls, rows, count);
    }

    /** The same number in some rows. */
    public void number(int column, long number, int count) throws IOException {
        columns[column].numbers(new long[] {number}, null, firsts(count), count);
    }

    /** The same text in some rows. */
    public void text(int column, byte[] text, int count) throws IOException {
        columns[column].texts(text, new int[] {0}, new int[] {text.length}, null, firsts(count), count);
    }

    /** No value in one row. */
    public void none(int column) throws IOException {
        columns[column].none();
    }

    /** Texts of one row, at least one. */
    public void list(int column, List<byte[]> texts) throws IOException {
        columns[column].list(texts);
    }

    private int[] firsts(int count) {
        if (same.length < count) {
            same = new int[count];
        }
        return same;
    }

    /** Ends rows: every column must have been written for them. */
    public void endRows(int count) throws IOException {
        rows += count;
        rowsInGroup += count;
        if (Arrays.stream(columns).mapToLong(ParquetColumn::size).sum() > ROW_GROUP_BYTES) {
            flush();
            begin();
        }
    }

    private void flush() throws IOException {
        if (rowsInGroup > 0) {
            for (var column : columns) {
                column.end();
            }
            file.startBlock(rowsInGroup);
            pages.flushToFileWriter(file);
            file.endBlock();
        }
        pages.close();
    }

    /** Whether the rows of a whole group are on their way to the file: it is large enough to be read by itself. */
    public boolean hasFullGroup() {
        return rowsInGroup < rows;
    }

    public long rows() {
        return rows;
    }

    /**
     * What a column of numbers holds.
     *
     * @param least greater than the greatest where there is no number
     * @param nulls rows without one
     */
    public record Bounds(long least, long greatest, long nulls) {

        static final Bounds NONE = new Bounds(Long.MAX_VALUE, Long.MIN_VALUE, 0);

        Bounds with(long otherLeast, long otherGreatest, long otherNulls) {
            return new Bounds(Math.min(least, otherLeast), Math.max(greatest, otherGreatest), nulls + otherNulls);
        }

        public boolean isEmpty() {
            return least > greatest;
        }
    }

    /** Of the whole file; when it is closed. */
    public Bounds bounds(int column) {
        return columns[column].wholeBounds();
    }

    @Override
    public void close() throws IOException {
        flush();
        file.end(Map.of());
        codecs.release();
    }
}
