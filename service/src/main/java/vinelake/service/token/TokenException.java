package vinelake.service.token;

/** A token that is not accepted. */
public final class TokenException extends Exception {

    private static final long serialVersionUID = 1L;

    TokenException(String message) {
        super(message);
    }
}
