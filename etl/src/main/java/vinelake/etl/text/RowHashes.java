package vinelake.etl.text;

/**
 * A set of hashes of rows, of 128 bits in two halves: tables by open addressing, each for a share of the hashes, so that
 * none is copied as a whole when the set grows. Both halves together are never 0.
 */
final class RowHashes {

    private static final int SHARE_BITS = 8;

    /** Of a table; a power of two. */
    private static final int FIRST_CAPACITY = 16;

    private final long[][] tables = new long[1 << SHARE_BITS][];
    private final int[] sizes = new int[1 << SHARE_BITS];

    /** @return false when it is there already */
    boolean add(long first, long second) {
        int share = share(first);
        var table = tables[share];
        if (table == null) {
            table = new long[2 * FIRST_CAPACITY];
            tables[share] = table;
        }
        int at = place(table, first, second);
        if (isTaken(table, at)) {
            return false;
        }
        table[at] = first;
        table[at + 1] = second;
        sizes[share]++;
        // Two thirds full: the halves of a pair lie side by side, so that a look is a look at one line of the cache.
        if (sizes[share] * 3L > table.length) {
            grow(share);
        }
        return true;
    }

    /**
     * Looks at the places of many hashes. Each look waits for memory, but these wait together: when one after the other is
     * then added, its place is in the cache.
     *
     * @return something of what was seen, so that nobody can leave the looking out
     */
    long touch(long[] first, long[] second, int count) {
        long seen = 0;
        for (int i = 0; i < count; i++) {
            var table = tables[share(first[i])];
            if (table != null) {
                seen |= table[2 * ((int) second[i] & (table.length / 2 - 1))];
            }
        }
        return seen;
    }

    boolean contains(long first, long second) {
        var table = tables[share(first)];
        return table != null && isTaken(table, place(table, first, second));
    }

    private void grow(int share) {
        var old = tables[share];
        var grown = new long[Math.multiplyExact(2, old.length)];
        for (int i = 0; i < old.length; i += 2) {
            if (isTaken(old, i)) {
                int at = place(grown, old[i], old[i + 1]);
                grown[at] = old[i];
                grown[at + 1] = old[i + 1];
            }
        }
        tables[share] = grown;
    }

    private static int share(long first) {
        return (int) (first >>> (Long.SIZE - SHARE_BITS));
    }

    /** Where the pair is, or would be. */
    private static int place(long[] table, long first, long second) {
        int last = table.length / 2 - 1;
        int pair = (int) second & last;
        while (isTaken(table, 2 * pair) && (table[2 * pair] != first || table[2 * pair + 1] != second)) {
            pair = (pair + 1) & last;
        }
        return 2 * pair;
    }

    private static boolean isTaken(long[] table, int at) {
        return (table[at] | table[at + 1]) != 0;
    }
}
