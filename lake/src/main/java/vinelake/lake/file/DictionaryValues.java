package vinelake.lake.file;

import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;

/**
 * Values as places in a dictionary, while that is worth it: where it saves nothing on the first page, or becomes large, the
 * next ones are kept as they are.
 */
abstract class DictionaryValues extends ColumnValues {

    private static final int FEWEST_SLOTS = 1 << 8;
    private static final int LARGEST = 1 << 20;

    /** The entries, as they stand on the dictionary's page. */
    final Bytes entries = new Bytes(1 << 10);

    private final PlainValues plain;

    /** A power of two of them, at most half of them taken: the entry's place plus one; 0 for none. */
    int[] slots = new int[FEWEST_SLOTS];

    private int[] ids = new int[1 << 12];
    private int idCount;
    private int size;
    private boolean isPlain;
    private boolean hasPages;

    DictionaryValues(PlainValues plain) {
        this.plain = plain;
    }

    @Override
    final void add(long[] numbers, int[] rows, int count) {
        if (isPlain) {
            plain.add(numbers, rows, count);
            return;
        }
        reserve(count);
        find(numbers, rows, count, ids, idCount);
        idCount += count;
    }

    @Override
    final void add(byte[] text, int[] starts, int[] lengths, int[] rows, int count) {
        if (isPlain) {
            plain.add(text, starts, lengths, rows, count);
            return;
        }
        reserve(count);
        find(text, starts, lengths, rows, count, ids, idCount);
        idCount += count;
    }

    void find(long[] numbers, int[] rows, int count, int[] into, int at) {
        throw new IllegalArgumentException("a column of texts was given numbers");
    }

    void find(byte[] text, int[] starts, int[] lengths, int[] rows, int count, int[] into, int at) {
        throw new IllegalArgumentException("a column of numbers was given texts");
    }

    /** Adds an entry to the plain values. */
    abstract void copy(int id, PlainValues to);

    /** How many bytes it takes there. */
    abstract int size(int id);

    /** Puts every entry into its slot; all are empty. */
    abstract void fill();

    private void reserve(int count) {
        if (idCount + count > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(2 * ids.length, idCount + count));
        }
    }

    /** The place of an entry that is added now. */
    final int entered() {
        size++;
        if (size > slots.length / 2) {
            slots = new int[2 * slots.length];
            fill();
        }
        return size - 1;
    }

    final int entryCount() {
        return size;
    }

    @Override
    final long size() {
        return isPlain ? plain.size() : (long) idCount * width() / Byte.SIZE;
    }

    private int width() {
        return BytesUtils.getWidthFromMaxInt(Math.max(0, size - 1));
    }

    @Override
    final Encoding encoding() {
        return isPlain || idCount == 0 ? Encoding.PLAIN : Encoding.PLAIN_DICTIONARY;
    }

    @Override
    final boolean isPageToEnd() {
        return !isPlain && entries.length() > LARGEST;
    }

    @Override
    final BytesInput bytes() throws IOException {
        // A page without values refers to no dictionary.
        if (isPlain || idCount == 0) {
            return plain.bytes();
        }
        if (!hasPages && !isWorthIt()) {
            for (int i = 0; i < idCount; i++) {
                copy(ids[i], plain);
            }
            forget();
            isPlain = true;
            return plain.bytes();
        }
        hasPages = true;
        int width = width();
        try (var encoder = new RunLengthBitPackingHybridEncoder(
                width, Math.max(64, idCount), Math.max(64, 4 * idCount), HeapByteBufferAllocator.getInstance())) {
            for (int i = 0; i < idCount; i++) {
                encoder.writeInt(ids[i]);
            }
            return BytesInput.copy(BytesInput.concat(BytesInput.from(new byte[] {(byte) width}), encoder.toBytes()));
        }
    }

    private boolean isWorthIt() {
        long asTheyAre = 0;
        for (int i = 0; i < idCount; i++) {
            asTheyAre += size(ids[i]);
        }
        return size() + entries.length() < asTheyAre;
    }

    @Override
    final void clear() {
        idCount = 0;
        plain.clear();
        isPlain |= isPageToEnd();
    }

    @Override
    final DictionaryPage dictionary() {
        return hasPages
                ? new DictionaryPage(
                        BytesInput.from(entries.array(), 0, entries.length()), size, Encoding.PLAIN_DICTIONARY)
                : null;
    }

    @Override
    final void reset() {
        forget();
        plain.clear();
        isPlain = false;
        hasPages = false;
    }

    private void forget() {
        entries.truncate(0);
        Arrays.fill(slots, 0);
        idCount = 0;
        size = 0;
    }
}
