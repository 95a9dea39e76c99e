package vinelake.core.contract;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;

/**
 * How the rows of a text file are written: delimited, or with fields of fixed width (定长文本).
 *
 * @param delimiter between two fields; means nothing where they have widths
 * @param quote empty where the department does not quote
 * @param hasHeader whether the first line names the columns; without one, columns are named by position: {@code #1}
 * @param widths bytes of each field in the file's charset; empty for delimited text
 */
public record TextFormat(
        Charset charset, char delimiter, Optional<Character> quote, boolean hasHeader, List<Integer> widths) {

    private static final char NO_DELIMITER = '\0';

    public TextFormat {
        widths = List.copyOf(widths);
    }

    /** Delimited text. */
    public TextFormat(Charset charset, char delimiter, Optional<Character> quote, boolean hasHeader) {
        this(charset, delimiter, quote, hasHeader, List.of());
    }

    /** @param widths of all fields of a row, taken or not */
    public static TextFormat ofWidths(Charset charset, List<Integer> widths, boolean hasHeader) {
        return new TextFormat(charset, NO_DELIMITER, Optional.empty(), hasHeader, widths);
    }

    public boolean isFixedWidth() {
        return !widths.isEmpty();
    }
}
