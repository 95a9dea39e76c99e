package vinelake.service.audit;

import java.util.List;

/**
 * What somebody did, before it has its place in the log.
 *
 * @param actor who; {@code null} for one without a valid token
 * @param institution of an officer; {@code null} for others
 * @param subject whom it concerns; {@code null} where it concerns nobody in particular
 * @param action what: {@code profile.read}, {@code consent.give}
 * @param purpose why; {@code null} where none was named
 * @param sections what was seen, or given
 * @param withheld what was asked for and not seen
 * @param consents ids of the grants that the reading rests on
 * @param outcome what the actor was answered
 * @param detail what else tells the case; {@code null} for nothing
 */
public record AuditEntry(
        String actor,
        String role,
        String institution,
        String subject,
        String action,
        String purpose,
        List<String> sections,
        List<String> withheld,
        List<String> consents,
        Outcome outcome,
        String detail) {

    /** The longest text of a field: what a request sends must not fill the log. */
    private static final int LONGEST = 200;

    /** What became of it. */
    public enum Outcome {
        DONE,
        /** No valid token. */
        UNAUTHENTICATED,
        /** The token is valid and does not allow this. */
        REFUSED,
        /** There is no such subject, grant or objection. */
        NOT_FOUND,
        /** The request makes no sense. */
        INVALID
    }

    public AuditEntry {
        actor = shortened(actor);
        role = shortened(role);
        institution = shortened(institution);
        subject = shortened(subject);
        purpose = shortened(purpose);
        detail = shortened(detail);
        sections = List.copyOf(sections);
        withheld = List.copyOf(withheld);
        consents = List.copyOf(consents);
    }

    /** PostgreSQL keeps no NUL, and half a surrogate pair has no bytes: both would differ when they are read again. */
    private static String shortened(String text) {
        if (text == null) {
            return null;
        }
        var clean = new String(
                        text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8)
                .replace('\0', '\uFFFD');
        return clean.codePointCount(0, clean.length()) <= LONGEST
                ? clean
                : clean.substring(0, clean.offsetByCodePoints(0, LONGEST));
    }
}
