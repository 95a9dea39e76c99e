package vinelake.lake.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that grow at their end. Numbers are little-endian. */
public final class Bytes {

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

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
        INTS.set(array, length, value);
        length += Integer.BYTES;
    }

    public void appendLong(long value) {
        reserve(Long.BYTES);
        LONGS.set(array, length, value);
        length += Long.BYTES;
    }

    /** Makes room, so that what is appended next does not. */
    public void reserve(int more) {
        if (length + more > array.length) {
            array = Arrays.copyOf(array, Math.max(2 * array.length, length + more));
        }
    }
}
