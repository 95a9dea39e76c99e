package vinelake.etl.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.util.sketch.BloomFilter;

/**
 * Finds rows that say the same as another one: of two in the batch the first by order is new, and of one that is in the
 * lake already every one in the batch is a duplicate. It looks only at hashes, of 128 bits: among a thousand million rows
 * the odds that two different ones share theirs are one in 10 to the 21st.
 *
 * <p>A row that may be in the lake is set aside while the batch is read; then the lake is asked for all of these at once,
 * and they are read again.
 */
public final class DuplicateSearch implements OrderedPass.Judge {

    /** So many of the hashes in the lake that are none of those set aside pass their filter: they cost memory here. */
    private static final double PASSING = 0.02;

    /** What lies between two rows that are set aside is read again with them up to here. */
    private static final long GAP = 256 << 10;

    /** As much is read again in one piece. */
    private static final long MOST = 32L << 20;

    /** Rows that are in the lake already. */
    public interface Earlier {

        /** Whether a row of the batch may be among them; true where it is. Asked in order, and once for each row. */
        boolean mayHave(TextBatch batch, int row);

        /**
         * Hashes that may be among those set aside, and all that are.
         *
         * @param aside a filter of their first halves
         * @return in pairs: both halves of one, then of the next
         */
        List<long[]> among(Supplier<BloomFilter> aside);
    }

    private final Earlier earlier;
    private final RowHashes seen = new RowHashes();
    private final List<Aside> aside = new ArrayList<>();
    private long touched;

    public DuplicateSearch(Earlier earlier) {
        this.earlier = earlier;
    }

    @Override
    public void judge(TextBatch batch) {
        var first = batch.firstHashes();
        var second = batch.secondHashes();
        touched |= seen.touch(first, second, batch.size());
        for (int row = 0; row < batch.size(); row++) {
            // A broken row has no hash, and is nobody's repeat.
            if ((first[row] | second[row]) == 0) {
                batch.setVerdict(row, Verdicts.NEW);
            } else if (!seen.add(first[row], second[row])) {
                batch.setVerdict(row, Verdicts.DUPLICATE);
            } else if (earlier.mayHave(batch, row)) {
                if (aside.isEmpty() || !last().isNear(batch, row)) {
                    aside.add(new Aside(batch.partFrom(row)));
                }
                last().add(batch, row);
                batch.setVerdict(row, Verdicts.ASIDE);
            } else {
                batch.setVerdict(row, Verdicts.NEW);
            }
        }
    }

    /** What was set aside, with verdicts: to be read again, in order. */
    public List<TextPart> aside() {
        if (aside.isEmpty()) {
            return List.of();
        }
        var known = new RowHashes();
        for (var pairs : earlier.among(this::filter)) {
            for (int i = 0; i < pairs.length; i += 2) {
                known.add(pairs[i], pairs[i + 1]);
            }
        }
        return aside.stream().map(a -> a.part(known)).toList();
    }

    private BloomFilter filter() {
        long rows = aside.stream().mapToLong(a -> a.count).sum();
        var filter = BloomFilter.create(rows, PASSING);
        for (var some : aside) {
            for (int i = 0; i < some.count; i++) {
                filter.putLong(some.first[i]);
            }
        }
        return filter;
    }

    private Aside last() {
        return aside.get(aside.size() - 1);
    }

    /** Rows of one file that lie near to each other. */
    private static final class Aside {

        private final TextPart from;
        private long end;
        private int count;
        private int[] rows = new int[4];
        private long[] first = new long[4];
        private long[] second = new long[4];

        /** @param from what begins with the first row */
        Aside(TextPart from) {
            this.from = from;
        }

        /** Whether what lies between is better read again than passed over. A file that is decoded has to be. */
        boolean isNear(TextBatch batch, int row) {
            long offset = batch.offsets()[row];
            return batch.file() == from.file()
                    && (!from.text().isByteWise() || (offset - end < GAP && offset - from.start() < MOST));
        }

        void add(TextBatch batch, int row) {
            if (count == rows.length) {
                rows = Arrays.copyOf(rows, 2 * count);
                first = Arrays.copyOf(first, 2 * count);
                second = Arrays.copyOf(second, 2 * count);
            }
            rows[count] = Math.toIntExact(batch.recordNumbers()[row] - from.recordsBefore() - 1);
            first[count] = batch.firstHashes()[row];
            second[count] = batch.secondHashes()[row];
            count++;
            end = batch.offsets()[row] + 1;
        }

        TextPart part(RowHashes known) {
            var codes = Verdicts.codes(rows[count - 1] + 1);
            int next = 0;
            for (int i = 0; i < count; i++) {
                for (; next < rows[i]; next++) {
                    Verdicts.set(codes, next, Verdicts.DONE);
                }
                Verdicts.set(codes, next++, known.contains(first[i], second[i]) ? Verdicts.DUPLICATE : Verdicts.NEW);
            }
            return new TextPart(
                    from.file(),
                    from.text(),
                    from.layout(),
                    from.start(),
                    end,
                    from.linesBefore(),
                    from.recordsBefore(),
                    Verdicts.of(codes));
        }
    }
}
