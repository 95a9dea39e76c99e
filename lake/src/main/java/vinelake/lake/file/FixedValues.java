package vinelake.lake.file;

import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;

/** Signed numbers of a fixed number of bytes, as they are; they come in as few bytes as they need, the highest first. */
final class FixedValues extends ColumnValues {

    private final Bytes bytes = new Bytes(4 << 10);
    private final int width;

    FixedValues(int width) {
        this.width = width;
    }

    @Override
    void add(byte[] text, int[] starts, int[] lengths, int[] rows, int count) {
        for (int i = 0; i < count; i++) {
            int start = starts[rows[i]];
            int length = lengths[rows[i]];
            byte sign = (byte) (text[start] < 0 ? -1 : 0);
            for (int k = length; k < width; k++) {
                bytes.append(sign);
            }
            bytes.append(text, start, start + length);
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
