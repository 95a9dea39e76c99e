package vinelake.service.store;

/**
 * How to get into a PostgreSQL.
 *
 * @param url {@code jdbc:postgresql://host:port/database}
 */
public record Credentials(String url, String user, String password) {

    /** Without the password, because this may stand in a log. */
    @Override
    public String toString() {
        return "%s as %s".formatted(url, user);
    }
}
