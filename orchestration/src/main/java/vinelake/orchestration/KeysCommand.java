package vinelake.orchestration;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.hub.HubFolder;
import vinelake.etl.ingest.LandedDeliveries;

@Command(
        name = "keys",
        description = "The hub's keys.",
        subcommands = KeysCommand.Rotate.class,
        synopsisSubcommandLabel = "rotate",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  vinelake --hub hub keys rotate")
final class KeysCommand {

    @ParentCommand
    private Vinelake parent;

    @Command(
            name = "rotate",
            description = {
                "Makes the lake one of the keys that hub.yaml names: data keys in landing are wrapped by keys.landing, hashes of"
                        + " personal data become those of keys.personalData. Name the keys before them under former.",
                "Killed, the same command does the rest."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample of hub.yaml:%n",
            footer = {
                "  keys:",
                "    personalData: { version: 2, file: personal-data-2.key, former: [{ version: 1, file: personal-data.key }] }",
                "    landing: { version: 2, file: landing-2.key, former: [{ version: 1, file: landing.key }] }"
            })
    static final class Rotate implements Callable<Integer> {

        @ParentCommand
        private KeysCommand parent;

        @Spec
        private CommandSpec spec;

        @Mixin
        private Machine machine;

        @Override
        public Integer call() throws IOException {
            var hub = HubFolder.load(parent.parent.hub());
            var hash = HubKeys.personalData(hub);
            var key = HubKeys.landing(hub);
            var out = spec.commandLine().getOut();
            int exitCode = ExitCode.OK;
            try (var workspace = Workspace.openToWrite(hub, parent.parent, machine);
                    var progress = TerminalProgress.start(
                            System.err, workspace.lake().spark().sparkContext().statusTracker())) {
                var lake = workspace.lake();
                if (key.isPresent()) {
                    var done = new LandedDeliveries(
                                    lake.root(), lake.spark().sparkContext().hadoopConfiguration(), key)
                            .rewrap();
                    out.printf(
                            "landing: %,d data keys wrapped by version %d, %,d were, %,d that none of its keys opens%n",
                            done.wrapped(), hub.landingKey().orElseThrow().version(), done.before(), done.closed());
                    if (done.closed() > 0) {
                        exitCode = ExitCode.FAILED;
                    }
                }
                if (hash.isPresent()) {
                    progress.begin("keys rotate");
                    var rotated = new PersonalKeyRotation(hub, lake, hash.get(), progress).run();
                    progress.end();
                    rotated.forEach((table, rows) -> out.printf("  %-40s %,10d%n", table, rows));
                    out.printf(
                            "personal data: %,d rows have hashes of version %d now%n",
                            rotated.values().stream().mapToLong(Long::longValue).sum(),
                            hash.get().version());
                }
                out.flush();
            }
            return exitCode;
        }
    }
}
