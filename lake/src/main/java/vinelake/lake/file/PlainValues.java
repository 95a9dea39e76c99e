package vinelake.lake.file;

import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;

/** Values as they are. */
final class PlainValues extends ColumnValues {

    private final Bytes bytes = new Bytes(64 << 10);
    private final boolean isShort;

    /** @param isShort whether numbers have 32 bits; else 64 */
    PlainValues(boolean isShort) {
        this.isShort = isShort;
    }

    @Override
    void add(long[] numbers, int[] rows, int count) {
        bytes.reserve(count * Long.BYTES);
        if (isShort) {
            for (int i = 0; i < count; i++) {
                bytes.appendInt((int) numbers[rows[i]]);
            }
        } else {
            for (int i = 0; i < count; i++) {
                bytes.appendLong(numbers[rows[i]]);
            }
        }
    }

    @Override
    void add(byte[] text, int[] starts, int[] lengths, int[] rows, int count) {
        long all = (long) count * Integer.BYTES;
        for (int i = 0; i < count; i++) {
            all += lengths[rows[i]];
        }
        bytes.reserve(Math.toIntExact(all));
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            add(text, starts[row], lengths[row]);
        }
    }

    void add(byte[] text, int start, int length) {
        bytes.appendInt(length);
        bytes.append(text, start, start + length);
    }

    void add(long number) {
        if (isShort) {
            bytes.appendInt((int) number);
        } else {
            bytes.appendLong(number);
        }
    }

    @Override
    long size() {
        return bytes.length();
    }

    @Override
    Encoding encoding() {
        return Encoding.PLAIN;
    }

    @Override
    BytesInput bytes() {
        return BytesInput.from(bytes.array(), 0, bytes.length());
    }

    @Override
    void clear() {
        bytes.truncate(0);
    }
}
