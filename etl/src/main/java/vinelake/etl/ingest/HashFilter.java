package vinelake.etl.ingest;

import java.util.stream.Stream;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;

/**
 * Tells of hashes that they are not among those that it was given. Several threads may give it some at once; asked it is
 * by one, when that is over.
 *
 * <p>A filter is larger than the processor's cache, and each hash goes to another place in it: one by one, nearly all of the
 * time would be waiting for memory. So it is made of many small ones; which of them a hash goes to follows from its first
 * bits, and many hashes are put in order of these before they are entered.
 */
final class HashFilter {

    private static final int REGION_BITS = 8;
    private static final int REGIONS = 1 << REGION_BITS;

    private final BlockSplitBloomFilter[] regions;

    /** @param bytes a power of two, at least that of {@link #least} */
    HashFilter(int bytes) {
        int each = bytes / REGIONS;
        this.regions = Stream.generate(() -> new BlockSplitBloomFilter(each, each))
                .limit(REGIONS)
                .toArray(BlockSplitBloomFilter[]::new);
    }

    /** The least size: of a block for each of the small ones. */
    static int least() {
        return REGIONS * BlockSplitBloomFilter.LOWER_BOUND_BYTES;
    }

    /** @param pairs both halves of a hash, then of the next; the first ones are entered */
    void add(long[] pairs) {
        var starts = new int[REGIONS + 1];
        for (int i = 0; i < pairs.length; i += 2) {
            starts[region(pairs[i]) + 1]++;
        }
        for (int region = 0; region < REGIONS; region++) {
            starts[region + 1] += starts[region];
        }
        var ordered = new long[pairs.length / 2];
        var next = starts.clone();
        for (int i = 0; i < pairs.length; i += 2) {
            ordered[next[region(pairs[i])]++] = pairs[i];
        }
        for (int region = 0; region < REGIONS; region++) {
            var filter = regions[region];
            synchronized (filter) {
                for (int i = starts[region]; i < starts[region + 1]; i++) {
                    filter.insertHash(within(ordered[i]));
                }
            }
        }
    }

    /** @param hash the first half */
    boolean mayHave(long hash) {
        return regions[region(hash)].findHash(within(hash));
    }

    private static int region(long hash) {
        return (int) (hash >>> Long.SIZE - REGION_BITS);
    }

    /** The bits that are the same for all of a region come last: a small filter looks at the first ones for the place. */
    private static long within(long hash) {
        return Long.rotateLeft(hash, REGION_BITS);
    }
}
