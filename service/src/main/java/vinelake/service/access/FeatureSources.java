package vinelake.service.access;

import java.util.HashSet;
import java.util.Set;
import vinelake.core.contract.Section.Disclosure;
import vinelake.core.hub.Hub;
import vinelake.core.policy.DisclosurePolicy;
import vinelake.core.policy.FeaturePolicy.Aggregate;
import vinelake.core.policy.FeaturePolicy.Formula;

/** What the indicators of an assessment are made of, and so, who may be told of them. */
final class FeatureSources {

    private static final int MONTHS = 12;

    private final Set<String> internal;
    private final Set<String> expiring;
    private final Set<String> personKinds;

    FeatureSources(Hub hub, SectionCatalogue catalogue) {
        var adverse = hub.disclosure().adverse();
        this.internal = new HashSet<>();
        this.expiring = new HashSet<>();
        this.personKinds = adverse.map(DisclosurePolicy.Adverse::personKinds).orElse(Set.of());
        for (var feature : hub.features().features()) {
            if (feature instanceof Aggregate aggregate) {
                if (aggregate.datasets().stream()
                        .anyMatch(dataset -> catalogue
                                .find(dataset.toString())
                                .filter(entry -> entry.disclosure() == Disclosure.INTERNAL)
                                .isPresent())) {
                    internal.add(aggregate.name());
                }
                // What looks back further than the law allows would tell of records that are left out.
                if (adverse.filter(a -> aggregate.datasets().stream().anyMatch(a.endedOn()::containsKey)
                                && (aggregate.windowMonths() == 0 || aggregate.windowMonths() > a.years() * MONTHS))
                        .isPresent()) {
                    expiring.add(aggregate.name());
                }
            } else if (feature instanceof Formula formula) {
                addIfMadeOf(internal, formula);
                addIfMadeOf(expiring, formula);
            }
        }
    }

    private static void addIfMadeOf(Set<String> features, Formula formula) {
        if (features.stream().anyMatch(name -> formula.value().matches("(?s).*\\b" + name + "\\b.*"))) {
            features.add(formula.name());
        }
    }

    /** @param kind of the subject */
    boolean mayBeTold(String feature, String kind) {
        return !internal.contains(feature) && !(personKinds.contains(kind) && expiring.contains(feature));
    }
}
