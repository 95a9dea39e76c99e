package vinelake.service.page;

/** A request that no link or form of these pages makes. */
final class BadRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
        super(message);
    }
}
