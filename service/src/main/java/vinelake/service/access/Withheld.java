package vinelake.service.access;

/**
 * A section that is not shown.
 *
 * @param section its name
 * @param title its Chinese title
 * @param missing what it would take: {@code grant}, or {@code disclosure} for what never leaves the platform
 */
public record Withheld(String section, String title, String missing) {

    static final String GRANT = "grant";
    static final String DISCLOSURE = "disclosure";
}
