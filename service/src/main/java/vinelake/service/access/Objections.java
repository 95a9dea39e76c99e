package vinelake.service.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import vinelake.core.hub.Hub;
import vinelake.service.access.RefusedException.Reason;

/**
 * Objections (异议): raised by the subject's representative, marked on the profile at once, and to be answered within
 * twenty days (征信业管理条例, Art. 25).
 */
public final class Objections {

    /** Days from the one on which the objection came in. */
    public static final int DAYS_TO_ANSWER = 20;

    private static final String RAISE = "objection.raise";
    private static final String ANSWER = "objection.answer";
    private static final String LIST = "objection.list";
    private static final int LISTED = 500;
    private static final int LONGEST = 2_000;

    private final Jdbi store;
    private final Trail trail;
    private final SectionCatalogue catalogue;
    private final Clock clock;

    /** @param clock in the hub's time zone */
    public Objections(Jdbi store, Trail trail, Hub hub, Clock clock) {
        this.store = store;
        this.trail = trail;
        this.catalogue = SectionCatalogue.of(hub);
        this.clock = clock;
    }

    /**
     * An objection.
     *
     * @param section what it is about; empty for the whole profile
     * @param daysLeft until it must be answered, below 0 when that day has passed; empty when it is answered
     */
    public record Objection(
            UUID objectionId,
            String subjectId,
            Optional<String> section,
            String statement,
            Instant raisedAt,
            LocalDate dueOn,
            Optional<Long> daysLeft,
            Optional<String> answer,
            Optional<Instant> answeredAt) {}

    /**
     * Raises an objection.
     *
     * @throws RefusedException when the actor represents nobody, or there is no such section or no statement
     */
    public Objection raise(Actor actor, Optional<String> section, String statement) {
        trail.require(actor, RAISE, actor.subject().orElse(null), Role.REPRESENTATIVE);
        var subject = actor.subject().orElseThrow();
        if (section.isPresent() && section.flatMap(catalogue::find).isEmpty()) {
            throw trail.refuse(actor, RAISE, subject, Reason.INVALID, "section is none. Allowed: " + catalogue.names());
        }
        requireText(actor, RAISE, subject, "statement", statement);
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var today = LocalDate.now(clock);
        var objection = new Objection(
                UUID.randomUUID(),
                subject,
                section,
                statement,
                now,
                today.plusDays(DAYS_TO_ANSWER),
                Optional.of((long) DAYS_TO_ANSWER),
                Optional.empty(),
                Optional.empty());
        store.useTransaction(handle -> {
            handle.createUpdate("""
                            INSERT INTO objection
                                (objection_id, subject_id, section, statement, raised_at, raised_on, raised_by, due_on)
                            VALUES (:id, :subject, :section, :statement, :at, :on, :by, :due)""")
                    .bind("id", objection.objectionId())
                    .bind("subject", subject)
                    .bind("section", section.orElse(null))
                    .bind("statement", statement)
                    .bind("at", Timestamp.from(now))
                    .bind("on", today)
                    .bind("by", actor.id())
                    .bind("due", objection.dueOn())
                    .execute();
            trail.done(
                    actor,
                    RAISE,
                    subject,
                    null,
                    section.map(List::of).orElse(List.of()),
                    List.of(),
                    List.of(),
                    objection.objectionId().toString());
        });
        return objection;
    }

    /**
     * Answers an objection: the mark on the profile goes.
     *
     * @throws RefusedException when the actor is no operator, or there is no such open objection or no answer
     */
    public void answer(Actor actor, UUID objectionId, String answer) {
        trail.require(actor, ANSWER, null, Role.OPERATOR);
        requireText(actor, ANSWER, null, "answer", answer);
        boolean isFound = store.inTransaction(handle -> {
            var subject = handle.createQuery("""
                            UPDATE objection SET answer = :answer, answered_at = :at, answered_by = :by
                            WHERE objection_id = :id AND answer IS NULL RETURNING subject_id""")
                    .bind("answer", answer)
                    .bind("at", Timestamp.from(clock.instant()))
                    .bind("by", actor.id())
                    .bind("id", objectionId)
                    .mapTo(String.class)
                    .findOne();
            subject.ifPresent(id -> trail.done(actor, ANSWER, id, objectionId.toString()));
            return subject.isPresent();
        });
        if (!isFound) {
            throw trail.refuse(
                    actor,
                    ANSWER,
                    null,
                    Reason.NOT_FOUND,
                    "there is no open objection %s. Allowed: an id as the list of objections gives it"
                            .formatted(objectionId));
        }
    }

    private void requireText(Actor actor, String action, String subject, String field, String text) {
        if (text.isBlank() || text.length() > LONGEST || text.indexOf('\0') >= 0) {
            throw trail.refuse(
                    actor,
                    action,
                    subject,
                    Reason.INVALID,
                    "%s is blank or longer than allowed. Allowed: text of up to %d characters"
                            .formatted(field, LONGEST));
        }
    }

    /** The open ones for an operator, the most urgent first; for a representative all of his subject. */
    public List<Objection> ofActor(Actor actor) {
        trail.require(actor, LIST, actor.subject().orElse(null), Role.OPERATOR, Role.REPRESENTATIVE);
        var today = LocalDate.now(clock);
        var objections = store.withHandle(handle -> handle.createQuery("""
                        SELECT * FROM objection
                        WHERE subject_id = :subject OR :subject::text IS NULL AND answer IS NULL
                        ORDER BY answer IS NOT NULL, due_on, raised_at, objection_id LIMIT :limit""")
                .bind("subject", actor.subject().orElse(null))
                .bind("limit", LISTED)
                .map((row, context) -> objection(row, today))
                .list());
        trail.done(actor, LIST, actor.subject().orElse(null), null);
        return objections;
    }

    private static Objection objection(ResultSet row, LocalDate today) throws SQLException {
        var dueOn = row.getObject("due_on", LocalDate.class);
        var answer = Optional.ofNullable(row.getString("answer"));
        return new Objection(
                row.getObject("objection_id", UUID.class),
                row.getString("subject_id"),
                Optional.ofNullable(row.getString("section")),
                row.getString("statement"),
                row.getTimestamp("raised_at").toInstant(),
                dueOn,
                answer.isPresent() ? Optional.empty() : Optional.of(ChronoUnit.DAYS.between(today, dueOn)),
                answer,
                Optional.ofNullable(row.getTimestamp("answered_at")).map(Timestamp::toInstant));
    }
}
