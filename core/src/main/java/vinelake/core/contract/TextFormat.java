package vinelake.core.contract;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;

/**
 * How the rows of a text file are written: delimited, or with fields of fixed width (定长文本).
 *
 * @param delimiter between two fields; means nothing where they have widths
 * @param quote empty where the department does not quote
 * @param hasHeader whether a line names the columns, the first or one below a title; without one, columns are named by position: {@code #1}
 * @param widths bytes of each field in the file's charset; empty for delimited text
 * @param title beginnings of the first lines that are no records, like {@code #} of remarks; a title above a header needs none
 * @param footer beginnings of the last lines that are no records, like 合计
 */
public record TextFormat(
        Charset charset,
        char delimiter,
        Optional<Character> quote,
        boolean hasHeader,
        List<Integer> widths,
        List<String> title,
        List<String> footer)
        implements Format {

    private static final char NO_DELIMITER = '\0';

    public TextFormat {
        widths = List.copyOf(widths);
        title = List.copyOf(title);
        footer = List.copyOf(footer);
    }

    /** Without lines that have to be named as a title. */
    public TextFormat(
            Charset charset,
            char delimiter,
            Optional<Character> quote,
            boolean hasHeader,
            List<Integer> widths,
            List<String> footer) {
        this(charset, delimiter, quote, hasHeader, widths, List.of(), footer);
    }

    /** Delimited text. */
    public TextFormat(Charset charset, char delimiter, Optional<Character> quote, boolean hasHeader) {
        this(charset, delimiter, quote, hasHeader, List.of(), List.of());
    }

    /** @param widths of all fields of a row, taken or not */
    public static TextFormat ofWidths(Charset charset, List<Integer> widths, boolean hasHeader) {
        return new TextFormat(charset, NO_DELIMITER, Optional.empty(), hasHeader, widths, List.of());
    }

    public TextFormat withTitle(List<String> beginnings) {
        return new TextFormat(charset, delimiter, quote, hasHeader, widths, beginnings, footer);
    }

    public TextFormat withFooter(List<String> beginnings) {
        return new TextFormat(charset, delimiter, quote, hasHeader, widths, title, beginnings);
    }

    public boolean isFixedWidth() {
        return !widths.isEmpty();
    }
}
