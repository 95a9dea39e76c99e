package vinelake.etl.text;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.util.sketch.BloomFilter;
import vinelake.etl.text.FirstPass.ReadPart;

/**
 * Finds rows that say the same as another one: of two in the batch the first by order is new, and of one that is in the
 * lake already every one in the batch is a duplicate. It looks only at hashes, of 128 bits: among a thousand million rows
 * the odds that two different ones share theirs are one in 10 to the 21st.
 *
 * <p>Only a share of the hashes is in a table at a time, so that the largest batch needs little more than its hashes.
 */
public final class DuplicateSearch {

    /** Rows whose hashes are in a table at a time. */
    private static final long ROWS_AT_ONCE = 32_000_000;

    /** A batch of fewer rows is searched by one thread. */
    private static final long FEW = 1_000_000;

    /** So many of the hashes in the lake that are none of the batch's pass its filter: they cost memory here. */
    private static final double PASSING = 0.02;

    /** The hashes of the rows in the lake. */
    public interface Earlier {

        /**
         * Hashes that may be in the batch, and all that are.
         *
         * @param batch of the first halves of its hashes; asked for where the lake has rows
         * @return in pairs: both halves of one, then of the next
         */
        List<long[]> among(Supplier<BloomFilter> batch);
    }

    public static List<TextPart> judge(List<ReadPart> parts, Earlier earlier) {
        long rows = parts.stream().mapToLong(p -> p.first().length).sum();
        return judge(parts, earlier, (int) Math.max(rows < FEW ? 1 : 2, rows / ROWS_AT_ONCE + 1));
    }

    static List<TextPart> judge(List<ReadPart> parts, Earlier earlier, int shares) {
        var verdicts = new byte[parts.size()][];
        var known = earlier.among(() -> filter(parts));
        IntStream.range(0, shares).parallel().forEach(share -> new Share(share, shares).search(parts, known, verdicts));
        return IntStream.range(0, parts.size())
                .mapToObj(i -> verdicts[i] == null
                        ? parts.get(i).part()
                        : parts.get(i).part().withVerdicts(Verdicts.of(verdicts[i])))
                .toList();
    }

    private static BloomFilter filter(List<ReadPart> parts) {
        long rows = parts.stream().mapToLong(p -> p.first().length).sum();
        var filter = BloomFilter.create(Math.max(1, rows), PASSING);
        for (var part : parts) {
            for (long hash : part.first()) {
                filter.putLong(hash);
            }
        }
        return filter;
    }

    /** The hashes whose first half lies in a range: a table by open addressing. */
    private static final class Share {

        private final int share;
        private final int shares;
        private long[] first;
        private long[] second;
        private boolean[] isKnown;

        Share(int share, int shares) {
            this.share = share;
            this.shares = shares;
        }

        void search(List<ReadPart> parts, List<long[]> earlier, byte[][] verdicts) {
            int rows = parts.stream().mapToInt(p -> count(p.first())).sum();
            int capacity = Math.max(16, rows + rows / 2);
            first = new long[capacity];
            second = new long[capacity];
            for (int p = 0; p < parts.size(); p++) {
                var part = parts.get(p);
                for (int i = 0; i < part.first().length; i++) {
                    if (isMine(part.first()[i], part.second()[i]) && !add(part.first()[i], part.second()[i])) {
                        mark(verdicts, p, part, i);
                    }
                }
            }
            if (learn(earlier)) {
                for (int p = 0; p < parts.size(); p++) {
                    var part = parts.get(p);
                    for (int i = 0; i < part.first().length; i++) {
                        if (isMine(part.first()[i], part.second()[i])
                                && isKnown[place(part.first()[i], part.second()[i])]) {
                            mark(verdicts, p, part, i);
                        }
                    }
                }
            }
        }

        private boolean learn(List<long[]> earlier) {
            boolean hasAny = false;
            for (var pairs : earlier) {
                for (int i = 0; i < pairs.length; i += 2) {
                    if (isMine(pairs[i], pairs[i + 1])) {
                        int at = place(pairs[i], pairs[i + 1]);
                        if (first[at] != 0 || second[at] != 0) {
                            if (isKnown == null) {
                                isKnown = new boolean[first.length];
                            }
                            isKnown[at] = true;
                            hasAny = true;
                        }
                    }
                }
            }
            return hasAny;
        }

        private static void mark(byte[][] verdicts, int p, ReadPart part, int row) {
            synchronized (part) {
                if (verdicts[p] == null) {
                    verdicts[p] = Verdicts.codes(part.first().length);
                }
                Verdicts.set(verdicts[p], row, Verdicts.DUPLICATE);
            }
        }

        private int count(long[] hashes) {
            if (shares == 1) {
                return hashes.length;
            }
            return (int) Arrays.stream(hashes).filter(h -> range(h) == share).count();
        }

        /** A broken row has no hash, and belongs to nobody. */
        private boolean isMine(long hash, long other) {
            return (shares == 1 || range(hash) == share) && (hash != 0 || other != 0);
        }

        private int range(long hash) {
            return (int) Math.multiplyHigh(hash >>> 1, 2L * shares);
        }

        /** @return false when it is there */
        private boolean add(long hash, long other) {
            int at = place(hash, other);
            if (first[at] != 0 || second[at] != 0) {
                return false;
            }
            first[at] = hash;
            second[at] = other;
            return true;
        }

        /** Where the hash is, or would be. */
        private int place(long hash, long other) {
            int at = (int) Math.multiplyHigh(other >>> 1, 2L * first.length);
            while ((first[at] != hash || second[at] != other) && (first[at] != 0 || second[at] != 0)) {
                at = at + 1 == first.length ? 0 : at + 1;
            }
            return at;
        }
    }

    private DuplicateSearch() {}
}
