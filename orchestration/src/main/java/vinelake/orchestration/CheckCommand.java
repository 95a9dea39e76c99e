package vinelake.orchestration;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.hub.HubException;
import vinelake.core.hub.HubFolder;
import vinelake.etl.ingest.ExampleCheck;

@Command(
        name = "check",
        description = "Checks the hub folder, every rule, and runs the examples beside the contracts.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  vinelake --hub examples/cumcm check"})
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
        try (var workspace = Workspace.openWithoutTables(hub, parent, machine)) {
            var problems = new ExampleCheck(workspace.lake().spark(), hub).run(examples);
            if (!problems.isEmpty()) {
                throw new HubException(problems);
            }
        }
        long count = examples.values().stream().mapToLong(java.util.List::size).sum();
        spec.commandLine()
                .getOut()
                .printf(
                        "%s: %d contracts and %d examples are good%n",
                        hub.name(), hub.contracts().size(), count);
        return ExitCode.OK;
    }
}
