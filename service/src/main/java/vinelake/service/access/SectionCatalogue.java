package vinelake.service.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vinelake.core.contract.Section.Disclosure;
import vinelake.core.hub.Hub;

/** The sections that a profile of this hub can have, and who may see each. */
public final class SectionCatalogue {

    /** Score, grade and reasons. */
    public static final String ASSESSMENT = "assessment";

    /** What the supply network says of the subject. */
    public static final String NETWORK = "network";

    /**
     * A section.
     *
     * @param name {@code assessment}, {@code network}, or the dataset: {@code tax/filing}
     * @param isOverridden whether the policy decided, so that a release that says otherwise is overruled
     */
    public record Entry(String name, String title, Disclosure disclosure, boolean isOverridden) {

        /** With what the release recorded: a class that was tightened since, or is about to be loosened, stays tight. */
        Disclosure with(Disclosure recorded) {
            return isOverridden || recorded.compareTo(disclosure) <= 0 ? disclosure : recorded;
        }
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private SectionCatalogue() {}

    public static SectionCatalogue of(Hub hub) {
        var catalogue = new SectionCatalogue();
        var policy = hub.disclosure();
        catalogue.add(new Entry(ASSESSMENT, "信用评价", policy.assessment(), true));
        catalogue.add(new Entry(NETWORK, "供应链关系", policy.network(), true));
        for (var contract : hub.contracts()) {
            if (contract.columns().stream()
                    .anyMatch(c ->
                            c.identifier().filter(hub.spine().scheme()::equals).isPresent())) {
                var override = Optional.ofNullable(policy.overrides().get(contract.name()));
                catalogue.add(new Entry(
                        contract.name().toString(),
                        contract.section().title(),
                        override.orElse(contract.section().disclosure()),
                        override.isPresent()));
            }
        }
        return catalogue;
    }

    private void add(Entry entry) {
        entries.put(entry.name(), entry);
    }

    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /** Those that a subject can grant. */
    public List<Entry> grantable() {
        return entries.values().stream()
                .filter(e -> e.disclosure() == Disclosure.AUTHORIZED)
                .toList();
    }

    public Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** Those that somebody can ever see. */
    public List<Entry> visible() {
        return entries.values().stream()
                .filter(e -> e.disclosure() != Disclosure.INTERNAL)
                .toList();
    }

    String names() {
        return String.join(", ", visible().stream().map(Entry::name).toList());
    }
}
