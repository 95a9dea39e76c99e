package vinelake.etl.text;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.input.ReaderInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import vinelake.core.contract.TextFormat;
import vinelake.core.value.Texts;

/**
 * A text file of the landing zone, on its way to a task.
 *
 * @param name below the landing folder, as the sender knows it
 * @param charset name of the charset
 * @param quote the quote character; {@link #NO_QUOTE} for none
 * @param isHeaderRow whether the first record names the columns
 * @param widths bytes of each field; empty for delimited text
 */
public record TextFile(
        String name,
        URI location,
        String charset,
        char delimiter,
        char quote,
        boolean isHeaderRow,
        List<Integer> widths)
        implements Serializable {

    /** What a malformed byte sequence decodes to; a department has no reason to deliver it. */
    static final char REPLACEMENT = '\uFFFD';

    static final char NO_QUOTE = '\0';
    private static final String MASK = "***";
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int MAX_RECORD_CHARS = 4 << 20;

    /** Delimited text. */
    TextFile(String name, URI location, String charset, char delimiter, char quote, boolean isHeaderRow) {
        this(name, location, charset, delimiter, quote, isHeaderRow, List.of());
    }

    public static TextFile of(String name, URI location, TextFormat format) {
        return new TextFile(
                name,
                location,
                format.charset().name(),
                format.delimiter(),
                format.quote().orElse(NO_QUOTE),
                format.hasHeader(),
                format.widths());
    }

    public TextFile readAs(Charset other) {
        return new TextFile(name, location, other.name(), delimiter, quote, isHeaderRow, widths);
    }

    boolean isFixedWidth() {
        return !widths.isEmpty();
    }

    /**
     * A record as text.
     *
     * @param line where it begins, counted from 1
     */
    public record TextRecord(long line, List<String> fields) {}

    /**
     * The first record of the file, be it the header, blank lines not; that of delimited text by a reader of its own. A
     * malformed byte sequence becomes U+FFFD.
     */
    public Optional<TextRecord> firstRecord(Configuration configuration) throws IOException {
        return isFixedWidth() ? firstOfWidths(configuration) : firstDelimited(configuration);
    }

    private Optional<TextRecord> firstOfWidths(Configuration configuration) throws IOException {
        var whole = new TextFile(name, location, charset, delimiter, quote, false, widths);
        try (var reader = new RecordReader(whole, configuration, 0, true, Long.MAX_VALUE)) {
            return reader.next() ? Optional.of(new TextRecord(reader.line(), reader.texts())) : Optional.empty();
        } catch (RecordReader.SplitException e) {
            throw new UnreadableFileException(name, "line %d: %s".formatted(e.line(), e.getMessage()));
        }
    }

    private Optional<TextRecord> firstDelimited(Configuration configuration) throws IOException {
        try (var rows = open(configuration)) {
            for (var row : rows) {
                if (!isBlank(row)) {
                    return Optional.of(new TextRecord(row.getStartingLineNumber(), row.getFields()));
                }
            }
            return Optional.empty();
        } catch (CsvParseException e) {
            throw UnreadableFileException.of(name, e);
        }
    }

    private CsvReader<CsvRecord> open(Configuration configuration) throws IOException {
        var text = text(configuration);
        skipByteOrderMark(text);
        return CsvReader.builder()
                .fieldSeparator(delimiter)
                .quoteCharacter(quote)
                .skipEmptyLines(true)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .maxBufferSize(MAX_RECORD_CHARS)
                .ofCsvRecord(text);
    }

    private BufferedReader text(Configuration configuration) throws IOException {
        var path = new Path(location);
        var decoder = Charset.forName(charset)
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        return new BufferedReader(
                new InputStreamReader(path.getFileSystem(configuration).open(path), decoder), 1 << 16);
    }

    /**
     * Whether its records can be found in its bytes. Another file is decoded as a whole, from its beginning: it cannot be
     * read in parts.
     */
    boolean isByteWise() {
        return Transcoder.isByteWise(charset) && (quote < '@' || !Transcoder.hasAsciiTrails(charset));
    }

    /** The charset of {@link #bytes}. */
    String charsetOfBytes() {
        return isByteWise() ? charset : StandardCharsets.UTF_8.name();
    }

    /** Whether the delimiter may be part of a longer character. */
    boolean mayHideDelimiter() {
        return isByteWise() && delimiter >= '0' && Transcoder.hasAsciiTrails(charset);
    }

    /** The bytes from an offset on; those of a file that is not {@link #isByteWise} as UTF-8. */
    InputStream bytes(Configuration configuration, long from) throws IOException {
        if (!isByteWise()) {
            var decoded = ReaderInputStream.builder()
                    .setReader(text(configuration))
                    .setCharset(StandardCharsets.UTF_8)
                    .get();
            decoded.skipNBytes(from);
            return decoded;
        }
        var path = new Path(location);
        var in = path.getFileSystem(configuration).open(path);
        in.seek(from);
        return in;
    }

    RecordScanner scanner() {
        return isFixedWidth()
                ? RecordScanner.ofWidths(
                        widths.stream().mapToInt(Integer::intValue).toArray())
                : RecordScanner.delimited(delimiter, quote, mayHideDelimiter());
    }

    /** What stands for a field that is not to be seen. */
    String mask(int field) {
        return isFixedWidth() ? "*".repeat(widths.get(field)) : MASK;
    }

    /** The fields as text again, quoted where they must be. */
    String join(List<String> fields) {
        if (isFixedWidth()) {
            return String.join("", fields);
        }
        var text = new StringBuilder();
        for (int i = 0; i < fields.size(); i++) {
            var field = fields.get(i);
            if (i > 0) {
                text.append(delimiter);
            }
            boolean isQuoted = quote != NO_QUOTE
                    && (field.indexOf(delimiter) >= 0
                            || field.indexOf(quote) >= 0
                            || field.indexOf('\n') >= 0
                            || field.indexOf('\r') >= 0);
            if (isQuoted) {
                var one = String.valueOf(quote);
                text.append(quote).append(field.replace(one, one + one)).append(quote);
            } else {
                text.append(field);
            }
        }
        return text.toString();
    }

    private static boolean isBlank(CsvRecord row) {
        return row.getFieldCount() == 1 && Texts.strip(row.getField(0)) == null;
    }

    private static void skipByteOrderMark(Reader text) throws IOException {
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
    }
}
