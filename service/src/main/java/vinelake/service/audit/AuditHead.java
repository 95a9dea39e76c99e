package vinelake.service.audit;

import java.util.regex.Pattern;

/**
 * The last line of the log at some time. Who keeps it outside can tell later whether lines were cut off.
 *
 * @param seq 0 for an empty log
 * @param hash SHA-256, hex
 */
public record AuditHead(long seq, String hash) {

    private static final Pattern TEXT = Pattern.compile("(0|[1-9][0-9]{0,17}):([0-9a-f]{64})");

    /** What the first line names as its predecessor. */
    public static final AuditHead NONE = new AuditHead(0, "0".repeat(64));

    /**
     * Reads a head as {@code vinelake audit head} prints it.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static AuditHead parse(String text) {
        var matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "head is '%s'. Allowed: SEQ:HASH, a number and 64 hex digits, as audit head prints it"
                            .formatted(text));
        }
        return new AuditHead(Long.parseLong(matcher.group(1)), matcher.group(2));
    }

    @Override
    public String toString() {
        return seq + ":" + hash;
    }
}
