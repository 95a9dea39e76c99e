package vinelake.etl.draft;

import java.util.Arrays;

/** Hashes, a great many of them in little room. */
final class LongSet {

    private long[] slots = new long[1 << 10];
    private boolean hasZero;
    private int size;

    /** @return false when it was there */
    boolean add(long value) {
        if (value == 0) {
            boolean isNew = !hasZero;
            hasZero = true;
            return isNew;
        }
        if (!put(slots, value)) {
            return false;
        }
        if (++size * 2 > slots.length) {
            var larger = new long[slots.length * 2];
            Arrays.stream(slots).filter(v -> v != 0).forEach(v -> put(larger, v));
            slots = larger;
        }
        return true;
    }

    boolean has(long value) {
        if (value == 0) {
            return hasZero;
        }
        int at = slot(slots, value);
        while (slots[at] != 0) {
            if (slots[at] == value) {
                return true;
            }
            at = (at + 1) & (slots.length - 1);
        }
        return false;
    }

    private static int slot(long[] slots, long value) {
        return (int) (value ^ value >>> 32) & (slots.length - 1);
    }

    private static boolean put(long[] slots, long value) {
        int at = slot(slots, value);
        while (slots[at] != 0) {
            if (slots[at] == value) {
                return false;
            }
            at = (at + 1) & (slots.length - 1);
        }
        slots[at] = value;
        return true;
    }

    /** A hash of 64 bits of a text (FNV-1a, mixed). */
    static long hash(String text, long seed) {
        long hash = 0xcbf29ce484222325L ^ seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        return hash ^ hash >>> 29;
    }
}
