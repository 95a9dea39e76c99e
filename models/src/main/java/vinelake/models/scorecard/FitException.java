package vinelake.models.scorecard;

/** The data cannot carry the model that was asked for. */
public final class FitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FitException(String message) {
        super(message);
    }
}
