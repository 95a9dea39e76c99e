package vinelake.orchestration;

/** The surroundings of the hub are not as it needs them: a key, a folder. */
final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConfigurationException(String message) {
        super(message);
    }
}
