package vinelake.orchestration;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.service.Serving;

/** In a class of its own, because it starts no Spark. */
@Command(
        name = "serve",
        description =
                "Pins the release that is served, or rolls back to it; a running service follows at the next read.",
        mixinStandardHelpOptions = true)
final class ServeRelease implements Callable<Integer> {

    @ParentCommand
    private ReleaseCommand parent;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOptions store;

    @Parameters(
            paramLabel = "ID",
            description =
                    "As vinelake release list prints it, or current: that of the highest as-of date, without a pin.")
    private String id;

    @Override
    public Integer call() {
        return store.with(parent.vinelake(), (hub, choice) -> {
            Serving.serveRelease(
                    choice,
                    LakeRoot.of(hub, parent.vinelake()),
                    id,
                    System.getProperty("user.name"),
                    spec.commandLine().getOut());
            return ExitCode.OK;
        });
    }
}
