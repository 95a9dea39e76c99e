package vinelake.orchestration;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.hub.HubFolder;

@Command(
        name = "plan",
        description = "Prints the jobs of a refresh, in order, with the tables that they read and write.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub examples/cumcm plan",
            "  vinelake --hub examples/cumcm plan --format dot | dot -Tsvg > plan.svg"
        })
final class PlanCommand implements Callable<Integer> {

    enum Format {
        TEXT,
        JSON,
        DOT
    }

    @ParentCommand
    private Vinelake parent;

    @Spec
    private CommandSpec spec;

    @Option(names = "--format", description = "text, json or dot. Default: text", defaultValue = "text")
    private Format format;

    @Override
    public Integer call() {
        var hub = HubFolder.load(parent.hub());
        var plan = RefreshPlan.of(hub, hub.landing(), Optional.empty(), Optional.empty());
        spec.commandLine()
                .getOut()
                .println(
                        switch (format) {
                            case TEXT -> plan.toText();
                            case JSON -> plan.toJson();
                            case DOT -> plan.toDot();
                        });
        return ExitCode.OK;
    }
}
