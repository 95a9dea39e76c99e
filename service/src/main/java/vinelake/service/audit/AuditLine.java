package vinelake.service.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A line of the log. Its hash is SHA-256 over its canonical text: every field with its length before it, so that no two
 * lines have the same text, the hash of the line before among them.
 *
 * @param at in microseconds, as PostgreSQL keeps it
 */
public record AuditLine(
        long seq,
        Instant at,
        String actor,
        String role,
        String institution,
        String subject,
        String action,
        String purpose,
        String sections,
        String withheld,
        String consents,
        String outcome,
        String detail,
        String previousHash,
        String hash) {

    private static final String COLUMNS =
            "seq, at, actor, role, institution, subject_id, action, purpose, sections, withheld, consent_ids, outcome,"
                    + " detail, previous_hash, hash";
    static final String SELECT = "SELECT " + COLUMNS + " FROM audit_line ";
    static final String INSERT =
            "INSERT INTO audit_line (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** The line that follows on another. */
    static AuditLine after(AuditHead head, Instant at, AuditEntry entry) {
        var line = new AuditLine(
                head.seq() + 1,
                at,
                entry.actor(),
                entry.role(),
                entry.institution(),
                entry.subject(),
                entry.action(),
                entry.purpose(),
                String.join(",", entry.sections()),
                String.join(",", entry.withheld()),
                String.join(",", entry.consents()),
                entry.outcome().name().toLowerCase(Locale.ROOT),
                entry.detail(),
                head.hash(),
                "");
        return line.withHash(line.computedHash());
    }

    static AuditLine of(ResultSet row) throws SQLException {
        return new AuditLine(
                row.getLong(1),
                row.getObject(2, java.time.OffsetDateTime.class).toInstant(),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getString(12),
                row.getString(13),
                row.getString(14),
                row.getString(15));
    }

    public List<String> sectionNames() {
        return sections.isEmpty() ? List.of() : List.of(sections.split(",", -1));
    }

    AuditHead head() {
        return new AuditHead(seq, hash);
    }

    /** The hash that the line should have. */
    String computedHash() {
        var text = new StringBuilder(400);
        for (var field : new String[] {
            Long.toString(seq),
            at.toString(),
            actor,
            role,
            institution,
            subject,
            action,
            purpose,
            sections,
            withheld,
            consents,
            outcome,
            detail,
            previousHash
        }) {
            if (field == null) {
                text.append("-;");
            } else {
                text.append(field.length()).append(':').append(field).append(';');
            }
        }
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private AuditLine withHash(String newHash) {
        return new AuditLine(
                seq,
                at,
                actor,
                role,
                institution,
                subject,
                action,
                purpose,
                sections,
                withheld,
                consents,
                outcome,
                detail,
                previousHash,
                newHash);
    }
}
