package vinelake.etl.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the next record of text in a window of bytes: where it ends and where its fields lie. It knows nothing
 * of characters: in the charsets that it is used for no byte of a longer character is below 0x30, and where the delimiter
 * is above, it steps over characters of several bytes.
 *
 * <p>A field is quoted when it begins with the quote; within it a doubled quote is one, and delimiters and line ends are
 * text. A quote elsewhere is text. Lines end with LF, CR or CRLF.
 *
 * <p>Where fields have widths a record is a line, whatever stands in it.
 */
final class RecordScanner {

    enum Found {
        /** A record or an empty line. */
        RECORD,
        /** The window ends before the record does, and it is not the last one. */
        INCOMPLETE,
        /** The text ends within quotes. */
        OPEN_QUOTE
    }

    /** The field has bytes outside ASCII. */
    static final int NOT_ASCII = 1;

    /** The field is its slice without the quotes: see {@link #unquote}. */
    static final int HAS_QUOTES = 2;

    /** Text follows the closing quote. */
    static final int HAS_REST = 4;

    private static final byte DELIMITER = 1;
    private static final byte LINE_END = 2;
    private static final byte LEAD = 3;
    private static final int NONE = -1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long CARRIAGE_RETURNS = ONES * '\r';

    private final int quote;
    private final long delimiters;
    private final boolean stepsOverLongCharacters;
    private final int[] widths;
    private final int rowWidth;
    private final byte[] kinds = new byte[256];

    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private byte[] flags = new byte[64];
    private int fieldCount;
    private int next;
    private int lineEnds;
    private int lineOfQuote;

    /**
     * @param quote {@code \0} for none
     * @param stepsOverLongCharacters whether the delimiter may be the second byte of a character
     */
    static RecordScanner delimited(char delimiter, char quote, boolean stepsOverLongCharacters) {
        return new RecordScanner(delimiter, quote, stepsOverLongCharacters, new int[0]);
    }

    /** @param widths bytes of each field */
    static RecordScanner ofWidths(int[] widths) {
        return new RecordScanner(TextFile.NO_QUOTE, TextFile.NO_QUOTE, false, widths);
    }

    private RecordScanner(char delimiter, char quote, boolean stepsOverLongCharacters, int[] widths) {
        this.widths = widths;
        this.rowWidth = Arrays.stream(widths).sum();
        this.quote = quote == TextFile.NO_QUOTE ? NONE : quote;
        this.delimiters = ONES * delimiter;
        this.stepsOverLongCharacters = stepsOverLongCharacters;
        kinds[delimiter] = DELIMITER;
        kinds['\n'] = LINE_END;
        kinds['\r'] = LINE_END;
        if (stepsOverLongCharacters) {
            Arrays.fill(kinds, 0x81, 0xFF, LEAD);
        }
    }

    int fieldCount() {
        return fieldCount;
    }

    int start(int field) {
        return starts[field];
    }

    int end(int field) {
        return ends[field];
    }

    int flags(int field) {
        return flags[field];
    }

    /** Where the next record begins. */
    int next() {
        return next;
    }

    /** How many line ends the record has, its own among them. */
    int lineEnds() {
        return lineEnds;
    }

    /** How many line ends of the record come before the quote that is not closed. */
    int lineOfQuote() {
        return lineOfQuote;
    }

    /**
     * Scans one record.
     *
     * @param from where it begins, before the limit
     * @param isLast nothing follows the limit
     */
    Found scan(byte[] bytes, int from, int limit, boolean isLast) {
        fieldCount = 0;
        lineEnds = 0;
        int at = from;
        if (rowWidth > 0) {
            return scanLine(bytes, from, limit, isLast);
        }
        while (true) {
            if (fieldCount == starts.length) {
                grow();
            }
            starts[fieldCount] = at;
            flags[fieldCount] = 0;
            if (at < limit && bytes[at] == quote) {
                at = quoted(bytes, at, limit);
                if (at == NONE) {
                    return isLast ? Found.OPEN_QUOTE : Found.INCOMPLETE;
                }
            } else {
                at = plain(bytes, at, limit);
                ends[fieldCount] = at;
            }
            fieldCount++;
            if (at >= limit) {
                next = limit;
                return isLast ? Found.RECORD : Found.INCOMPLETE;
            }
            if (kinds[bytes[at] & 0xFF] == DELIMITER) {
                at++;
            } else {
                return lineEnd(bytes, at, limit, isLast);
            }
        }
    }

    /** A line that is too short or too long is one field: where it would have to be cut is not known. */
    private Found scanLine(byte[] bytes, int from, int limit, boolean isLast) {
        int end = from;
        while (end < limit && bytes[end] != '\n' && bytes[end] != '\r') {
            end++;
        }
        if (end == limit && !isLast) {
            return Found.INCOMPLETE;
        }
        if (end - from == rowWidth) {
            int at = from;
            for (int width : widths) {
                cut(bytes, at, at + width);
                at += width;
            }
        } else {
            cut(bytes, from, end);
        }
        if (end == limit) {
            next = limit;
            return Found.RECORD;
        }
        return lineEnd(bytes, end, limit, isLast);
    }

