package vinelake.orchestration;

import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import vinelake.core.contract.Contract;
import vinelake.core.hub.Hub;

/** A dataset that somebody names on the command line. */
final class HubDataset {

    /** @throws ParameterException when the hub has none of that name */
    static Contract find(CommandSpec spec, Hub hub, String name) {
        return hub.contracts().stream()
                .filter(c -> c.name().toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "DATASET: the hub has no %s. Allowed: %s"
                                .formatted(
                                        name,
                                        hub.contracts().stream()
                                                .map(c -> c.name().toString())
                                                .sorted()
                                                .collect(Collectors.joining(", ")))));
    }

    private HubDataset() {}
}
