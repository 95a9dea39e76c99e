package vinelake.service.access;

import java.util.List;

/** What was asked for is not given; the log says so already. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Reason {
        FORBIDDEN,
        NOT_FOUND,
        INVALID
    }

    private final Reason reason;
    private final transient List<Withheld> withheld;

    RefusedException(Reason reason, String message, List<Withheld> withheld) {
        super(message);
        this.reason = reason;
        this.withheld = List.copyOf(withheld);
    }

    public Reason reason() {
        return reason;
    }

    /** The sections that were asked for by name and may not be seen. */
    public List<Withheld> withheld() {
        return withheld;
    }
}
