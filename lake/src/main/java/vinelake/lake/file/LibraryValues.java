package vinelake.lake.file;

import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.plain.BooleanPlainValuesWriter;

/** Values in an encoding of Parquet's own library. */
final class LibraryValues extends ColumnValues {

    private static final int SLAB = 64 << 10;
    private static final int PAGE = 1 << 20;

    private final ValuesWriter writer;
    private final boolean isBoolean;

    private LibraryValues(ValuesWriter writer, boolean isBoolean) {
        this.writer = writer;
        this.isBoolean = isBoolean;
    }

    /** Numbers of 64 bits that grow from row to row: by their differences. */
    static LibraryValues growing() {
        return new LibraryValues(
                new DeltaBinaryPackingValuesWriterForLong(SLAB, PAGE, HeapByteBufferAllocator.getInstance()), false);
    }

    /** A bit for each: 1 or 0. */
    static LibraryValues booleans() {
        return new LibraryValues(new BooleanPlainValuesWriter(), true);
    }

    @Override
    void add(long[] numbers, int[] rows, int count) {
        if (isBoolean) {
            for (int i = 0; i < count; i++) {
                writer.writeBoolean(numbers[rows[i]] != 0);
            }
        } else {
            for (int i = 0; i < count; i++) {
                writer.writeLong(numbers[rows[i]]);
            }
        }
    }

    @Override
    long size() {
        return writer.getBufferedSize();
    }

    @Override
    Encoding encoding() {
        return writer.getEncoding();
    }

    @Override
    BytesInput bytes() {
        return writer.getBytes();
    }

    @Override
    void clear() {
        writer.reset();
    }
}
