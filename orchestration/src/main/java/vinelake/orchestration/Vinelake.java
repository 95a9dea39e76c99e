package vinelake.orchestration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. Nothing of Spark is loaded before a verb needs it. */
@Command(
        name = "vinelake",
        description = "A data lake for a city's enterprise credit: deliveries in, explainable credit profiles out.",
        subcommands = {
            InitCommand.class,
            DraftCommand.class,
            CheckCommand.class,
            DictionaryCommand.class,
            PlanCommand.class,
            RefreshCommand.class,
            RunCommand.class,
            StatusCommand.class,
            DeliveryCommand.class,
            QuarantineCommand.class,
            ProfileCommand.class,
            HistoryCommand.class,
            ExtractCommand.class,
            ReleaseCommand.class,
            TidyCommand.class,
            EraseCommand.class,
            KeysCommand.class,
            ServeCommand.class,
            AuditCommand.class,
            CommandLine.HelpCommand.class
        },
        synopsisSubcommandLabel = "VERB",
        mixinStandardHelpOptions = true,
        versionProvider = Vinelake.BuildVersion.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake init hub --name 藤湖市",
            "  vinelake --hub hub draft hub/landing/tax/filing_202606.csv",
            "  vinelake --hub examples/cumcm check",
            "  vinelake --hub examples/cumcm --lake /data/lake refresh --landing /data/inbox --as-of 2020-02-21",
            "  vinelake --hub hub status",
            "  vinelake --hub examples/cumcm --lake /data/lake release list",
            "  vinelake --hub hub serve --demo-issuer",
            "",
            "Exit codes: 0 done; 1 failed, worth a retry; 2 wrong arguments or hub.yaml; 3 a contract or policy;",
            "4 published, and something is held; 143 stopped by a signal."
        })
final class Vinelake {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--hub",
            paramLabel = "DIR",
            description = "The hub folder: hub.yaml, contracts, policies. Default: ${DEFAULT-VALUE}",
            defaultValue = ".",
            scope = CommandLine.ScopeType.INHERIT)
    private Path hub;

    @Option(
            names = "--lake",
            paramLabel = "DIR|URI",
            description = "The lake's root, instead of the one in hub.yaml: a folder, or s3a://bucket/prefix.",
            scope = CommandLine.ScopeType.INHERIT)
    private String lake;

    static final class BuildVersion implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"vinelake " + vinelake.core.Version.current()};
        }
    }

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        return line().execute(arguments);
    }

    static CommandLine line() {
        return new CommandLine(new Vinelake())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new FailureMessage());
    }

    /** @throws ParameterException when there is no such folder */
    Path hub() {
        if (!Files.isDirectory(hub)) {
            throw new ParameterException(
                    spec.commandLine(), "--hub: %s is no folder. Allowed: a folder with a hub.yaml".formatted(hub));
        }
        return hub;
    }

    Optional<String> lake() {
        return Optional.ofNullable(lake);
    }
}
