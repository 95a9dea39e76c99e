package vinelake.core.hub;

import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vinelake.core.contract.Contract;
import vinelake.core.contract.DatasetName;
import vinelake.core.policy.DisclosurePolicy;
import vinelake.core.policy.FeaturePolicy;
import vinelake.core.policy.LabelPolicy;
import vinelake.core.policy.NetworkPolicy;
import vinelake.core.policy.RetentionPolicy;
import vinelake.core.policy.ScorecardPolicy;

/**
 * What a city decided: everything in its hub folder, checked.
 *
 * @param folder where it was read from
 * @param lake root of the tables; a relative one in hub.yaml is below the folder
 * @param landing the inbox of deliveries; likewise
 * @param personalDataKey where the key of the personal columns' hash lies; needed when a contract has such a column
 * @param contracts by dataset name
 * @param departments what a department is called, by its name in the contracts; one that is not there goes by that
 * @param objectStore how a lake at {@code s3a://} is reached
 * @param landingKey where the key of the landing zone lies; needed when a contract has a personal column
 */
public record Hub(
        String name,
        Path folder,
        URI lake,
        Path landing,
        ZoneId timeZone,
        Spine spine,
        Optional<KeyReference> personalDataKey,
        List<Contract> contracts,
        NetworkPolicy network,
        FeaturePolicy features,
        LabelPolicy label,
        ScorecardPolicy scorecard,
        DisclosurePolicy disclosure,
        ServiceSettings service,
        Map<String, String> departments,
        ObjectStore objectStore,
        Optional<KeyReference> landingKey,
        RetentionPolicy retention) {

    public Hub {
        contracts = List.copyOf(contracts);
        departments = Map.copyOf(departments);
    }

    /** A hub without a policy of retention. */
    public Hub(
            String name,
            Path folder,
            URI lake,
            Path landing,
            ZoneId timeZone,
            Spine spine,
            Optional<KeyReference> personalDataKey,
            List<Contract> contracts,
            NetworkPolicy network,
            FeaturePolicy features,
            LabelPolicy label,
            ScorecardPolicy scorecard,
            DisclosurePolicy disclosure,
            ServiceSettings service,
            Map<String, String> departments,
            ObjectStore objectStore,
            Optional<KeyReference> landingKey) {
        this(
                name,
                folder,
                lake,
                landing,
                timeZone,
                spine,
                personalDataKey,
                contracts,
                network,
                features,
                label,
                scorecard,
                disclosure,
                service,
                departments,
                objectStore,
                landingKey,
                RetentionPolicy.NONE);
    }

    /** A hub that decided nothing of its own about the service and the object store. */
    public Hub(
            String name,
            Path folder,
            URI lake,
            Path landing,
            ZoneId timeZone,
            Spine spine,
            Optional<KeyReference> personalDataKey,
            List<Contract> contracts,
            NetworkPolicy network,
            FeaturePolicy features,
            LabelPolicy label,
            ScorecardPolicy scorecard) {
        this(
                name,
                folder,
                lake,
                landing,
                timeZone,
                spine,
                personalDataKey,
                contracts,
                network,
                features,
                label,
                scorecard,
                DisclosurePolicy.STRICT,
                ServiceSettings.NONE,
                Map.of(),
                ObjectStore.DEFAULT,
                Optional.empty());
    }

    /** Whether the hub says who its subjects are: without them there is nobody to link, to score or to publish. */
    public boolean hasSubjects() {
        return !spine.datasets().isEmpty();
    }

    /**
     * The contract of a dataset.
     *
     * @throws IllegalArgumentException when no contract has the name
     */
    public Contract contract(DatasetName dataset) {
        return contracts.stream()
                .filter(c -> c.name().equals(dataset))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no contract for dataset " + dataset));
    }

    /**
     * The datasets whose records are the subjects.
     *
     * @param scheme identifier scheme of the subjects: {@code uscc} or one of the hub's own
     * @param nameColumn column with the subject's name, in each of the datasets
     */
    public record Spine(List<DatasetName> datasets, String scheme, String nameColumn, String kind) {

        /** Of a hub that has no subjects yet. */
        public static final Spine NONE = new Spine(List.of(), "none", "none", "none");

        public Spine {
            datasets = List.copyOf(datasets);
        }
    }

    /**
     * A secret by reference: from an environment variable, or from a file of the hub folder.
     *
     * @param version goes into every hash and beside every wrapped key, so that a key can be rotated
     * @param former the keys before it, by version
     */
    public record KeyReference(
            int version, Optional<String> environment, Optional<String> file, List<KeyReference> former) {

        public KeyReference {
            former = List.copyOf(former);
        }

        /** One that was never rotated. */
        public KeyReference(int version, Optional<String> environment, Optional<String> file) {
            this(version, environment, file, List.of());
        }
    }
}
