package vinelake.service.access;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vinelake.core.contract.Section.Disclosure;
import vinelake.core.hub.Hub;
import vinelake.service.access.RefusedException.Reason;

/**
 * Reads a profile for somebody: what is open, what a live grant of the subject lets him see, and of the rest the names.
 * The line in the log is durable before anything is returned.
 */
public final class ProfileReading {

    public static final String ACTION = "profile.read";

    /** Amounts are read as they are written: no digit is lost or added. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final Jdbi store;
    private final Trail trail;
    private final SectionCatalogue catalogue;
    private final ExpiredRecords expired;
    private final FeatureSources sources;
    private final Clock clock;

    /** @param clock in the hub's time zone */
    public ProfileReading(Jdbi store, Trail trail, Hub hub, Clock clock) {
        this.store = store;
        this.trail = trail;
        this.catalogue = SectionCatalogue.of(hub);
        this.expired = new ExpiredRecords(hub.disclosure().adverse());
        this.sources = new FeatureSources(hub, catalogue);
        this.clock = clock;
    }

    /**
     * What somebody asks for.
     *
     * @param purpose why; a representative who reads of his own enterprise needs none
     * @param sections by name; empty for all that may be seen
     */
    public record Request(String subjectId, Optional<String> purpose, List<String> sections) {
        public Request {
            sections = List.copyOf(sections);
        }
    }

    /** A grant in force. */
    private record Live(String id, Set<String> sections) {}

    /** All that a reading needs, as the store has it at one moment. */
    private record Found(
            SubjectFacts subject,
            String releaseId,
            LocalDate asOf,
            String body,
            List<Live> grants,
            List<ProfileView.Objection> objections) {}

    /**
     * What was decided about the sections.
     *
     * @param visible what he may see, whether he asked for it or not
     */
    private record Decision(Set<String> visible, Set<String> seen, List<Withheld> withheld, Set<String> consents) {}

    /**
     * Reads.
     *
     * @throws RefusedException when the actor may not read the profile or a section that he named, when there is no
     *     such profile, or when purpose or sections are none
     */
    public ProfileView read(Actor actor, Request request) {
        var purpose = purpose(actor, request);
        unknownSection(request.sections()).ifPresent(name -> {
            throw refuse(
                    actor,
                    request,
                    purpose,
                    Reason.INVALID,
                    "sections: '%s' is none. Allowed: %s".formatted(name, catalogue.names()),
                    List.of());
        });
        // PostgreSQL knows no NUL; what has one is nobody's id.
        var found = Optional.of(request.subjectId())
                .filter(id -> id.indexOf('\0') < 0)
                .flatMap(id -> store.withHandle(handle -> find(handle, actor, purpose, id)))
                .orElseThrow(() -> refuse(
                        actor,
                        request,
                        purpose,
                        Reason.NOT_FOUND,
                        "there is no profile of this subject. Allowed: a subject_id as the search gives it",
                        List.of()));
        var profile = (ObjectNode) JSON.readTree(found.body());
        var parts = parts(profile, found.subject());
        var decision = decide(actor, found, parts, request.sections());
        if (!request.sections().isEmpty() && !decision.withheld().isEmpty()) {
            throw refuse(
                    actor,
                    request,
                    purpose,
                    Reason.FORBIDDEN,
                    "sections that were asked for are withheld. Allowed: open ones, and those of a live grant of the subject",
                    decision.withheld());
        }
        trail.done(
                actor,
                ACTION,
                request.subjectId(),
                purpose.text(),
                List.copyOf(decision.seen()),
                decision.withheld().stream().map(Withheld::section).toList(),
                List.copyOf(decision.consents()),
                null);
        return view(found, purpose, parts, decision);
    }

    private Purpose purpose(Actor actor, Request request) {
        return switch (actor.role()) {
            case REPRESENTATIVE -> {
                if (!actor.speaksFor(request.subjectId())) {
                    throw refuse(
                            actor,
                            request,
                            Purpose.OWN_RECORD,
                            Reason.FORBIDDEN,
                            "a representative asks for another subject. Allowed: his own",
                            List.of());
                }
                yield Purpose.OWN_RECORD;
            }
            case OFFICER ->
                request.purpose()
                        .flatMap(Purpose::parse)
                        .orElseThrow(() -> refuse(
                                actor,
                                request,
                                null,
                                Reason.INVALID,
                                "purpose is %s. Allowed: %s"
                                        .formatted(
                                                request.purpose()
                                                        .map(text -> "'" + text + "'")
                                                        .orElse("missing"),
                                                Purpose.allowed()),
                                List.of()));
            case OPERATOR, AUDITOR ->
                throw refuse(
                        actor,
                        request,
                        null,
                        Reason.FORBIDDEN,
                        "role is %s. Allowed: officer, representative"
                                .formatted(actor.role().text()),
                        List.of());
        };
    }

