package vinelake.service.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody is to the platform. */
public enum Role {
    /** Of a bank that takes part. */
    OFFICER,
    /** Of the platform. */
    OPERATOR,
    /** Of one enterprise: speaks for it. */
    REPRESENTATIVE,
    /** Looks at the log, and at nobody's profile. */
    AUDITOR;

    /** As tokens and answers write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> parse(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }
}
