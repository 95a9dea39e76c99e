package vinelake.etl.ingest;

/** A file that cannot be split into records, from some line on: its delivery is held. */
final class UnreadableFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
