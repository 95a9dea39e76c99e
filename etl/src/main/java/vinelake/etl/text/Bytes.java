package vinelake.etl.text;

import java.util.Arrays;

/** Bytes that grow at their end. */
final class Bytes {

    private byte[] array;
    private int length;

    Bytes(int capacity) {
        array = new byte[capacity];
    }

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    void truncate(int to) {
        length = to;
    }

    void append(byte[] from, int start, int end) {
        reserve(end - start);
        System.arraycopy(from, start, array, length, end - start);
        length += end - start;
    }

    void append(byte one) {
        reserve(1);
        array[length++] = one;
    }

    void appendInt(int value) {
        reserve(Integer.BYTES);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            array[length++] = (byte) (value >>> shift);
        }
    }

    void appendLong(long value) {
        reserve(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            array[length++] = (byte) (value >>> shift);
        }
    }

    void reserve(int more) {
        if (length + more > array.length) {
            array = Arrays.copyOf(array, Math.max(2 * array.length, length + more));
        }
    }
}
