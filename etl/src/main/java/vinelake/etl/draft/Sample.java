package vinelake.etl.draft;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The rows of delivered files as text, as somebody sees them who knows no contract. Each format has its own way to one.
 *
 * @param format of the contract's server: {@code csv}
 * @param settings the server's custom properties by name, in order, each as YAML
 * @param header names of the columns as delivered, some may be blank; empty where the file has none
 * @param width fields that a row should have
 * @param doubts what a person must look at, in Chinese
 */
record Sample(
        String format, Map<String, String> settings, List<String> header, int width, List<String> doubts, Rows rows) {

    Sample {
        header = List.copyOf(header);
        doubts = List.copyOf(doubts);
    }

    boolean hasHeader() {
        return !header.isEmpty();
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
