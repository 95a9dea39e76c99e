package vinelake.etl.draft;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The rows of delivered files as text, as somebody sees them who knows no contract. Each format has its own way to one.
 *
 * @param format of the contract's server: {@code csv}
 * @param settings the server's custom properties by name, in order, each as YAML
 * @param columns that a row has
 * @param notes what was seen and needs no decision, in Chinese
 * @param doubts what a person must look at, in Chinese
 */
record Sample(
        String format,
        Map<String, String> settings,
        List<Column> columns,
        List<String> notes,
        List<String> doubts,
        Rows rows) {

    Sample {
        columns = List.copyOf(columns);
        notes = List.copyOf(notes);
        doubts = List.copyOf(doubts);
    }

    /**
     * A column as delivered.
     *
     * @param source what the contract calls it: a header, a path, or a position like {@code #3}
     * @param header what the department calls it; blank where it says nothing
     */
    record Column(String source, String header) {

        /** @param index from 0 */
        static String position(int index) {
            return "#" + (index + 1);
        }
    }

    /**
     * The same of an archive.
     *
     * @param entries pattern of the entries that are taken
     * @param others names of those that are not
     */
    Sample ofEntries(String entries, List<String> others) {
        var more = new LinkedHashMap<>(settings);
        more.put("entries", YamlText.quoted(entries));
        var told = new ArrayList<>(doubts);
        told.add("压缩包中只取 %s，不取 %s：请核对".formatted(entries, String.join("、", others)));
        return new Sample(format, more, columns, notes, told, rows);
    }

    int width() {
        return columns.size();
    }

    /** Whether the department names columns, so that one without a name is an exception. */
    boolean hasNames() {
        return columns.stream().anyMatch(column -> !column.header().isEmpty());
    }

    /** Where the rows after the header come from, as often as they are asked for. */
    interface Rows {
        /** @param goesOn takes a row and says whether it wants the next */
        void each(Predicate<Row> goesOn) throws IOException;
    }

    /**
     * A row.
     *
     * @param file which of the files it is in, from 0
     * @param isWhole whether its bytes are text and its quotes are closed where the field ends
     */
    record Row(int file, List<String> fields, boolean isWhole) {}
}
