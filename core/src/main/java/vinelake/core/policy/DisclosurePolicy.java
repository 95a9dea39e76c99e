package vinelake.core.policy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Section.Disclosure;

/**
 * Who may see what of a profile.
 *
 * @param assessment score, grade and reasons
 * @param network what the supply network says of the subject
 * @param overrides datasets whose section is shown otherwise than its contract says
 * @param adverse what is no longer told of persons; empty where the hub has no adverse records
 */
public record DisclosurePolicy(
        Disclosure assessment, Disclosure network, Map<DatasetName, Disclosure> overrides, Optional<Adverse> adverse) {

    /** A hub that says nothing: what is computed needs a grant, and each section is as its contract says. */
    public static final DisclosurePolicy STRICT =
            new DisclosurePolicy(Disclosure.AUTHORIZED, Disclosure.AUTHORIZED, Map.of(), Optional.empty());

    public DisclosurePolicy {
        overrides = Map.copyOf(overrides);
    }

    /**
     * Adverse records of persons, which the law lets nobody tell for ever (征信业管理条例, Art. 16).
     *
     * @param personKinds kinds of subjects that are persons
     * @param years how long after its end a matter may be told, at most five
     * @param endedOn by dataset the column with the day when the matter ended
     */
    public record Adverse(Set<String> personKinds, int years, Map<DatasetName, String> endedOn) {

        private static final int MOST_YEARS = 5;

        public Adverse {
            if (years < 1 || years > MOST_YEARS) {
                throw new IllegalArgumentException(
                        "adverse records are told for %d years. Allowed: 1 to %d".formatted(years, MOST_YEARS));
            }
            personKinds = Set.copyOf(personKinds);
            endedOn = Map.copyOf(endedOn);
        }
    }
}
