package vinelake.orchestration;

/** What the command line ends with; a schedule decides by it whether another try is worth it. */
final class ExitCode {

    static final int OK = 0;

    /** Anything else: worth a retry. */
    static final int FAILED = 1;

    /** Wrong arguments, or hub.yaml. */
    static final int CONFIGURATION = 2;

    /** A contract or policy. */
    static final int CONTRACT = 3;

    /** Published what could be, with something held: a person must look. */
    static final int HELD = 4;

    /** By SIGTERM or Ctrl-C: as the shell names the first of them. */
    static final int STOPPED = 143;

    private ExitCode() {}
}
