package vinelake.city;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import vinelake.core.contract.TextFormat;

/**
 * A department's habits of writing files.
 *
 * @param opening what stands before everything: a byte order mark or nothing
 * @param lineEnd after each record
 */
record FileStyle(TextFormat format, String opening, String lineEnd, DateStyle dates) {

    static final Charset GB18030 = Charset.forName("GB18030");

    static FileStyle comma(Charset charset, DateStyle dates) {
        return new FileStyle(new TextFormat(charset, ',', Optional.of('"'), true), "", "\r\n", dates);
    }

    /** Nothing is quoted. */
    static FileStyle separatedBy(char delimiter, Charset charset, DateStyle dates) {
        return new FileStyle(new TextFormat(charset, delimiter, Optional.empty(), true), "", "\n", dates);
    }

    FileStyle withByteOrderMark() {
        return new FileStyle(format, "\uFEFF", lineEnd, dates);
    }

    FileStyle withoutHeader() {
        TextFormat bare = new TextFormat(format.charset(), format.delimiter(), format.quote(), false);
        return new FileStyle(bare, opening, lineEnd, dates);
    }

    FileStyle withUnixLines() {
        return new FileStyle(format, opening, "\n", dates);
    }

    /** What stands before the first record. */
    String beginning(List<Field> fields) {
        return format.hasHeader()
                ? opening + record(fields.stream().map(Field::header).toList())
                : opening;
    }

    int headerLines() {
        return format.hasHeader() ? 1 : 0;
    }

    /** A record with its line end. */
    String record(List<String> values) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                line.append(format.delimiter());
            }
            line.append(written(values.get(i)));
        }
        return line.append(lineEnd).toString();
    }

    private String written(String value) {
        boolean needsQuote = value.indexOf(format.delimiter()) >= 0
                || value.indexOf('"') >= 0
                || value.indexOf('\n') >= 0
                || value.indexOf('\r') >= 0;
        if (!needsQuote) {
            return value;
        }
        if (format.quote().isEmpty()) {
            throw new IllegalArgumentException(
                    "the value '%s' holds the delimiter, and nothing is quoted".formatted(value));
        }
        return '"' + value.replace("\"", "\"\"") + '"';
    }

    static Charset utf8() {
        return StandardCharsets.UTF_8;
    }
}
