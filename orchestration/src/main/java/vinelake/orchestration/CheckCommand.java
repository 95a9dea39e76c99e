package vinelake.orchestration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.contract.Contract;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubException;
import vinelake.core.hub.HubFolder;
import vinelake.etl.ingest.ExampleCheck;
import vinelake.orchestration.DictionaryPage.Language;

@Command(
        name = "check",
        description = {
            "Checks the hub folder, every rule, and runs the examples beside the contracts.",
            "Where the lake is a folder that is there, or --lake says where it is, contracts that no longer fit the stored"
                    + " records are named, too."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  vinelake --hub examples/cumcm check", "  vinelake --hub examples/cumcm --lake /data/lake check"})
final class CheckCommand implements Callable<Integer> {

    @ParentCommand
    private Vinelake parent;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Machine machine;

    @Override
    public Integer call() {
        var hub = HubFolder.load(parent.hub());
        var examples = HubFolder.examples(parent.hub());
        var out = spec.commandLine().getOut();
        if (hub.contracts().isEmpty()) {
            out.printf(
                    "%s: no contract yet. Put what a department delivered into %s and run: vinelake --hub %s draft FILE%n",
                    hub.name(), hub.landing().resolve("<department>"), parent.hub());
            return ExitCode.OK;
        }
        boolean hasLake = hasLake(hub);
        try (var workspace =
                hasLake ? Workspace.open(hub, parent, machine) : Workspace.openWithoutTables(hub, parent, machine)) {
            var problems = new ArrayList<>(new ExampleCheck(workspace.lake().spark(), hub).run(examples));
            var stored = hasLake
                    ? StoredTables.of(workspace.lake(), hub.contracts())
                    : new StoredTables(List.of(), List.of());
            problems.addAll(stored.problems());
            if (!problems.isEmpty()) {
                throw new HubException(problems);
            }
            stored.news().forEach(out::println);
        }
        hub.contracts().stream()
                .filter(contract -> !contract.earlier().isEmpty())
                .map(CheckCommand::versions)
                .forEach(out::println);
        long count = examples.values().stream().mapToLong(List::size).sum();
        out.printf(
                "%s: %d contracts and %d examples are good%s%n",
                hub.name(), hub.contracts().size(), count, hasLake ? ", and fit the stored records" : "");
        if (!hub.hasSubjects()) {
            out.println(
                    "hub.yaml names no spine: deliveries are taken in, and nobody is linked, scored or published. Name it once the registry's contract is there");
        }
        return ExitCode.OK;
    }

    /** Which version of a contract holds when. */
    static String versions(Contract contract) {
        return contract.versions()
                .map(version -> "%s %s".formatted(version.version(), DictionaryPage.term(version, Language.EN)))
                .collect(Collectors.joining(", ", contract.name() + ": ", ""));
    }

    /** An object store is asked only where the command line names it: that takes its keys. */
    private boolean hasLake(Hub hub) {
        var root = LakeRoot.of(hub, parent);
        return "file".equals(root.getScheme())
                ? Files.isDirectory(Path.of(root))
                : parent.lake().isPresent();
    }
}
