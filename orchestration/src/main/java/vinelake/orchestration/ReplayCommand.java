package vinelake.orchestration;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.contract.Contract;
import vinelake.core.hub.HubFolder;
import vinelake.etl.ingest.ReplayQuarantine;
import vinelake.lake.Delivery;
import vinelake.lake.JobContext;
import vinelake.lake.Ledger;

@Command(
        name = "replay",
        description = {
            "Tries refused rows again for which there is a repair or another contract since, and takes in what keeps the rules.",
            "The next refresh computes the profiles anew. Exit code 4: rows could not be tried."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub hub quarantine replay",
            "  vinelake --hub hub quarantine replay tax/filing --delivery 3fa9"
        })
final class ReplayCommand implements Callable<Integer> {

    @ParentCommand
    private QuarantineCommand parent;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "DATASET", description = "As department/dataset. Default: all.")
    private String dataset;

    @Option(names = "--delivery", paramLabel = "ID", description = "Only rows of one; the beginning of its id.")
    private String delivery;

    @Option(names = "--json", description = "As JSON, an object for each delivery that was tried.")
    private boolean isJson;

    @Mixin
    private Machine machine;

    @Override
    public Integer call() {
        var hub = HubFolder.load(parent.vinelake().hub());
        var contract = Optional.ofNullable(dataset).map(name -> HubDataset.find(spec, hub, name));
        var hash = HubKeys.personalData(hub);
        var landingKey = HubKeys.landing(hub);
        var at = RunOptions.now();
        try (var workspace = Workspace.openToWrite(hub, parent.vinelake(), machine);
                var progress = TerminalProgress.start(
                        System.err, workspace.lake().spark().sparkContext().statusTracker())) {
            var only = Optional.ofNullable(delivery)
                    .map(d -> QuarantineCommand.delivery(spec, workspace, contract.map(Contract::name), d));
            var known = new Ledger(workspace.lake()).momentOfKnowledge(hub.contracts(), at);
            var context = new JobContext(
                    "replay-" + at,
                    LocalDate.ofInstant(at, hub.timeZone()),
                    known.isAfter(at) || known.equals(at) ? known.plusMillis(1) : at,
                    Clock.systemUTC(),
                    hub,
                    workspace.lake(),
                    progress,
                    Optional.empty(),
                    SignalStop.listen());
            var outcomes = new ReplayQuarantine(context, hash, landingKey)
                    .replay(open -> contract.filter(c ->
                                            !c.name().equals(open.delivery().dataset()))
                                    .isEmpty()
                            && only.filter(id -> !id.equals(open.delivery().deliveryId()))
                                    .isEmpty());
            print(outcomes);
            return outcomes.stream().anyMatch(o -> o.problem().isPresent()) ? ExitCode.HELD : ExitCode.OK;
        }
    }

    private void print(List<ReplayQuarantine.Outcome> outcomes) {
        var out = spec.commandLine().getOut();
        if (isJson) {
            out.println(Json.write(outcomes.stream().map(ReplayCommand::toJson).toList()));
            return;
        }
        outcomes.forEach(outcome -> print(outcome, out));
        out.printf(
                "%,d deliveries tried again, %,d rows taken in, %,d wait for repair still%n",
                outcomes.size(),
                outcomes.stream()
                        .flatMap(o -> o.line().stream())
                        .mapToLong(l -> l.counts().read() - l.counts().quarantined())
                        .sum(),
                outcomes.stream().mapToLong(ReplayQuarantine.Outcome::left).sum());
    }

    private static void print(ReplayQuarantine.Outcome outcome, PrintWriter out) {
        var delivery = outcome.open().delivery();
        var head = "%s as of %s (%s)".formatted(delivery.dataset(), delivery.asOfDate(), delivery.deliveryId());
        if (outcome.problem().isPresent()) {
            out.printf("%s: not tried: %s%n", head, outcome.problem().get());
        } else if (outcome.line().isEmpty()) {
            out.printf("%s: all %,d are refused still%n", head, outcome.left());
        } else {
            var counts = outcome.line().get().counts();
            out.printf(
                    "%s: read %,d = accepted %,d + quarantined %,d + duplicate %,d + unchanged %,d; dismissed %,d%n",
                    head,
                    counts.read(),
                    counts.accepted(),
                    counts.quarantined(),
                    counts.duplicate(),
                    counts.unchanged(),
                    outcome.line().get().replay().orElseThrow().dismissed());
        }
    }

    private static Object toJson(ReplayQuarantine.Outcome outcome) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("delivery_id", outcome.open().delivery().deliveryId());
        fields.put("dataset", outcome.open().delivery().dataset().toString());
        fields.put("as_of_date", outcome.open().delivery().asOfDate().toString());
        fields.put("replay_id", outcome.line().map(Delivery::deliveryId).orElse(null));
        fields.put("counts", outcome.line().map(Delivery::counts).orElse(null));
        fields.put(
                "dismissed",
                outcome.line()
                        .flatMap(Delivery::replay)
                        .map(Delivery.Replay::dismissed)
                        .orElse(0L));
        fields.put("left", outcome.left());
        fields.put("problem", outcome.problem().orElse(null));
        return fields;
    }
}
