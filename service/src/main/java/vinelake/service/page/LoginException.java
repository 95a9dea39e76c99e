package vinelake.service.page;

/** Nobody is logged in. The message is for the operator's log. */
final class LoginException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Who has to do something about it. */
    enum Fault {
        /** The browser came back with something that we did not ask for, or too late. */
        ATTEMPT,
        /** The provider does not answer, or not as it should. */
        PROVIDER,
        /** The provider knows him and does not say what he is to this platform. */
        ROLE
    }

    private final Fault fault;

    LoginException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }
}
