package vinelake.etl.ingest;

import de.siegmar.fastcsv.reader.CsvParseException;

/**
 * A file that cannot be split into records, from some line on: its delivery is held. The message begins with the file's
 * name and a colon.
 */
final class UnreadableFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableFileException(String message) {
        super(message);
    }

    private UnreadableFileException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What the splitter says of a file; it quotes no value. */
    static UnreadableFileException of(String file, CsvParseException e) {
        if (e.getCause() instanceof UnreadableFileException known) {
            return known;
        }
        var cause = e.getCause() == null || e.getCause().getMessage() == null
                ? ""
                : ": " + e.getCause().getMessage();
        return new UnreadableFileException(file + ": " + e.getMessage() + cause, e);
    }
}
