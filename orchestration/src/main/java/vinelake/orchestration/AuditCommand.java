package vinelake.orchestration;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.service.Serving;

@Command(
        name = "audit",
        description = {
            "The log of who read what: prints its head, and finds lines that are not as they were written.",
            "And personal data: finds what stands somewhere in clear."
        },
        subcommands = {AuditCommand.Head.class, AuditCommand.Verify.class, PersonalDataCommand.class},
        synopsisSubcommandLabel = "(head | verify | personal-data)",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub hub audit head >> /mnt/elsewhere/heads",
            "  vinelake --hub hub audit verify --head 1204:5f2b...",
            "  vinelake --hub hub audit personal-data --known names.txt"
        })
final class AuditCommand {

    @ParentCommand
    private Vinelake parent;

    Vinelake vinelake() {
        return parent;
    }

    @Command(
            name = "head",
            description = "Prints SEQ:HASH of the last line, to be kept outside.",
            mixinStandardHelpOptions = true)
    static final class Head implements Callable<Integer> {

        @ParentCommand
        private AuditCommand parent;

        @Spec
        private CommandSpec spec;

        @Mixin
        private StoreOptions store;

        @Override
        public Integer call() {
            return store.with(parent.parent, (hub, choice) -> {
                spec.commandLine().getOut().println(Serving.auditHead(choice));
                return ExitCode.OK;
            });
        }
    }

    @Command(
            name = "verify",
            description = "Finds a line that was altered, removed, put in or moved; with a head also lines cut off.",
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {

        @ParentCommand
        private AuditCommand parent;

        @Spec
        private CommandSpec spec;

        @Mixin
        private StoreOptions store;

        @Option(names = "--head", paramLabel = "SEQ:HASH", description = "A head that was kept outside.")
        private String head;

        @Override
        public Integer call() {
            return store.with(
                    parent.parent,
                    (hub, choice) -> Serving.auditVerify(
                                    choice,
                                    Optional.ofNullable(head),
                                    spec.commandLine().getOut())
                            ? ExitCode.OK
                            : ExitCode.FAILED);
        }
    }
}
