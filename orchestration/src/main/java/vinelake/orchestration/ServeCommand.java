package vinelake.orchestration;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.service.ServiceOptions;
import vinelake.service.Serving;

@Command(
        name = "serve",
        description =
                "Serves the current release to banks and enterprises, with consent and audit, until it is stopped.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub hub serve --demo-issuer",
            "  vinelake --hub hub serve --bind 0.0.0.0 --port 8443",
            "  vinelake --hub hub serve --store jdbc:postgresql://db/vinelake --store-user env:DB_USER \\",
            "    --store-password file:/run/secrets/db"
        })
final class ServeCommand implements Callable<Integer> {

    /** Set by the launcher: itself, for what the service has done by the command line. */
    private static final String LAUNCHER = "vinelake.launcher";

    private final long startedAt = System.nanoTime();

    @ParentCommand
    private Vinelake parent;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOptions store;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen at. Default: ${DEFAULT-VALUE}")
    private String bind;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "The port, 0 for a free one. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--demo-issuer",
            description = "Give tokens for each role to whoever starts this; on a loopback address only.")
    private boolean hasDemoIssuer;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "" + ServiceOptions.REQUESTS_PER_SECOND,
            description = "Requests a second that one actor may make. Default: ${DEFAULT-VALUE}")
    private double rate;

    @Option(
            names = "--poll",
            paramLabel = "SECONDS",
            defaultValue = "" + ServiceOptions.POLL_SECONDS,
            description = "Between two looks for a new release. Default: ${DEFAULT-VALUE}")
    private int poll;

    @Option(names = "--report", paramLabel = "FILE", description = "Add how to reach the service to FILE, as JSON.")
    private Path report;

    @Override
    public Integer call() {
        return store.with(parent, (hub, choice) -> {
            Serving.serve(
                    new ServiceOptions(
                            hub,
                            LakeRoot.of(hub, parent),
                            choice,
                            bind,
                            port,
                            hasDemoIssuer,
                            rate,
                            poll,
                            Optional.ofNullable(System.getProperty(LAUNCHER)).map(Path::of)),
                    startedAt,
                    spec.commandLine().getOut(),
                    Optional.ofNullable(report));
            return ExitCode.OK;
        });
    }
}
