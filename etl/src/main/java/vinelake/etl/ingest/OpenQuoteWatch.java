package vinelake.etl.ingest;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Notices text that ends within quotes. The splitter takes all that follows an open quote for one field, to the end of
 * the file, and says nothing: rows would be lost.
 */
final class OpenQuoteWatch extends FilterReader {

    private enum State {
        FIELD_START,
        PLAIN,
        QUOTED,
        QUOTE_IN_QUOTED
    }

    private final String file;
    private final char delimiter;
    private final char quote;
    private State state = State.FIELD_START;
    private long line = 1;
    private long openedAt;
    private boolean isAfterCarriageReturn;

    /** @param file its name, for the message */
    OpenQuoteWatch(Reader in, String file, char delimiter, char quote) {
        super(in);
        this.file = file;
        this.delimiter = delimiter;
        this.quote = quote;
    }

    @Override
    public int read() throws IOException {
        var one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    /** @throws UnreadableFileException at the end, when it lies within quotes */
    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        if (count < 0 && state == State.QUOTED) {
            throw new UnreadableFileException(
                    file,
                    "line %d: the quote that opens here is never closed. Close it, or set the contract's quote to none"
                            .formatted(openedAt));
        }
        for (int i = offset; i < offset + count; i++) {
            see(buffer[i]);
        }
        return count;
    }

    private void see(char c) {
        if (c == '\r' || (c == '\n' && !isAfterCarriageReturn)) {
            line++;
        }
        isAfterCarriageReturn = c == '\r';
        if (state == State.QUOTED) {
            state = c == quote ? State.QUOTE_IN_QUOTED : State.QUOTED;
        } else if (c == quote && state != State.PLAIN) {
            openedAt = state == State.FIELD_START ? line : openedAt;
            state = State.QUOTED;
        } else {
            state = c == delimiter || c == '\n' || c == '\r' ? State.FIELD_START : State.PLAIN;
        }
    }
}
