package vinelake.etl.text;

import de.siegmar.fastcsv.reader.CsvParseException;

/** A file that cannot be split into records, from some line on: its delivery is held. */
public final class UnreadableFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String file;

    /** @param message what is wrong with the file, without its name */
    UnreadableFileException(String file, String message) {
        this(file, message, null);
    }

    private UnreadableFileException(String file, String message, Throwable cause) {
        super(file + ": " + message, cause);
        this.file = file;
    }

    public String file() {
        return file;
    }

    /** What the splitter says of a file; it quotes no value. */
    public static UnreadableFileException of(String file, CsvParseException e) {
        var cause = e.getCause() == null || e.getCause().getMessage() == null
                ? ""
                : ": " + e.getCause().getMessage();
        return new UnreadableFileException(file, e.getMessage() + cause, e);
    }
}
