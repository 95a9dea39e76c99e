package vinelake.lake.file;

import java.util.Arrays;
import org.apache.spark.unsafe.Platform;

/** Bytes that grow at their end. Numbers are in the order of the machine, as in all of Spark: little-endian. */
public final class Bytes {

    private byte[] array;
    private int length;

    public Bytes(int capacity) {
        array = new byte[capacity];
    }

    public byte[] array() {
        return array;
    }

    public int length() {
        return length;
    }

    public void truncate(int to) {
        length = to;
    }

    public void append(byte[] from, int start, int end) {
        int count = end - start;
        reserve(count);
        System.arraycopy(from, start, array, length, count);
        length += count;
    }

    public void append(byte one) {
        reserve(1);
        array[length++] = one;
    }

    public void appendInt(int value) {
        reserve(Integer.BYTES);
        Platform.putInt(array, Platform.BYTE_ARRAY_OFFSET + length, value);
        length += Integer.BYTES;
    }

    public void appendLong(long value) {
        reserve(Long.BYTES);
        Platform.putLong(array, Platform.BYTE_ARRAY_OFFSET + length, value);
        length += Long.BYTES;
    }

    /** Makes room, so that what is appended next does not. */
    public void reserve(int more) {
        if (length + more > array.length) {
            array = Arrays.copyOf(array, Math.max(2 * array.length, length + more));
        }
    }
}
