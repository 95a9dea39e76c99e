package vinelake.service.audit;

import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Reads the whole log and says where it is not as it was written.
 *
 * @param lines how many lines are sound, from the first
 * @param head the last sound line
 * @param fault what is wrong behind it; empty where nothing is
 */
public record AuditVerification(long lines, AuditHead head, Optional<String> fault) {

    private static final int FETCH = 5_000;

    public boolean isSound() {
        return fault.isEmpty();
    }

    /**
     * @param known a head that was kept outside; without one, lines that were cut off at the end cannot be missed
     */
    public static AuditVerification of(DataSource store, Optional<AuditHead> known) {
        var head = AuditHead.NONE;
        boolean isKnownMet = known.isEmpty() || known.get().seq() == 0;
        if (known.isPresent() && known.get().seq() == 0 && !known.get().equals(AuditHead.NONE)) {
            return broken(head, "the head %s belongs to no log".formatted(known.get()));
        }
        try (var connection = store.getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("SET LOCAL statement_timeout = 0");
                statement.setFetchSize(FETCH);
                try (var rows = statement.executeQuery(AuditLine.SELECT + "ORDER BY seq")) {
                    while (rows.next()) {
                        var line = AuditLine.of(rows);
                        var fault = fault(head, line);
                        if (fault.isPresent()) {
                            return broken(head, fault.get());
                        }
                        head = line.head();
                        if (known.isPresent() && known.get().seq() == head.seq()) {
                            if (!known.get().equals(head)) {
                                return broken(
                                        head,
                                        "line %d has the hash %s, the known head is %s: the log was written anew"
                                                .formatted(head.seq(), head.hash(), known.get()));
                            }
                            isKnownMet = true;
                        }
                    }
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new AuditUnavailableException("the log cannot be read", e);
        }
        if (!isKnownMet) {
            return broken(
                    head,
                    "the log ends at line %d, the known head is %s: lines were cut off"
                            .formatted(head.seq(), known.get()));
        }
        return new AuditVerification(head.seq(), head, Optional.empty());
    }

    private static Optional<String> fault(AuditHead before, AuditLine line) {
        if (line.seq() != before.seq() + 1) {
            return Optional.of(
                    "line %d follows on line %d: what was between is missing".formatted(line.seq(), before.seq()));
        }
        if (!line.previousHash().equals(before.hash())) {
            return Optional.of("line %d does not follow on line %d: a line was put in, moved or altered"
                    .formatted(line.seq(), before.seq()));
        }
        if (!line.hash().equals(line.computedHash())) {
            return Optional.of("line %d does not have its hash: it was altered".formatted(line.seq()));
        }
        return Optional.empty();
    }

    private static AuditVerification broken(AuditHead head, String fault) {
        return new AuditVerification(head.seq(), head, Optional.of(fault));
    }
}