    private RefusedException refuse(
            Actor actor, Request request, Purpose purpose, Reason reason, String message, List<Withheld> withheld) {
        return trail.refuse(
                actor,
                ACTION,
                request.subjectId(),
                purpose == null ? request.purpose().orElse(null) : purpose.text(),
                reason,
                message,
                withheld);
    }

    private Optional<String> unknownSection(List<String> names) {
        return names.stream().filter(name -> catalogue.find(name).isEmpty()).findFirst();
    }

    private Optional<Found> find(Handle handle, Actor actor, Purpose purpose, String subjectId) {
        return handle.createQuery("""
                        SELECT p.subject_id, p.scheme, p.code, p.name, p.kind, p.body, l.release_id, l.as_of_date
                        FROM profile p JOIN release_load l USING (load_id)
                        WHERE p.load_id = (SELECT load_id FROM served_release) AND p.subject_id = :subject""")
                .bind("subject", subjectId)
                .map((row, context) -> new Found(
                        new SubjectFacts(
                                row.getString("subject_id"),
                                row.getString("scheme"),
                                row.getString("code"),
                                row.getString("name"),
                                row.getString("kind")),
                        row.getString("release_id"),
                        row.getObject("as_of_date", LocalDate.class),
                        row.getString("body"),
                        actor.institution()
                                .map(institution -> live(handle, subjectId, institution, purpose))
                                .orElse(List.of()),
                        objections(handle, subjectId)))
                .findOne();
    }

    private List<Live> live(Handle handle, String subjectId, String institution, Purpose purpose) {
        return handle.createQuery("""
                        SELECT consent_id, sections FROM consent
                        WHERE subject_id = :subject AND institution = :institution AND purpose = :purpose
                            AND withdrawn_at IS NULL AND valid_until >= :today
                        ORDER BY given_at, consent_id""")
                .bind("subject", subjectId)
                .bind("institution", institution)
                .bind("purpose", purpose.text())
                .bind("today", LocalDate.now(clock))
                .map((row, context) -> new Live(row.getString("consent_id"), Set.of((String[])
                        row.getArray("sections").getArray())))
                .list();
    }

    private static List<ProfileView.Objection> objections(Handle handle, String subjectId) {
        return handle.createQuery("""
                        SELECT section, raised_on, due_on FROM objection
                        WHERE subject_id = :subject AND answer IS NULL ORDER BY raised_at, objection_id""")
                .bind("subject", subjectId)
                .map((row, context) -> new ProfileView.Objection(
                        Optional.ofNullable(row.getString("section")),
                        row.getObject("raised_on", LocalDate.class),
                        row.getObject("due_on", LocalDate.class)))
                .list();
    }

    /** The sections of a profile by name, without what the law no longer lets anybody tell. */
    private Map<String, List<ObjectNode>> parts(ObjectNode profile, SubjectFacts subject) {
        var parts = new HashMap<String, List<ObjectNode>>();
        for (JsonNode node : profile.path("sections")) {
            if (node instanceof ObjectNode section) {
                var name = section.path("department").asString("") + "/"
                        + section.path("dataset").asString("");
                expired.without(subject.kind(), name, section, LocalDate.now(clock))
                        .ifPresent(part -> parts.computeIfAbsent(name, n -> new ArrayList<>())
                                .add(part));
            }
        }
        for (var name : List.of(SectionCatalogue.ASSESSMENT, SectionCatalogue.NETWORK)) {
            if (profile.path(name) instanceof ObjectNode part) {
                parts.put(name, List.of(part));
            }
        }
        return parts;
    }

