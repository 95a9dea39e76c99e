package vinelake.lake.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A dictionary of texts. */
final class TextDictionary extends DictionaryValues {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    /** By place: the hash, and where the text ends in the entries. Before it stands its length. */
    private int[] hashes = new int[1 << 7];

    private int[] ends = new int[1 << 7];

    TextDictionary() {
        super(new PlainValues(false));
    }

    @Override
    void find(byte[] text, int[] starts, int[] lengths, int[] rows, int count, int[] into, int at) {
        for (int i = 0; i < count; i++) {
            int start = starts[rows[i]];
            int length = lengths[rows[i]];
            int hash = hash(text, start, length);
            int slot = slot(hash, text, start, length);
            int id = slots[slot] - 1;
            into[at + i] = id < 0 ? enter(hash, slot, text, start, length) : id;
        }
    }

    private int enter(int hash, int slot, byte[] text, int start, int length) {
        int id = entryCount();
        if (id == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * id);
            ends = Arrays.copyOf(ends, 2 * id);
        }
        entries.appendInt(length);
        entries.append(text, start, start + length);
        hashes[id] = hash;
        ends[id] = entries.length();
        slots[slot] = id + 1;
        return entered();
    }

    private int start(int id) {
        return (id == 0 ? 0 : ends[id - 1]) + Integer.BYTES;
    }

    /** Where the text is, or would be. */
    private int slot(int hash, byte[] text, int start, int length) {
        int slot = hash & slots.length - 1;
        while (slots[slot] != 0 && !isEntry(slots[slot] - 1, hash, text, start, length)) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private boolean isEntry(int id, int hash, byte[] text, int start, int length) {
        return hashes[id] == hash && Arrays.equals(entries.array(), start(id), ends[id], text, start, start + length);
    }

    @Override
    void copy(int id, PlainValues to) {
        to.add(entries.array(), start(id), ends[id] - start(id));
    }

    @Override
    int size(int id) {
        return ends[id] - start(id) + Integer.BYTES;
    }

    @Override
    void fill() {
        for (int id = 0; id < entryCount(); id++) {
            slots[slot(hashes[id], entries.array(), start(id), ends[id] - start(id))] = id + 1;
        }
    }

    private static int hash(byte[] bytes, int start, int length) {
        long hash = length;
        int at = start;
        for (int end = start + length - Long.BYTES; at <= end; at += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(bytes, at)) * PRIME;
            hash ^= hash >>> 32;
        }
        for (; at < start + length; at++) {
            hash = (hash ^ bytes[at]) * PRIME;
        }
        return (int) (hash >>> 32);
    }
}
