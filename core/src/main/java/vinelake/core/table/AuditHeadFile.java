package vinelake.core.table;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the service notes the head of its log in the lake, so that every release can record it. The file holds one line
 * of text, {@code SEQ:HASH}.
 */
public final class AuditHeadFile {

    /** Below the lake's root. */
    public static final String PATH = "ops/audit_head";

    private static final Pattern HEAD = Pattern.compile("(0|[1-9][0-9]{0,17}):[0-9a-f]{64}");

    /** The head that the file's text names; empty when it names none. */
    public static Optional<String> head(String text) {
        return Optional.of(text.strip()).filter(HEAD.asMatchPredicate());
    }

    private AuditHeadFile() {}
}