    /**
     * Every section of the hub is shown or withheld, whether the subject has it or not: the names of what is withheld
     * shall not tell that there are judgments. What never leaves is named only to who asked for it by name.
     */
    private Decision decide(Actor actor, Found found, Map<String, List<ObjectNode>> parts, List<String> asked) {
        var visible = new HashSet<String>();
        var seen = new LinkedHashSet<String>();
        var withheld = new ArrayList<Withheld>();
        var consents = new TreeSet<String>();
        for (var entry : catalogue.entries()) {
            var disclosure = entry.with(recorded(parts.getOrDefault(entry.name(), List.of())));
            var grants = found.grants().stream()
                    .filter(grant -> grant.sections().contains(entry.name()))
                    .map(Live::id)
                    .toList();
            boolean isVisible = disclosure == Disclosure.OPEN
                    || disclosure == Disclosure.AUTHORIZED
                            && (actor.role() == Role.REPRESENTATIVE || !grants.isEmpty());
            if (isVisible) {
                visible.add(entry.name());
            }
            if (!asked.isEmpty() && !asked.contains(entry.name())) {
                continue;
            }
            if (disclosure == Disclosure.INTERNAL) {
                if (!asked.isEmpty()) {
                    withheld.add(new Withheld(entry.name(), entry.title(), Withheld.DISCLOSURE));
                }
            } else if (isVisible) {
                if (parts.containsKey(entry.name())) {
                    seen.add(entry.name());
                    if (disclosure == Disclosure.AUTHORIZED) {
                        consents.addAll(grants);
                    }
                }
            } else {
                withheld.add(new Withheld(entry.name(), entry.title(), Withheld.GRANT));
            }
        }
        return new Decision(visible, seen, withheld, consents);
    }

    /** The strictest class that the release recorded for the parts of a section; open where it has none. */
    private static Disclosure recorded(List<ObjectNode> parts) {
        return parts.stream()
                .filter(part -> part.has("disclosure"))
                .map(part ->
                        Disclosure.valueOf(part.path("disclosure").asString("").toUpperCase(Locale.ROOT)))
                .max(Disclosure::compareTo)
                .orElse(Disclosure.OPEN);
    }

    private ProfileView view(Found found, Purpose purpose, Map<String, List<ObjectNode>> parts, Decision decision) {
        var seen = decision.seen();
        return new ProfileView(
                found.subject(),
                found.releaseId(),
                found.asOf(),
                purpose,
                found.objections().stream()
                        .map(o -> o.ofSeen(decision.visible()))
                        .toList(),
                only(SectionCatalogue.ASSESSMENT, seen, parts)
                        .map(part -> assessment(part, found.subject(), decision.visible())),
                only(SectionCatalogue.NETWORK, seen, parts).map(part -> part),
                seen.stream()
                        .filter(name ->
                                !name.equals(SectionCatalogue.ASSESSMENT) && !name.equals(SectionCatalogue.NETWORK))
                        .flatMap(name -> parts.get(name).stream())
                        .<JsonNode>map(part -> part)
                        .toList(),
                decision.withheld());
    }

    private static Optional<ObjectNode> only(String name, Set<String> seen, Map<String, List<ObjectNode>> parts) {
        return seen.contains(name) ? Optional.of(parts.get(name).get(0)) : Optional.empty();
    }

    /**
     * The assessment as far as the reader may see: without indicators that are made of what never leaves, or of what the
     * law no longer lets anybody tell of a person; where the rows of a section lie that is withheld is not told.
     */
    private JsonNode assessment(ObjectNode assessment, SubjectFacts subject, Set<String> visible) {
        for (var list : List.of("reasons", "contributions")) {
            if (assessment.path(list).isArray()) {
                var kept = assessment.arrayNode();
                for (JsonNode indicator : assessment.path(list)) {
                    if (sources.mayBeTold(indicator.path("feature").asString(""), subject.kind())) {
                        kept.add(withVisibleRows(indicator, visible));
                    }
                }
                assessment.set(list, kept);
            }
        }
        return assessment;
    }

    private static JsonNode withVisibleRows(JsonNode reason, Set<String> visible) {
        if (reason instanceof ObjectNode object && object.path("rows").isArray()) {
            var rows = object.arrayNode();
            for (JsonNode row : object.path("rows")) {
                if (visible.contains(row.path("dataset").asString(""))) {
                    rows.add(row);
                }
            }
            object.set("rows", rows);
        }
        return reason;
    }
}
