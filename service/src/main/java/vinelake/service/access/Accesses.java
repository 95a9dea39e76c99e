package vinelake.service.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import vinelake.service.audit.AuditHead;
import vinelake.service.audit.AuditLine;
import vinelake.service.audit.AuditLog;

/** Who looked at a subject, when, why and what; for its representative. */
public final class Accesses {

    private static final String ACTION = "access.list";
    private static final String HEAD = "audit.head";
    private static final int LISTED = 500;

    private final AuditLog log;
    private final Trail trail;

    public Accesses(AuditLog log, Trail trail) {
        this.log = log;
        this.trail = trail;
    }

    /**
     * A reading of a profile, a try, or an extract.
     *
     * @param action {@code profile.read} or {@code extract.make}
     * @param institution of the reader, or for which the extract was made, where there is one
     * @param outcome {@code done}, or why nothing was seen
     */
    public record Access(
            Instant at,
            String action,
            Optional<String> actor,
            Optional<String> role,
            Optional<String> institution,
            Optional<String> purpose,
            List<String> sections,
            String outcome) {

        private static Access of(AuditLine line) {
            return new Access(
                    line.at(),
                    line.action(),
                    Optional.ofNullable(line.actor()),
                    Optional.ofNullable(line.role()),
                    Optional.ofNullable(line.institution()),
                    Optional.ofNullable(line.purpose()),
                    line.sectionNames(),
                    line.outcome());
        }
    }

    /**
     * The latest first.
     *
     * @throws RefusedException when the actor represents nobody
     */
    public List<Access> ofOwn(Actor actor) {
        trail.require(actor, ACTION, actor.subject().orElse(null), Role.REPRESENTATIVE);
        var subject = actor.subject().orElseThrow();
        var accesses = log.readings(subject, LISTED).stream().map(Access::of).toList();
        trail.done(actor, ACTION, subject, null);
        return accesses;
    }

    /**
     * The head of the log, to be kept outside. The line that this adds is the one that follows on it.
     *
     * @throws RefusedException when the actor is neither auditor nor operator
     */
    public AuditHead head(Actor actor) {
        trail.require(actor, HEAD, null, Role.AUDITOR, Role.OPERATOR);
        var head = log.head();
        trail.done(actor, HEAD, null, null);
        return head;
    }
}
