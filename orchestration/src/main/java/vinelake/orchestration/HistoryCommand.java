package vinelake.orchestration;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.hub.HubFolder;

@Command(
        name = "history",
        description =
                "Shows which values of a key were in force when, where they were delivered, and since when the lake knows.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub hub history registry/enterprise --key 91320100748204660Q",
            "  vinelake --hub hub history insurance/staff --key 91320100748204660Q --key 2026-05 --known-at 2026-07-01T08:00:00Z",
            "  vinelake --hub hub history registry/enterprise --key 91320100748204660Q --json"
        })
final class HistoryCommand implements Callable<Integer> {

    @ParentCommand
    private Vinelake parent;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATASET", description = "As department/dataset; its mode is snapshot or upsert.")
    private String dataset;

    @Option(
            names = "--key",
            paramLabel = "K",
            required = true,
            description = "The key; once for each of its columns, in the contract's order.")
    private List<String> key;

    @Option(
            names = "--known-at",
            paramLabel = "MOMENT",
            description = "What was known then, as 2026-07-01T08:00:00Z. Default: all that is known.")
    private Instant knownAt;

    @Option(names = "--json", description = "As JSON, an object for each interval.")
    private boolean isJson;

    @Mixin
    private Machine machine;

    @Override
    public Integer call() {
        var hub = HubFolder.load(parent.hub());
        var contract = HubDataset.find(spec, hub, dataset);
        requireKey(contract);
        try (var workspace = Workspace.open(hub, parent, machine)) {
            var history = KeyHistory.read(workspace.lake(), contract, key, Optional.ofNullable(knownAt));
            if (history.intervals().isEmpty()) {
                throw refused("--key: %s has no key %s%s. Allowed: a key that was delivered"
                        .formatted(dataset, String.join(", ", key), knownAt == null ? "" : ", as known at " + knownAt));
            }
            var out = spec.commandLine().getOut();
            out.print(isJson ? Json.write(history.intervals()) + System.lineSeparator() : history.text());
            out.flush();
            return ExitCode.OK;
        }
    }

    private void requireKey(Contract contract) {
        if (!contract.mode().isKeyed()) {
            throw refused(
                    ("DATASET: the mode of %s is append, each of its rows is an event, and none replaces another. "
                                    + "Allowed: a dataset of mode snapshot or upsert")
                            .formatted(dataset));
        }
        var columns = contract.keyColumns();
        if (columns.size() != key.size()) {
            throw refused("--key: given %d times, the key of %s has %d columns. Allowed: one --key each for %s"
                    .formatted(
                            key.size(),
                            dataset,
                            columns.size(),
                            columns.stream().map(ContractColumn::name).collect(Collectors.joining(", "))));
        }
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
