package vinelake.etl.text;

import vinelake.lake.file.Bytes;

/**
 * Typed values of some rows, by column: numbers (a date in days, a moment in microseconds, a decimal of up to 18 digits in
 * units of its scale, a boolean as 1 or 0), or slices of one text (a string, or a longer decimal's unscaled value).
 */
public final class ParsedRows {

    private final Bytes text = new Bytes(1 << 10);
    private final boolean[] isText;
    private final boolean[][] nulls;
    private final long[][] numbers;
    private final int[][] starts;
    private final int[][] lengths;

    /** @param isText by column */
    ParsedRows(boolean[] isText, int capacity) {
        int count = isText.length;
        this.isText = isText;
        this.nulls = new boolean[count][capacity];
        this.numbers = new long[count][];
        this.starts = new int[count][];
        this.lengths = new int[count][];
        for (int i = 0; i < count; i++) {
            if (isText[i]) {
                starts[i] = new int[capacity];
                lengths[i] = new int[capacity];
            } else {
                numbers[i] = new long[capacity];
            }
        }
    }

    public boolean isText(int column) {
        return isText[column];
    }

    /** Which rows have no value. */
    public boolean[] nulls(int column) {
        return nulls[column];
    }

    public long[] numbers(int column) {
        return numbers[column];
    }

    public int[] starts(int column) {
        return starts[column];
    }

    public int[] lengths(int column) {
        return lengths[column];
    }

    /** What the slices are of, until the next rows. */
    public byte[] text() {
        return text.array();
    }

    /** Where texts are added. */
    Bytes bytes() {
        return text;
    }

    void clear() {
        text.truncate(0);
    }

    void putNull(int column, int row) {
        nulls[column][row] = true;
    }

    void put(int column, int row, long number) {
        nulls[column][row] = false;
        numbers[column][row] = number;
    }

    /** What was added to the text from a place on. */
    void put(int column, int row, int start, int length) {
        nulls[column][row] = false;
        starts[column][row] = start;
        lengths[column][row] = length;
    }
}
