package vinelake.core.contract;

import java.util.List;
import java.util.Optional;

/**
 * A sheet of an Excel workbook (.xlsx).
 *
 * @param sheet its name; empty for the first one that is not hidden
 * @param hasHeader whether a row names the columns, the first or one below a title; without one, columns are named by
 *     position: {@code #1}
 * @param title beginnings of the first rows that are no records; a title above a header needs none
 * @param footer beginnings of the last rows that are no records, like 合计
 */
public record SheetFormat(Optional<String> sheet, boolean hasHeader, List<String> title, List<String> footer)
        implements Format {

    public SheetFormat {
        title = List.copyOf(title);
        footer = List.copyOf(footer);
    }

    /** Without rows that have to be named as a title. */
    public SheetFormat(Optional<String> sheet, boolean hasHeader, List<String> footer) {
        this(sheet, hasHeader, List.of(), footer);
    }
}
