package vinelake.service.audit;

/** The log could not take a line: what it would have said must not happen. */
public final class AuditUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AuditUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
