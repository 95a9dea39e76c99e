package vinelake.etl.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import vinelake.core.contract.HoldReason;
import vinelake.core.value.Texts;
import vinelake.lake.file.Bytes;

/**
 * The records of a part of a file: those that begin in it. Blank lines and the header are passed over, and counted as
 * lines.
 */
final class RecordReader implements Closeable {

    private static final int WINDOW = 256 << 10;
    private static final int LONGEST_RECORD = 4 << 20;
    private static final byte[] UTF8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] GB18030_MARK = {(byte) 0x84, (byte) 0x31, (byte) 0x95, (byte) 0x33};

    private final TextFile file;
    private final long end;
    private final InputStream in;
    private final RecordScanner scanner;
    private final Transcoder transcoder;
    private final Bytes scratch = new Bytes(256);

    private byte[] window = new byte[WINDOW];
    private long windowOffset;
    private int limit;
    private int at;
    private int recordStart;
    private boolean isLast;
    private int ahead;
    private long lines;
    private long line;
    private long records;

    /**
     * @param start of a record, or anywhere: then the first record is the one after the next line end
     * @param isAtRecord whether a record begins at the start
     * @param end the records that begin before it are read
     */
    RecordReader(TextFile file, Configuration configuration, long start, boolean isAtRecord, long end)
            throws IOException {
        this.file = file;
        this.end = Math.min(end, file.end());
        this.scanner = file.scanner();
        this.transcoder = Transcoder.of(file.charsetOfBytes());
        // One byte before: where a line ends just there, a record begins at the start.
        this.windowOffset = isAtRecord ? start : start - 1;
        this.in = file.bytes(configuration, windowOffset);
        if (!isAtRecord) {
            skipLine();
        } else if (start == 0) {
            skipMark();
            ahead = file.recordsAhead();
        }
    }

    /** The text cannot be split into records from some line on. */
    static final class SplitException extends IOException {

        private static final long serialVersionUID = 1L;

        private final long line;

        private SplitException(String message, long line) {
            super(message);
            this.line = line;
        }

        /** Counted from 1 at the reader's start. */
        long line() {
            return line;
        }
    }

    boolean next() throws IOException {
        while (true) {
            // The part with the header reads up to it, however short the part is.
            if ((windowOffset + at >= end && ahead == 0) || (at == limit && !fill())) {
                return false;
            }
            switch (scanner.scan(window, at, limit, isLast)) {
                case INCOMPLETE -> fill();
                case OPEN_QUOTE ->
                    throw new SplitException(HoldReason.OPEN_QUOTE.text(), lines + scanner.lineOfQuote() + 1);
                case RECORD -> {
                    recordStart = at;
                    at = scanner.next();
                    line = lines + 1;
                    lines += scanner.lineEnds();
                    if (!isBlank()) {
                        if (ahead == 0) {
                            records++;
                            return true;
                        }
                        ahead--;
                    }
                }
            }
        }
    }

    RecordScanner fields() {
        return scanner;
    }

    /** What {@link #fields} are slices of, until the next call of {@link #next}. */
    byte[] bytes() {
        return window;
    }

    int recordStart() {
        return recordStart;
    }

    int recordEnd() {
        return at;
    }

    /** Where the record begins in the file. */
    long offset() {
        return windowOffset + recordStart;
    }

    /** On which line the record begins, counted from 1 at the reader's start. */
    long line() {
        return line;
    }

    /** The number in the first field, of a file of numbered rows. */
    long number() {
        long number = 0;
        for (int i = scanner.start(0); i < scanner.end(0); i++) {
            number = 10 * number + window[i] - '0';
        }
        return number;
    }

    /** How many records were read. */
    long records() {
        return records;
    }

    /** How many lines have ended. */
    long lines() {
        return lines;
    }

    /** Where the next record or line begins. */
    long position() {
        return windowOffset + at;
    }

    /**
     * Appends a field's text as UTF-8.
     *
     * @return false when its bytes are malformed
     */
    boolean appendText(int field, Bytes to) {
        return transcoder.append(scanner, field, window, to);
    }

    /** The fields as text; a malformed byte sequence becomes U+FFFD. */
    List<String> texts() {
        var texts = new ArrayList<String>();
        for (int i = 0; i < scanner.fieldCount(); i++) {
            scratch.truncate(0);
            appendText(i, scratch);
            texts.add(new String(scratch.array(), 0, scratch.length(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    private boolean isBlank() {
        if (scanner.fieldCount() != 1 || isAsciiLetter(scanner.start(0))) {
            return false;
        }
        scratch.truncate(0);
        appendText(0, scratch);
        return Texts.strip(new String(scratch.array(), 0, scratch.length(), StandardCharsets.UTF_8)) == null;
    }

    private boolean isAsciiLetter(int at) {
        return at < limit && window[at] >= '0' && window[at] <= 'z';
    }

    private void skipMark() throws IOException {
        fill();
        for (var mark : new byte[][] {UTF8_MARK, GB18030_MARK}) {
            boolean isOfCharset = mark == UTF8_MARK == file.charsetOfBytes().equals("UTF-8");
            if (isOfCharset && limit >= mark.length && Arrays.equals(mark, 0, mark.length, window, 0, mark.length)) {
                at = mark.length;
            }
        }
    }

    /** To the first line that begins at the start or after it. */
    private void skipLine() throws IOException {
        while (at < limit || fill()) {
            byte c = window[at++];
            if (c == '\n') {
                return;
            }
            if (c == '\r') {
                if ((at < limit || fill()) && window[at] == '\n') {
                    at++;
                }
                return;
            }
        }
    }

    /**
     * Reads on, and keeps what lies from the current place on.
     *
     * @return whether there is anything at the current place
     */
    private boolean fill() throws IOException {
        if (at > 0) {
            System.arraycopy(window, at, window, 0, limit - at);
            windowOffset += at;
            limit -= at;
            at = 0;
        } else if (limit == window.length) {
            if (window.length >= LONGEST_RECORD) {
                throw new SplitException(HoldReason.LONG_RECORD.text(LONGEST_RECORD >> 20), lines + 1);
            }
            window = Arrays.copyOf(window, 2 * window.length);
        }
        while (limit < window.length && !isLast) {
            int count = in.read(window, limit, window.length - limit);
            if (count < 0) {
                isLast = true;
            } else {
                limit += count;
            }
        }
        return limit > at;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
