package vinelake.core.contract;

import java.util.List;
import java.util.Optional;

/**
 * What a delivery as a whole must keep to. One that breaks a promise is held, until somebody accepts or rejects it.
 *
 * @param manifest pattern of the paths of the sender's manifests, where there are some: a delivery waits for its own
 * @param rules in the contract's order
 * @param frequency how often the sender delivers, where that was agreed
 */
public record Promises(Optional<String> manifest, List<SetRule> rules, Optional<Frequency> frequency) {

    public static final Promises NONE = new Promises(Optional.empty(), List.of(), Optional.empty());

    public Promises {
        rules = List.copyOf(rules);
    }

    /** Whether what becomes of a delivery depends on what other datasets have at the time. */
    public boolean hasQueries() {
        return rules.stream().anyMatch(rule -> rule.measure() == SetRule.Measure.QUERY);
    }
}
