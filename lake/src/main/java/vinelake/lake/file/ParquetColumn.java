package vinelake.lake.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** A column of a file: what stands where, pages, and the least and the greatest number of each. */
final class ParquetColumn {

    private static final int PAGE_BYTES = 1 << 20;
    private static final int PAGE_VALUES = 100_000;
    private static final int LEVEL_BYTES = 16 << 10;
    private static final int[] FIRST = {0};

    private final PrimitiveType type;
    private final int level;
    private final ColumnValues values;
    private final boolean hasBounds;
    private final Levels definitions;
    private final Levels repetitions;
    private PageWriter pages;

    /** Of the last values: rows that have one, and how many have none. */
    private int[] present = new int[0];

    private int absent;
    private int valueCount;
    private int rowCount;
    private long nullCount;
    private long least;
    private long greatest;
    private ParquetRows.Bounds whole = ParquetRows.Bounds.NONE;

    ParquetColumn(ColumnDescriptor column, ColumnValues values) {
        this.type = column.getPrimitiveType();
        this.level = column.getMaxDefinitionLevel();
        this.values = values;
        var name = type.getPrimitiveTypeName();
        // Texts stand in no order within a file: nobody would skip a part of it by their bounds.
        this.hasBounds = name == PrimitiveTypeName.INT32 || name == PrimitiveTypeName.INT64;
        this.definitions = level > 0 ? new Levels(level) : null;
        this.repetitions = column.getMaxRepetitionLevel() > 0 ? new Levels(column.getMaxRepetitionLevel()) : null;
        begin();
    }

    /** Begins a row group. */
    void begin(PageWriter to) {
        pages = to;
        values.reset();
    }

    private void begin() {
        valueCount = 0;
        rowCount = 0;
        nullCount = 0;
        least = Long.MAX_VALUE;
        greatest = Long.MIN_VALUE;
    }

    void numbers(long[] numbers, boolean[] nulls, int[] rows, int count) throws IOException {
        int[] there = present(nulls, rows, count);
        int n = count - absent;
        values.add(numbers, there, n);
        if (hasBounds) {
            for (int i = 0; i < n; i++) {
                long number = numbers[there[i]];
                least = Math.min(least, number);
                greatest = Math.max(greatest, number);
            }
        }
        added(count);
    }

    void texts(byte[] text, int[] starts, int[] lengths, boolean[] nulls, int[] rows, int count) throws IOException {
        int[] there = present(nulls, rows, count);
        values.add(text, starts, lengths, there, count - absent);
        added(count);
    }

    void none() throws IOException {
        definitions.add(0, 1);
        nullCount++;
        added(1);
    }

    /** The texts of one row, at least one. */
    void list(List<byte[]> texts) throws IOException {
        for (int i = 0; i < texts.size(); i++) {
            repetitions.add(Math.min(i, 1), 1);
            definitions.add(level, 1);
            values.add(texts.get(i), FIRST, new int[] {texts.get(i).length}, FIRST, 1);
        }
        valueCount += texts.size();
        rowCount++;
        endFullPage();
    }

    /** The rows that have a value. */
    private int[] present(boolean[] nulls, int[] rows, int count) {
        absent = 0;
        if (nulls == null) {
            if (definitions != null) {
                definitions.add(level, count);
            }
            return rows;
        }
        if (present.length < count) {
            present = new int[count];
        }
        int n = 0;
        for (int i = 0; i < count; i++) {
            present[n] = rows[i];
            n += nulls[rows[i]] ? 0 : 1;
        }
        absent = count - n;
        if (definitions == null) {
            if (absent > 0) {
                throw new IllegalStateException("%s: no value. Every row needs one".formatted(type.getName()));
            }
        } else if (absent == 0) {
            definitions.add(level, count);
        } else {
            for (int i = 0; i < count; i++) {
                definitions.add(nulls[rows[i]] ? 0 : level, 1);
            }
        }
        nullCount += absent;
        return present;
    }

    private void added(int count) throws IOException {
        valueCount += count;
        rowCount += count;
        endFullPage();
    }

    private void endFullPage() throws IOException {
        if (values.size() > PAGE_BYTES || valueCount >= PAGE_VALUES || values.isPageToEnd()) {
            endPage();
        }
    }

    /** Of the pages that have ended. */
    ParquetRows.Bounds wholeBounds() {
        return whole;
    }

    /** Bytes that are kept until the row group ends. */
    long size() {
        return pages.getMemSize() + values.size();
    }

    /** Ends the row group. */
    void end() throws IOException {
        if (valueCount > 0) {
            endPage();
        }
        var dictionary = values.dictionary();
        if (dictionary != null) {
            pages.writeDictionaryPage(dictionary);
        }
    }

    private void endPage() throws IOException {
        var repeated = repetitions == null ? BytesInput.empty() : repetitions.bytes();
        var defined = definitions == null ? BytesInput.empty() : definitions.bytes();
        var bytes = values.bytes();
        pages.writePage(
                BytesInput.concat(repeated, defined, bytes),
                valueCount,
                rowCount,
                bounds(),
                Encoding.RLE,
                Encoding.RLE,
                values.encoding());
        values.clear();
        whole = whole.with(least, greatest, nullCount);
        begin();
    }

    private Statistics<?> bounds() {
        if (!hasBounds) {
            return Statistics.noopStats(type);
        }
        var bounds = Statistics.createStats(type);
        bounds.incrementNumNulls(nullCount);
        if (least <= greatest) {
            if (type.getPrimitiveTypeName() == PrimitiveTypeName.INT32) {
                bounds.updateStats((int) least);
                bounds.updateStats((int) greatest);
            } else {
                bounds.updateStats(least);
                bounds.updateStats(greatest);
            }
        }
        return bounds;
    }

    /** Levels of a page, in runs. */
    private static final class Levels {

        private final RunLengthBitPackingHybridEncoder encoder;

        Levels(int highest) {
            encoder = new RunLengthBitPackingHybridEncoder(
                    Integer.SIZE - Integer.numberOfLeadingZeros(highest),
                    64,
                    LEVEL_BYTES,
                    HeapByteBufferAllocator.getInstance());
        }

        void add(int level, int count) {
            try {
                for (int i = 0; i < count; i++) {
                    encoder.writeInt(level);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** With their length before them; the next ones are of another page. */
        BytesInput bytes() throws IOException {
            var levels = BytesInput.copy(encoder.toBytes());
            encoder.reset();
            return BytesInput.concat(BytesInput.fromInt(Math.toIntExact(levels.size())), levels);
        }
    }
}
