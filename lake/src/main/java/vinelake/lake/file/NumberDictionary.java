package vinelake.lake.file;

import java.util.Arrays;

/** A dictionary of numbers. */
final class NumberDictionary extends DictionaryValues {

    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private final boolean isShort;
    private long[] numbers = new long[1 << 7];

    /** @param isShort whether numbers have 32 bits; else 64 */
    NumberDictionary(boolean isShort) {
        super(new PlainValues(isShort));
        this.isShort = isShort;
    }

    @Override
    void find(long[] values, int[] rows, int count, int[] into, int at) {
        for (int i = 0; i < count; i++) {
            long value = values[rows[i]];
            int slot = slot(value);
            int id = slots[slot] - 1;
            into[at + i] = id < 0 ? enter(value, slot) : id;
        }
    }

    private int enter(long value, int slot) {
        int id = entryCount();
        if (id == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * id);
        }
        numbers[id] = value;
        slots[slot] = id + 1;
        if (isShort) {
            entries.appendInt((int) value);
        } else {
            entries.appendLong(value);
        }
        return entered();
    }

    /** Where the number is, or would be. */
    private int slot(long value) {
        int slot = (int) (value * PRIME >>> 32) & slots.length - 1;
        while (slots[slot] != 0 && numbers[slots[slot] - 1] != value) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    @Override
    void copy(int id, PlainValues to) {
        to.add(numbers[id]);
    }

    @Override
    int size(int id) {
        return isShort ? Integer.BYTES : Long.BYTES;
    }

    @Override
    void fill() {
        for (int id = 0; id < entryCount(); id++) {
            slots[slot(numbers[id])] = id + 1;
        }
    }
}
