package vinelake.lake.file;

import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;

/** The values of a page of a column, in one of Parquet's encodings. They come many at a time: one call for each would cost more than the value. */
abstract class ColumnValues {

    /** @param rows which of the numbers, in order */
    void add(long[] numbers, int[] rows, int count) throws IOException {
        throw new IllegalArgumentException("a column of texts was given numbers");
    }

    /** @param rows which of the slices of the text, in order */
    void add(byte[] text, int[] starts, int[] lengths, int[] rows, int count) throws IOException {
        throw new IllegalArgumentException("a column of numbers was given texts");
    }

    /** About how many bytes are kept. */
    abstract long size();

    /** Of what {@link #bytes} has given. */
    abstract Encoding encoding();

    /** The bytes of the page. They stay as they are until {@link #clear}. */
    abstract BytesInput bytes() throws IOException;

    /** Begins a page. */
    abstract void clear();

    /** Whether the next values are better kept in another way, on a page of their own. */
    boolean isPageToEnd() {
        return false;
    }

    /** What the pages so far refer to; null for nothing. */
    DictionaryPage dictionary() {
        return null;
    }

    /** Begins a row group. */
    void reset() {
        clear();
    }
}
