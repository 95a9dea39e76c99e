package vinelake.orchestration;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;
import vinelake.orchestration.DictionaryPage.Language;

@Command(
        name = "status",
        description = {
            "Tells in a screen what is late, held and waits for repair, how each dataset stands, and what is published.",
            "Of a lake on disk it reads only what it needs, without Spark."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub hub status",
            "  vinelake --hub hub status --language zh --all",
            "  vinelake --hub hub status --json | jq '.late[].dataset'",
            "",
            "Exit codes: 0 nothing is held; 4 something is held; others as for every verb."
        })
final class StatusCommand implements Callable<Integer> {

    @ParentCommand
    private Vinelake parent;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--as-of",
            paramLabel = "DATE",
            description = "The day that lateness is told for, as 2026-06-30. Default: today in the hub's time zone.")
    private LocalDate asOf;

    @Option(names = "--all", description = "Every dataset, also more than fit a screen.")
    private boolean isWhole;

    @Option(names = "--json", description = "As JSON, with the fields of a refresh's report.json.")
    private boolean isJson;

    @Option(
            names = "--language",
            paramLabel = "zh|en",
            description = "Of the screen. Default: zh where this terminal's locale is Chinese, else en.")
    private Language language = Language.ofTerminal();

    @Mixin
    private Machine machine;

    @Override
    public Integer call() {
        var hub = HubFolder.load(parent.hub());
        var facts = facts(hub);
        var day = Optional.ofNullable(asOf).orElseGet(() -> LocalDate.now(hub.timeZone()));
        var state = HubState.of(hub, facts, OpenQuarantine.of(facts.lines(), facts.refused()), day, Instant.MAX);
        var out = spec.commandLine().getOut();
        out.print(
                isJson
                        ? ReportJson.of(hub, state) + System.lineSeparator()
                        : new StatusScreen(hub, state, language, Ansi.AUTO.enabled(), isWhole).text());
        out.flush();
        return state.held().isEmpty() ? ExitCode.OK : ExitCode.HELD;
    }

    /** What reads a lake on disk knows no object store. */
    private LakeFacts facts(Hub hub) {
        var root = LakeRoot.of(hub, parent);
        if ("file".equals(root.getScheme())) {
            return FactsByKernel.read(root);
        }
        try (var workspace = Workspace.open(hub, parent, machine)) {
            return FactsBySpark.read(workspace.lake());
        }
    }
}
