package vinelake.service.http;

/** A request that ends with a problem before it reaches a use case. */
final class HttpProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    HttpProblemException(int status, String detail) {
        super(detail);
        this.status = status;
    }

    Problem problem() {
        return Problem.of(status, getMessage());
    }
}
