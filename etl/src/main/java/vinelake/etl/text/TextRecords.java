package vinelake.etl.text;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/** The records of a file as the ingest splits them, for who does not know its columns yet. */
public final class TextRecords {

    /**
     * A record as text.
     *
     * @param line where it begins, counted from 1
     * @param isWhole whether its bytes are text of the charset and nothing follows a closing quote
     */
    public record Found(long line, List<String> fields, boolean isWhole) {}

    /**
     * A record, and which of its fields are no text: their bytes are none of the charset, or text follows a closing quote.
     *
     * @param number as the rows of the lake have it: a line, or the number of the row in a file of another format
     * @param fields without that number
     */
    public record Numbered(long number, List<String> fields, Set<Integer> unreadable) {}

    /**
     * Gives every record after the header, blank lines not, to the visitor until that has seen enough.
     *
     * @param goesOn takes a record and says whether it wants the next
     * @throws UnreadableFileException where the text cannot be split from some line on
     */
    public static void each(TextFile file, Configuration configuration, Predicate<Found> goesOn) throws IOException {
        read(file, configuration, reader -> {
            var fields = reader.texts();
            return goesOn.test(new Found(
                    reader.line(), fields, unreadable(reader, fields).isEmpty()));
        });
    }

    /** The same with the numbers of the rows. */
    public static void eachNumbered(TextFile file, Configuration configuration, Predicate<Numbered> goesOn)
            throws IOException {
        read(file, configuration, reader -> {
            var fields = reader.texts();
            var unreadable = unreadable(reader, fields);
            if (!file.isNumbered()) {
                return goesOn.test(new Numbered(reader.line(), fields, unreadable));
            }
            return goesOn.test(new Numbered(
                    reader.number(),
                    fields.subList(1, fields.size()),
                    unreadable.stream().map(i -> i - 1).collect(Collectors.toSet())));
        });
    }

    private static Set<Integer> unreadable(RecordReader reader, List<String> fields) {
        var unreadable = new HashSet<Integer>();
        for (int i = 0; i < fields.size(); i++) {
            if ((reader.fields().flags(i) & RecordScanner.HAS_REST) != 0
                    || fields.get(i).indexOf(TextFile.REPLACEMENT) >= 0) {
                unreadable.add(i);
            }
        }
        return unreadable;
    }

    private static void read(TextFile file, Configuration configuration, Predicate<RecordReader> goesOn)
            throws IOException {
        try (var reader = new RecordReader(file, configuration, 0, true, Long.MAX_VALUE)) {
            while (reader.next() && goesOn.test(reader)) {
                // The visitor has what it wanted of this one.
            }
        } catch (RecordReader.SplitException e) {
            throw new UnreadableFileException(file.name(), "line %d: %s".formatted(e.line(), e.getMessage()));
        }
    }

    private TextRecords() {}
}