    private void cut(byte[] bytes, int from, int to) {
        if (fieldCount == starts.length) {
            grow();
        }
        int seen = 0;
        for (int i = from; i < to; i++) {
            seen |= bytes[i];
        }
        starts[fieldCount] = from;
        ends[fieldCount] = to;
        flags[fieldCount] = (byte) (seen >>> 31);
        fieldCount++;
    }

    private Found lineEnd(byte[] bytes, int at, int limit, boolean isLast) {
        lineEnds++;
        if (bytes[at] == '\r') {
            if (at + 1 == limit && !isLast) {
                return Found.INCOMPLETE;
            }
            next = at + 1 < limit && bytes[at + 1] == '\n' ? at + 2 : at + 1;
        } else {
            next = at + 1;
        }
        return Found.RECORD;
    }

    /** @return where the field ends: at a delimiter, a line end or the limit */
    private int plain(byte[] bytes, int from, int limit) {
        int seen = 0;
        int at = from;
        if (!stepsOverLongCharacters) {
            // Eight bytes at a time: the lowest high bit stands for the first byte at which the field may end.
            for (; at + Long.BYTES <= limit; at += Long.BYTES) {
                long eight = (long) LONGS.get(bytes, at);
                long ending = zeros(eight ^ delimiters) | zeros(eight ^ LINE_FEEDS) | zeros(eight ^ CARRIAGE_RETURNS);
                if (ending != 0) {
                    int before = Long.numberOfTrailingZeros(ending) & -Byte.SIZE;
                    seen |= isNegative(eight & ((1L << before) - 1) & HIGH_BITS);
                    flags[fieldCount] |= (byte) (seen >>> 31);
                    return at + before / Byte.SIZE;
                }
                seen |= isNegative(eight & HIGH_BITS);
            }
        }
        while (at < limit) {
            byte kind = kinds[bytes[at] & 0xFF];
            if (kind == 0) {
                seen |= bytes[at];
                at++;
            } else if (kind == LEAD) {
                seen = NONE;
                at = afterLong(bytes, at, limit);
            } else {
                break;
            }
        }
        flags[fieldCount] |= (byte) (seen >>> 31);
        return at;
    }

    /** The high bit of each byte that is zero, up to the first one; those above may be wrong. */
    private static long zeros(long eight) {
        return (eight - ONES) & ~eight & HIGH_BITS;
    }

    private static int isNegative(long highBits) {
        return highBits == 0 ? 0 : NONE;
    }

    /** @return where the field ends; NONE when the quote is not closed before the limit */
    private int quoted(byte[] bytes, int from, int limit) {
        lineOfQuote = lineEnds;
        boolean isDoubled = false;
        int seen = 0;
        int at = from + 1;
        while (at < limit) {
            byte c = bytes[at];
            if (c == quote) {
                if (at + 1 < limit && bytes[at + 1] == quote) {
                    isDoubled = true;
                    at += 2;
                    continue;
                }
                break;
            }
            seen |= c;
            if (c == '\n' ? bytes[at - 1] != '\r' : c == '\r') {
                lineEnds++;
            }
            at++;
        }
        if (at >= limit) {
            return NONE;
        }
        int closing = at;
        int end = plain(bytes, closing + 1, limit);
        flags[fieldCount] |= (byte) (seen >>> 31);
        if (isDoubled || end > closing + 1) {
            flags[fieldCount] |= (byte) (HAS_QUOTES | (end > closing + 1 ? HAS_REST : 0));
            ends[fieldCount] = end;
        } else {
            starts[fieldCount] = from + 1;
            ends[fieldCount] = closing;
        }
        return end;
    }

    /** The text of a field that {@link #HAS_QUOTES}, into an array that is at least as long. */
    int unquote(byte[] bytes, int field, byte[] into) {
        int length = 0;
        boolean isOpen = true;
        for (int at = starts[field] + 1; at < ends[field]; at++) {
            if (isOpen && bytes[at] == quote) {
                if (at + 1 < ends[field] && bytes[at + 1] == quote) {
                    at++;
                } else {
                    isOpen = false;
                    continue;
                }
            }
            into[length++] = bytes[at];
        }
        return length;
    }

    /** A lead byte takes the next one with it, or the next three, where they can belong to it. */
    private static int afterLong(byte[] bytes, int at, int limit) {
        if (at + 1 >= limit) {
            return limit;
        }
        int second = bytes[at + 1] & 0xFF;
        if (second >= 0x40 && second != 0x7F && second != 0xFF) {
            return at + 2;
        }
        boolean isOfFour = second >= 0x30
                && second <= 0x39
                && at + 3 < limit
                && (bytes[at + 2] & 0xFF) >= 0x81
                && bytes[at + 3] >= 0x30
                && bytes[at + 3] <= 0x39;
        return isOfFour ? at + 4 : at + 1;
    }

    private void grow() {
        starts = Arrays.copyOf(starts, 2 * starts.length);
        ends = Arrays.copyOf(ends, 2 * ends.length);
        flags = Arrays.copyOf(flags, 2 * flags.length);
    }
}
