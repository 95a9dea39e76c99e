package vinelake.service.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import vinelake.core.hub.Hub;
import vinelake.service.access.RefusedException.Reason;

/** Grants: given and withdrawn by the subject's representative, in force from the next read on. */
public final class Consents {

    private static final String GIVE = "grant.give";
    private static final String WITHDRAW = "grant.withdraw";
    private static final String LIST = "grant.list";
    private static final int LISTED = 500;
    private static final int MOST_YEARS = 5;
    private static final Pattern INSTITUTION = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._()（）-]{0,63}");

    private final Jdbi store;
    private final Trail trail;
    private final SectionCatalogue catalogue;
    private final Clock clock;

    /** @param clock in the hub's time zone */
    public Consents(Jdbi store, Trail trail, Hub hub, Clock clock) {
        this.store = store;
        this.trail = trail;
        this.catalogue = SectionCatalogue.of(hub);
        this.clock = clock;
    }

    /**
     * What a subject offers.
     *
     * @param until the last day of the grant
     */
    public record Offer(String institution, String purpose, List<String> sections, LocalDate until) {
        public Offer {
            sections = List.copyOf(new LinkedHashSet<>(sections));
        }
    }

    /**
     * A grant.
     *
     * @param isLive whether a read of today rests on it
     */
    public record Consent(
            UUID consentId,
            String subjectId,
            String institution,
            String purpose,
            List<String> sections,
            LocalDate until,
            Instant givenAt,
            Optional<Instant> withdrawnAt,
            boolean isLive) {}

    /**
     * Gives a grant.
     *
     * @throws RefusedException when the actor represents nobody, or the offer makes no sense
     */
    public Consent give(Actor actor, Offer offer) {
        trail.require(actor, GIVE, actor.subject().orElse(null), Role.REPRESENTATIVE);
        var subject = actor.subject().orElseThrow();
        wrong(offer).ifPresent(message -> {
            throw trail.refuse(actor, GIVE, subject, Reason.INVALID, message);
        });
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var consent = new Consent(
                UUID.randomUUID(),
                subject,
                offer.institution(),
                offer.purpose(),
                offer.sections(),
                offer.until(),
                now,
                Optional.empty(),
                true);
        store.useTransaction(handle -> {
            handle.createUpdate("""
                            INSERT INTO consent
                                (consent_id, subject_id, institution, purpose, sections, valid_until, given_at, given_by)
                            VALUES (:id, :subject, :institution, :purpose, :sections, :until, :at, :by)""")
                    .bind("id", consent.consentId())
                    .bind("subject", subject)
                    .bind("institution", consent.institution())
                    .bind("purpose", consent.purpose())
                    .bindArray("sections", String.class, consent.sections())
                    .bind("until", consent.until())
                    .bind("at", Timestamp.from(now))
                    .bind("by", actor.id())
                    .execute();
            trail.done(
                    actor,
                    GIVE,
                    subject,
                    consent.purpose(),
                    consent.sections(),
                    List.of(),
                    List.of(consent.consentId().toString()),
                    "to %s until %s".formatted(consent.institution(), consent.until()));
        });
        return consent;
    }

    /** Why a text is no institution's name; empty where it is one. */
    static Optional<String> institutionFault(String institution) {
        return INSTITUTION.matcher(institution).matches()
                ? Optional.empty()
                : Optional.of("institution is no name. Allowed: 1 to 64 letters, digits, blanks and ._-()");
    }

    private Optional<String> wrong(Offer offer) {
        var fault = institutionFault(offer.institution());
        if (fault.isPresent()) {
            return fault;
        }
        if (Purpose.parse(offer.purpose()).isEmpty()) {
            return Optional.of("purpose is none. Allowed: " + Purpose.allowed());
        }
        var grantable =
                catalogue.grantable().stream().map(SectionCatalogue.Entry::name).toList();
        if (offer.sections().isEmpty() || !grantable.containsAll(offer.sections())) {
            return Optional.of("sections has one that cannot be granted, or none. Allowed: at least one of "
                    + String.join(", ", grantable));
        }
        var today = LocalDate.now(clock);
        if (offer.until().isBefore(today) || offer.until().isAfter(today.plusYears(MOST_YEARS))) {
            return Optional.of("until is %s. Allowed: a day from %s to %s"
                    .formatted(offer.until(), today, today.plusYears(MOST_YEARS)));
        }
        return Optional.empty();
    }

    /**
     * Withdraws a grant; one that is withdrawn already stays so.
     *
     * @throws RefusedException when the actor represents nobody, or the grant is not his subject's
     */
    public void withdraw(Actor actor, UUID consentId) {
        trail.require(actor, WITHDRAW, actor.subject().orElse(null), Role.REPRESENTATIVE);
        var subject = actor.subject().orElseThrow();
        boolean isFound = store.inTransaction(handle -> {
            int changed = handle.createUpdate("""
                            UPDATE consent SET withdrawn_at = coalesce(withdrawn_at, :at),
                                withdrawn_by = coalesce(withdrawn_by, :by)
                            WHERE consent_id = :id AND subject_id = :subject""")
                    .bind("at", Timestamp.from(clock.instant()))
                    .bind("by", actor.id())
                    .bind("id", consentId)
                    .bind("subject", subject)
                    .execute();
            if (changed == 1) {
                trail.done(actor, WITHDRAW, subject, null, List.of(), List.of(), List.of(consentId.toString()), null);
            }
            return changed == 1;
        });
        if (!isFound) {
            throw trail.refuse(
                    actor,
                    WITHDRAW,
                    subject,
                    Reason.NOT_FOUND,
                    "the subject has no grant %s. Allowed: an id as the list of grants gives it".formatted(consentId));
        }
    }

    /**
     * The grants that concern the actor, the latest first: those that his subject gave, or those in force for his
     * institution.
     */
    public List<Consent> ofActor(Actor actor) {
        trail.require(actor, LIST, actor.subject().orElse(null), Role.REPRESENTATIVE, Role.OFFICER);
        var today = LocalDate.now(clock);
        var consents = store.withHandle(handle -> handle.createQuery("""
                        SELECT * FROM consent
                        WHERE subject_id = :subject
                            OR institution = :institution AND withdrawn_at IS NULL AND valid_until >= :today
                        ORDER BY given_at DESC, consent_id LIMIT :limit""")
                .bind("subject", actor.subject().orElse(null))
                .bind("institution", actor.institution().orElse(null))
                .bind("today", today)
                .bind("limit", LISTED)
                .map((row, context) -> consent(row, today))
                .list());
        trail.done(actor, LIST, actor.subject().orElse(null), null);
        return consents;
    }

    private static Consent consent(ResultSet row, LocalDate today) throws SQLException {
        var until = row.getObject("valid_until", LocalDate.class);
        var withdrawnAt = Optional.ofNullable(row.getTimestamp("withdrawn_at")).map(Timestamp::toInstant);
        return new Consent(
                row.getObject("consent_id", UUID.class),
                row.getString("subject_id"),
                row.getString("institution"),
                row.getString("purpose"),
                List.of((String[]) row.getArray("sections").getArray()),
                until,
                row.getTimestamp("given_at").toInstant(),
                withdrawnAt,
                withdrawnAt.isEmpty() && !until.isBefore(today));
    }
}
