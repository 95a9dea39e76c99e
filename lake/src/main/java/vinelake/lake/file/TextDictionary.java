package vinelake.lake.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter.PlainBinaryDictionaryValuesWriter;
import org.apache.parquet.io.api.Binary;

/**
 * Parquet's dictionary of texts with look-ups of its own: Parquet's hash goes through every byte, and so does its
 * comparison, one by one.
 */
final class TextDictionary extends PlainBinaryDictionaryValuesWriter {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long PRIME = 0x9E3779B97F4A7C15L;
    private static final int FEWEST_SLOTS = 1 << 8;

    /** Texts by slot, a power of two of them, at most half of them taken; and their places in the dictionary. */
    private byte[][] texts = new byte[FEWEST_SLOTS][];

    private int[] ids = new int[FEWEST_SLOTS];
    private int size;

    TextDictionary(int maxBytes, Encoding encoding, ByteBufferAllocator allocator) {
        super(maxBytes, encoding, encoding, allocator);
    }

    @Override
    public void writeBytes(Binary value) {
        var buffer = value.toByteBuffer();
        var bytes = buffer.array();
        int start = buffer.arrayOffset() + buffer.position();
        int end = start + buffer.remaining();
        int slot = slot(bytes, start, end);
        if (texts[slot] != null) {
            encodedValues.add(ids[slot]);
            return;
        }
        // Parquet counts its entries in the order in which they come.
        super.writeBytes(value);
        texts[slot] = Arrays.copyOfRange(bytes, start, end);
        ids[slot] = size++;
        if (size > texts.length / 2) {
            grow();
        }
    }

    /** Where the text is, or would be. */
    private int slot(byte[] bytes, int start, int end) {
        int slot = (int) (hash(bytes, start, end - start) >>> 32) & texts.length - 1;
        while (texts[slot] != null && !Arrays.equals(texts[slot], 0, texts[slot].length, bytes, start, end)) {
            slot = slot + 1 & texts.length - 1;
        }
        return slot;
    }

    private void grow() {
        var oldTexts = texts;
        var oldIds = ids;
        texts = new byte[2 * oldTexts.length][];
        ids = new int[texts.length];
        for (int i = 0; i < oldTexts.length; i++) {
            if (oldTexts[i] != null) {
                int slot = slot(oldTexts[i], 0, oldTexts[i].length);
                texts[slot] = oldTexts[i];
                ids[slot] = oldIds[i];
            }
        }
    }

    private static long hash(byte[] bytes, int start, int length) {
        long hash = length;
        int at = start;
        for (int end = start + length - Long.BYTES; at <= end; at += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(bytes, at)) * PRIME;
            hash ^= hash >>> 32;
        }
        for (; at < start + length; at++) {
            hash = (hash ^ bytes[at]) * PRIME;
        }
        return hash;
    }

    @Override
    protected void clearDictionaryContent() {
        super.clearDictionaryContent();
        texts = new byte[FEWEST_SLOTS][];
        ids = new int[FEWEST_SLOTS];
        size = 0;
    }
}
