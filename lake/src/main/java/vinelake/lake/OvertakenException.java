package vinelake.lake;

/** Another run has written what this one was about to write: its commit stands, and this one would rest on what is past. */
public final class OvertakenException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    OvertakenException(String message) {
        super(message);
    }

    private OvertakenException(String message, Throwable cause) {
        super(message, cause);
    }

    /** @param cause null where the caller saw it itself */
    static OvertakenException ofTable(String table, Throwable cause) {
        return new OvertakenException(
                ("%s: another run has taken in deliveries of this dataset meanwhile. Its commit stands and nothing of this"
                                + " run is in the table. Run again: what the other one took in is known then")
                        .formatted(table),
                cause);
    }
}
