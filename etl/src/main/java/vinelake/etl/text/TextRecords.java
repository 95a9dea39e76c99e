package vinelake.etl.text;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
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
     * Gives every record after the header, blank lines not, to the visitor until that has seen enough.
     *
     * @param goesOn takes a record and says whether it wants the next
     * @throws UnreadableFileException where the text cannot be split from some line on
     */
    public static void each(TextFile file, Configuration configuration, Predicate<Found> goesOn) throws IOException {
        try (var reader = new RecordReader(file, configuration, 0, true, Long.MAX_VALUE)) {
            while (reader.next()) {
                var fields = reader.texts();
                boolean isWhole = true;
                for (int i = 0; i < fields.size(); i++) {
                    isWhole &= (reader.fields().flags(i) & RecordScanner.HAS_REST) == 0
                            && fields.get(i).indexOf(TextFile.REPLACEMENT) < 0;
                }
                if (!goesOn.test(new Found(reader.line(), fields, isWhole))) {
                    return;
                }
            }
        } catch (RecordReader.SplitException e) {
            throw new UnreadableFileException(file.name(), "line %d: %s".formatted(e.line(), e.getMessage()));
        }
    }

    private TextRecords() {}
}
