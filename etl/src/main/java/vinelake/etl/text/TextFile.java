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
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.input.ReaderInputStream;
import org.apache.hadoop.conf.Configuration;
import vinelake.core.contract.TextFormat;
import vinelake.core.value.Texts;

/**
 * A text file of the landing zone, on its way to a task.
 *
 * @param name below the landing folder, as the sender knows it
 * @param charset name of the charset
 * @param quote the quote character; {@link #NO_QUOTE} for none
 * @param recordsAhead how many records come before the rows: the title and the header
 * @param widths bytes of each field; empty for delimited text
 * @param isNumbered whether the first field of a record is the number of the row in a file of another format
 * @param end where the records end and a footer begins
 * @param cipher what opens it
 */
public record TextFile(
        String name,
        URI location,
        String charset,
        char delimiter,
        char quote,
        int recordsAhead,
        List<Integer> widths,
        boolean isNumbered,
        long end,
        FileCipher cipher)
        implements Serializable {

    /** What a malformed byte sequence decodes to; a department has no reason to deliver it. */
    static final char REPLACEMENT = '\uFFFD';

    /** Where no footer begins. */
    private static final long NO_END = Long.MAX_VALUE;

    /** A footer is no longer. */
    private static final int LONGEST_FOOTER = 64 << 10;

    static final char NO_QUOTE = '\0';
    private static final String MASK = "***";
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int MAX_RECORD_CHARS = 4 << 20;

    /** Of text that the whole file is. */
    TextFile(
            String name,
            URI location,
            String charset,
            char delimiter,
            char quote,
            boolean hasHeader,
            List<Integer> widths) {
        this(name, location, charset, delimiter, quote, hasHeader ? 1 : 0, widths, false, NO_END, FileCipher.NONE);
    }

    /** Delimited text. */
    TextFile(String name, URI location, String charset, char delimiter, char quote, boolean hasHeader) {
        this(name, location, charset, delimiter, quote, hasHeader, List.of());
    }

    /** What a file of another format was turned into: see {@link RowFile}. */
    static TextFile ofRows(String name, URI location) {
        return new TextFile(
                name, location, StandardCharsets.UTF_8.name(), ',', '"', 0, List.of(), true, NO_END, FileCipher.NONE);
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
        return new TextFile(
                name, location, other.name(), delimiter, quote, recordsAhead, widths, isNumbered, end, cipher);
    }

    /** With so many records before the rows. */
    public TextFile withRecordsAhead(int count) {
        return new TextFile(name, location, charset, delimiter, quote, count, widths, isNumbered, end, cipher);
    }

    private TextFile endingAt(long place) {
        return new TextFile(name, location, charset, delimiter, quote, recordsAhead, widths, isNumbered, place, cipher);
    }

    /** The same, encrypted. */
    public TextFile openedBy(FileCipher other) {
        return new TextFile(name, location, charset, delimiter, quote, recordsAhead, widths, isNumbered, end, other);
    }

    public boolean hasHeader() {
        return recordsAhead > 0;
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
     * The first records of the file, be they title or header, blank lines not; those of delimited text by a reader of its
     * own. A malformed byte sequence becomes U+FFFD.
     */
    public List<TextRecord> firstRecords(Configuration configuration, int count) throws IOException {
        return isFixedWidth() ? firstOfWidths(configuration, count) : firstDelimited(configuration, count);
    }

    private List<TextRecord> firstOfWidths(Configuration configuration, int count) throws IOException {
        var records = new ArrayList<TextRecord>();
        try (var reader = new RecordReader(withRecordsAhead(0), configuration, 0, true, Long.MAX_VALUE)) {
            while (records.size() < count && reader.next()) {
                records.add(new TextRecord(reader.line(), reader.texts()));
            }
            return records;
        } catch (RecordReader.SplitException e) {
            throw new UnreadableFileException(name, "line %d: %s".formatted(e.line(), e.getMessage()));
        }
    }

    private List<TextRecord> firstDelimited(Configuration configuration, int count) throws IOException {
        var records = new ArrayList<TextRecord>();
        try (var rows = open(configuration)) {
            for (var row : rows) {
                if (!isBlank(row)) {
                    records.add(new TextRecord(row.getStartingLineNumber(), row.getFields()));
                    if (records.size() == count) {
                        break;
                    }
                }
            }
            return records;
        } catch (CsvParseException e) {
            if (!records.isEmpty()) {
                return records;
            }
            throw UnreadableFileException.of(name, e);
        }
    }

    /**
     * The file without its footer: last lines that begin with one of the beginnings, and blank ones around them. Only for a
     * file whose lines can be found in its bytes.
     */
    public TextFile withoutFooter(Configuration configuration, List<String> beginnings) throws IOException {
        long length = length(configuration);
        int size = (int) Math.min(length, LONGEST_FOOTER);
        var tail = new byte[size];
        try (var in = bytes(configuration, length - size)) {
            IOUtils.readFully(in, tail);
        }
        int end = size;
        int footer = size;
        while (end > 0) {
            int start = lineStart(tail, end);
            var line = new String(tail, start, end - start, Charset.forName(charset));
            var text = Texts.strip(line.replace(quote == NO_QUOTE ? '\n' : quote, ' '));
            if (text != null && beginnings.stream().noneMatch(text::startsWith)) {
                break;
            }
            end = start;
            footer = text == null ? footer : start;
        }
        return footer == size ? this : endingAt(length - size + footer);
    }

    private static int lineStart(byte[] text, int end) {
        int start = end - 1;
        while (start > 0 && text[start - 1] != '\n') {
            start--;
        }
        return start;
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
        var decoder = Charset.forName(charset)
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        return new BufferedReader(new InputStreamReader(cipher.open(location, configuration, 0), decoder), 1 << 16);
    }

    /**
     * Whether its records can be found in its bytes. Another file is decoded as a whole, from its beginning: it cannot be
     * read in parts.
     */
    public boolean isByteWise() {
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
            var decoded = decoded(configuration);
            decoded.skipNBytes(from);
            return decoded;
        }
        return cipher.open(location, configuration, from);
    }

    /** How many bytes it has. */
    long length(Configuration configuration) throws IOException {
        return cipher.length(location, configuration);
    }

    /** All of its text as UTF-8. */
    public InputStream decoded(Configuration configuration) throws IOException {
        return ReaderInputStream.builder()
                .setReader(text(configuration))
                .setCharset(StandardCharsets.UTF_8)
                .get();
    }

    /** The same text in UTF-8, which lies elsewhere. */
    public TextFile decodedAt(URI place) {
        return new TextFile(
                name,
                place,
                StandardCharsets.UTF_8.name(),
                delimiter,
                quote,
                recordsAhead,
                widths,
                isNumbered,
                end,
                FileCipher.NONE);
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
