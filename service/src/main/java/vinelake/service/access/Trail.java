package vinelake.service.access;

import java.util.List;
import java.util.Map;
import vinelake.service.access.RefusedException.Reason;
import vinelake.service.audit.AuditEntry;
import vinelake.service.audit.AuditEntry.Outcome;
import vinelake.service.audit.AuditLog;

/** Leaves a durable line for everything that is answered and for everything that is refused. */
public final class Trail {

    private final AuditLog log;

    public Trail(AuditLog log) {
        this.log = log;
    }

    /** Somebody without a valid token wanted something. */
    public void unauthenticated(String action, String subject, String why) {
        log.append(new AuditEntry(
                null,
                null,
                null,
                subject,
                action,
                null,
                List.of(),
                List.of(),
                List.of(),
                Outcome.UNAUTHENTICATED,
                why));
    }

    /** A request that cannot be read: nothing was looked up for it. */
    public RefusedException unreadable(Actor actor, String action, String subject, String message) {
        return refuse(actor, action, subject, Reason.INVALID, message);
    }

    /** Somebody saw what concerns nobody in particular. */
    public void seen(Actor actor, String action) {
        done(actor, action, null, null);
    }

    void done(Actor actor, String action, String subject, String detail) {
        done(actor, action, subject, null, List.of(), List.of(), List.of(), detail);
    }

    void done(
            Actor actor,
            String action,
            String subject,
            String purpose,
            List<String> sections,
            List<String> withheld,
            List<String> consents,
            String detail) {
        log.append(entry(actor, action, subject, purpose, sections, withheld, consents, Outcome.DONE, detail));
    }

    /**
     * A line for each subject of an extract, all durable when this returns.
     *
     * @param institution who gets it, where the actor is the operator who makes it
     * @param consents that it rests on, by subject
     */
    void extracted(
            Actor actor,
            String action,
            String institution,
            Map<String, List<String>> consents,
            String purpose,
            List<String> sections,
            String detail) {
        log.appendAll(consents.entrySet().stream()
                .map(subject -> new AuditEntry(
                        actor.id(),
                        actor.role().text(),
                        institution,
                        subject.getKey(),
                        action,
                        purpose,
                        sections,
                        List.of(),
                        subject.getValue(),
                        Outcome.DONE,
                        detail))
                .toList());
    }

    RefusedException refuse(Actor actor, String action, String subject, Reason reason, String message) {
        return refuse(actor, action, subject, null, reason, message, List.of());
    }

    RefusedException refuse(
            Actor actor,
            String action,
            String subject,
            String purpose,
            Reason reason,
            String message,
            List<Withheld> withheld) {
        var names = withheld.stream().map(Withheld::section).toList();
        log.append(entry(actor, action, subject, purpose, List.of(), names, List.of(), outcome(reason), message));
        return new RefusedException(reason, message, withheld);
    }

    /** @throws RefusedException when the actor has none of the roles */
    void require(Actor actor, String action, String subject, Role... roles) {
        if (!List.of(roles).contains(actor.role())) {
            throw refuse(
                    actor,
                    action,
                    subject,
                    Reason.FORBIDDEN,
                    "role is %s. Allowed: %s"
                            .formatted(
                                    actor.role().text(),
                                    String.join(
                                            ", ",
                                            List.of(roles).stream()
                                                    .map(Role::text)
                                                    .toList())));
        }
    }

    private static AuditEntry entry(
            Actor actor,
            String action,
            String subject,
            String purpose,
            List<String> sections,
            List<String> withheld,
            List<String> consents,
            Outcome outcome,
            String detail) {
        return new AuditEntry(
                actor.id(),
                actor.role().text(),
                actor.institution().orElse(null),
                subject,
                action,
                purpose,
                sections,
                withheld,
                consents,
                outcome,
                detail);
    }

    private static Outcome outcome(Reason reason) {
        return switch (reason) {
            case FORBIDDEN -> Outcome.REFUSED;
            case NOT_FOUND -> Outcome.NOT_FOUND;
            case INVALID -> Outcome.INVALID;
        };
    }
}
