package vinelake.service.access;

import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Section.Disclosure;
import vinelake.core.hub.Hub;
import vinelake.core.policy.FeaturePolicy.Aggregate;
import vinelake.core.policy.FeaturePolicy.Metric;
import vinelake.service.access.RefusedException.Reason;

/**
 * Says whose features a bank's model may learn from, and leaves a line for each of them in the log, so that an enterprise
 * sees on its page that it was part of an extract.
 */
public final class Extracts {

    public static final String ACTION = "extract.make";

    private final Jdbi store;
    private final Trail trail;
    private final List<String> sections;
    private final List<String> internal;
    private final Clock clock;

    /** @param clock in the hub's time zone */
    public Extracts(Jdbi store, Trail trail, Hub hub, Clock clock) {
        this.store = store;
        this.trail = trail;
        var sources = sources(hub);
        this.sections = names(sources, Disclosure.AUTHORIZED);
        this.internal = names(sources, Disclosure.INTERNAL);
        this.clock = clock;
    }

    /**
     * What is asked for.
     *
     * @param asOf the last day that the extract looks at
     */
    public record Order(String institution, String purpose, LocalDate asOf) {}

    /**
     * What may be made.
     *
     * @param sections that each of the subjects has granted to the institution for the purpose
     * @param subjects in order of their ids
     */
    public record Extract(UUID extractId, LocalDate asOfDate, List<String> sections, List<String> subjects) {}

    /**
     * Orders an extract: subjects of the served release whose live grants hold all sections that features and labels are
     * made of.
     *
     * @throws RefusedException when the actor is no operator, the order makes no sense, or features or label are made of
     *     what never leaves
     */
    public Extract order(Actor actor, Order order) {
        trail.require(actor, ACTION, null, Role.OPERATOR);
        Consents.institutionFault(order.institution()).ifPresent(fault -> {
            throw trail.refuse(actor, ACTION, null, Reason.INVALID, fault);
        });
        if (Purpose.parse(order.purpose()).isEmpty()) {
            throw trail.refuse(actor, ACTION, null, Reason.INVALID, "purpose is none. Allowed: " + Purpose.allowed());
        }
        var today = LocalDate.now(clock);
        if (order.asOf().isAfter(today)) {
            throw trail.refuse(
                    actor,
                    ACTION,
                    null,
                    Reason.INVALID,
                    "as_of_date is %s. Allowed: a day up to %s".formatted(order.asOf(), today));
        }
        if (!internal.isEmpty()) {
            throw trail.refuse(
                    actor,
                    ACTION,
                    null,
                    Reason.FORBIDDEN,
                    "features or label are made of internal sections: %s. Allowed: policies on open and authorized ones"
                            .formatted(String.join(", ", internal)));
        }
        var id = UUID.randomUUID();
        var consents = granted(order, today);
        var detail = "extract %s for %s as of %s".formatted(id, order.institution(), order.asOf());
        trail.extracted(actor, ACTION, order.institution(), consents, order.purpose(), sections, detail);
        trail.done(
                actor,
                ACTION,
                null,
                order.purpose(),
                sections,
                List.of(),
                List.of(),
                "%s: %d subjects".formatted(detail, consents.size()));
        return new Extract(id, order.asOf(), sections, List.copyOf(consents.keySet()));
    }

    /** The consents that an extract rests on, by subject, in order of the subjects. */
    private Map<String, List<String>> granted(Order order, LocalDate today) {
        return store.withHandle(handle -> handle.createQuery("""
                        SELECT consent.subject_id, array_agg(DISTINCT consent.consent_id::text) AS consents
                        FROM consent
                        JOIN profile ON profile.subject_id = consent.subject_id
                            AND profile.load_id = (SELECT load_id FROM served_release),
                            unnest(consent.sections) AS granted (section)
                        WHERE institution = :institution AND purpose = :purpose
                            AND withdrawn_at IS NULL AND valid_until >= :today
                            AND granted.section = ANY (:sections)
                        GROUP BY consent.subject_id
                        HAVING count(DISTINCT granted.section) = :count
                        ORDER BY consent.subject_id""")
                .bind("institution", order.institution())
                .bind("purpose", order.purpose())
                .bind("today", today)
                .bindArray("sections", String.class, sections)
                .bind("count", sections.size())
                .map((row, context) -> Map.entry(row.getString("subject_id"), List.of((String[])
                        row.getArray("consents").getArray())))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new)));
    }

    /** The sections that features and label are made of. */
    private static List<SectionCatalogue.Entry> sources(Hub hub) {
        var names = new TreeSet<String>();
        for (var feature : hub.features().features()) {
            if (feature instanceof Aggregate aggregate) {
                aggregate.datasets().stream().map(DatasetName::toString).forEach(names::add);
            } else if (feature instanceof Metric) {
                names.add(SectionCatalogue.NETWORK);
            }
        }
        names.add(hub.label().dataset().toString());
        var catalogue = SectionCatalogue.of(hub);
        return names.stream().flatMap(name -> catalogue.find(name).stream()).toList();
    }

    private static List<String> names(List<SectionCatalogue.Entry> sources, Disclosure disclosure) {
        return sources.stream()
                .filter(entry -> entry.disclosure() == disclosure)
                .map(SectionCatalogue.Entry::name)
                .toList();
    }
}
