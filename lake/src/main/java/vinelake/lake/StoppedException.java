package vinelake.lake;

/** The run ended before its work, because it was asked to. */
public final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoppedException() {
        super("stopped by a signal");
    }
}
