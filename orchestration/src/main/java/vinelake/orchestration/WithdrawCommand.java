package vinelake.orchestration;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.hub.HubFolder;
import vinelake.lake.Decision;
import vinelake.lake.Decisions;
import vinelake.lake.Ledger;

@Command(
        name = "withdraw",
        description = {
            "Says that a repair is not used any more.",
            "Rows that it has brought in stay: a correction of them is a new delivery."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  vinelake --hub hub quarantine withdraw 3fa9 --reason '单位应为万元'"})
final class WithdrawCommand implements Callable<Integer> {

    @ParentCommand
    private QuarantineCommand parent;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "The beginning of a repair's id, as quarantine show prints it.")
    private String id;

    @Mixin
    private Decider decider;

    @Option(names = "--json", description = "What was recorded, as JSON.")
    private boolean isJson;

    @Mixin
    private Machine machine;

    @Override
    public Integer call() {
        decider.require(spec);
        var hub = HubFolder.load(parent.vinelake().hub());
        var at = RunOptions.now();
        try (var workspace = Workspace.openToWrite(hub, parent.vinelake(), machine)) {
            var moment = new Ledger(workspace.lake()).momentOfKnowledge(hub.contracts(), at);
            var decisions = new Decisions(workspace.lake());
            var found = hub.contracts().stream()
                    .flatMap(c -> decisions.repairs(c.name()).stream())
                    .filter(d -> d.decisionId().startsWith(id))
                    .toList();
            if (id.isEmpty() || found.size() != 1) {
                throw refused(
                        "'%s' begins the id of %s repairs in force. Allowed: the beginning of one id. See: vinelake quarantine show"
                                .formatted(id, id.isEmpty() ? "all" : String.valueOf(found.size())));
            }
            print(found.get(0), decisions.withdraw(found.get(0), decider.reason(), decider.by(), moment));
        }
        return ExitCode.OK;
    }

    private void print(Decision repair, Decision withdrawal) {
        var out = spec.commandLine().getOut();
        if (!isJson) {
            out.printf("withdrawn: %s%n", RepairCommand.text(repair));
            return;
        }
        var fields = new LinkedHashMap<String, Object>();
        fields.put("withdrawn", RepairCommand.toJson(repair));
        fields.put(
                "decision",
                Map.of(
                        "decision_id", withdrawal.decisionId(),
                        "reason", withdrawal.reason(),
                        "decided_by", withdrawal.decidedBy(),
                        "decided_at", withdrawal.decidedAt().toString()));
        out.println(Json.write(fields));
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
