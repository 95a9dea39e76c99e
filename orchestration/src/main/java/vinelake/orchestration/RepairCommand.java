package vinelake.orchestration;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.contract.Contract;
import vinelake.core.contract.RowFault;
import vinelake.core.hub.HubFolder;
import vinelake.etl.ingest.ReplayQuarantine;
import vinelake.etl.repair.Repair;
import vinelake.lake.Decision;
import vinelake.lake.Decisions;
import vinelake.lake.JobContext;
import vinelake.lake.Ledger;
import vinelake.lake.Progress;

@Command(
        name = "repair",
        description = {
            "Tries a repair on refused rows, shows some before and after, and records it as a decision.",
            "One of: values of a column (--map), an expression for a column, fields of one row by hand, a dismissal.",
            "Nothing is taken in yet: that does vinelake quarantine replay."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub hub quarantine repair tax/filing --column is_paid --map 已缴纳=是 --map 未缴纳=否 --try",
            "  vinelake --hub hub quarantine repair tax/filing --column sales_cny --expression \"replace(sales_cny, '约', '')\" --reason '税务局说即为实数'",
            "  vinelake --hub hub quarantine repair tax/filing --file tax/filing_2026-06.csv --line 17 --set period_on=2026-06-01 --reason 电话核实",
            "  vinelake --hub hub quarantine repair tax/filing --where \"code like '合计%%'\" --dismiss --reason 合计行"
        })
final class RepairCommand implements Callable<Integer> {

    private static final int EXAMPLES = 10;

    @ParentCommand
    private QuarantineCommand parent;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATASET", description = "As department/dataset.")
    private String dataset;

    @Option(names = "--column", paramLabel = "COLUMN", description = "The column that is repaired, as in the contract.")
    private String column;

    @Option(
            names = "--map",
            paramLabel = "DELIVERED=READ",
            description = "A value as delivered, and what is read instead; once for each value.")
    private Map<String, String> values = new LinkedHashMap<>();

    @Option(
            names = "--expression",
            paramLabel = "SQL",
            description =
                    "What the column becomes: Spark SQL over the columns as delivered, all of them text. Where it gives NULL, the field stays as it is.")
    private String expression;

    @Option(
            names = "--set",
            paramLabel = "COLUMN=TEXT",
            description = "By hand, for the row of --file and --line; once for each column.")
    private Map<String, String> fields = new LinkedHashMap<>();

    @Option(names = "--dismiss", description = "The rows stay refused for good, and wait for nobody any more.")
    private boolean isDismissed;

    @Option(names = "--rule", paramLabel = "RULE", description = "Only rows that break it.")
    private String rule;

    @Option(
            names = "--where",
            paramLabel = "SQL",
            description = "Only rows of which this is TRUE: Spark SQL over the columns as delivered.")
    private String condition;

    @Option(names = "--file", paramLabel = "FILE", description = "Only rows of this file, as quarantine show names it.")
    private String file;

    @Option(
            names = "--line",
            paramLabel = "N",
            description = "Only the row with this number in the file, of the one delivery in which it waits.")
    private Long line;

    @Option(
            names = "--delivery",
            paramLabel = "ID",
            description =
                    "Only rows of one; the beginning of its id. Needed with --line where several have a row that waits there.")
    private String delivery;

    @Option(names = "--try", description = "Only tries it, and records nothing.")
    private boolean isTrial;

    @Option(
            names = "--sample",
            paramLabel = "N",
            defaultValue = "1000",
            description = "On so many of the latest refused rows it is tried. Default: ${DEFAULT-VALUE}")
    private int sample;

    @Mixin
    private Decider decider;

    @Option(names = "--json", description = "What was tried and recorded, as JSON.")
    private boolean isJson;

    @Mixin
    private Machine machine;

    @Override
    public Integer call() {
        if (!isTrial && !(decider.hasReason() && decider.hasName())) {
            throw Decider.missing(spec, "; or only --try it");
        }
        if (sample < 1) {
            throw refused("--sample: %d rows. Allowed: 1 or more".formatted(sample));
        }
        var hub = HubFolder.load(parent.vinelake().hub());
        var contract = HubDataset.find(spec, hub, dataset);
        var repair = repair();
        var at = RunOptions.now();
        try (var workspace = isTrial
                ? Workspace.open(hub, parent.vinelake(), machine)
                : Workspace.openToWrite(hub, parent.vinelake(), machine)) {
            var ledger = new Ledger(workspace.lake());
            var moment = isTrial ? at : ledger.momentOfKnowledge(hub.contracts(), at);
            var context = new JobContext(
                    "repair",
                    LocalDate.ofInstant(at, hub.timeZone()),
                    moment,
                    Clock.systemUTC(),
                    hub,
                    workspace.lake(),
                    Progress.SILENT,
                    Optional.empty());
            var replay = new ReplayQuarantine(context, HubKeys.personalData(hub), HubKeys.landing(hub));
            replay.problem(contract, repair).ifPresent(problem -> {
                throw refused(problem);
            });
            if (rule != null) {
                QuarantineCommand.requireRule(spec, workspace, contract, rule);
            }
            var deliveryId = delivery(workspace, contract);
            ReplayQuarantine.Trial trial;
            try {
                trial = replay.tryOn(contract, deliveryId, repair, sample, EXAMPLES);
            } catch (ReplayQuarantine.CannotRetryException e) {
                throw refused(e.getMessage());
            }
            var decision = isTrial
                    ? Optional.<Decision>empty()
                    : Optional.of(new Decisions(workspace.lake())
                            .repair(
                                    contract.name(),
                                    deliveryId,
                                    repair.toJson(),
                                    decider.reason(),
                                    decider.by(),
                                    moment));
            print(contract, trial, decision);
        }
        return ExitCode.OK;
    }

    private Repair repair() {
        try {
            return new Repair(
                    Optional.ofNullable(rule),
                    Optional.ofNullable(file),
                    Optional.ofNullable(line),
                    Optional.ofNullable(condition),
                    Optional.ofNullable(column),
                    values,
                    Optional.ofNullable(expression),
                    fields,
                    isDismissed);
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    private Optional<String> delivery(Workspace workspace, Contract contract) {
        if (delivery == null) {
            return line == null ? Optional.empty() : Optional.of(deliveryOfLine(workspace, contract));
        }
        var found = QuarantineCommand.open(workspace, Optional.of(contract.name()), Optional.of(delivery));
        if (found.size() != 1) {
            throw refused("--delivery: '%s' begins the id of %d deliveries of %s with open rows. Allowed: of one"
                    .formatted(delivery, found.size(), dataset));
        }
        return Optional.of(found.get(0).delivery().deliveryId());
    }

    /** A file of the same name may come again with other rows: what is said of a row holds for the delivery it came with. */
    private String deliveryOfLine(Workspace workspace, Contract contract) {
        var open = QuarantineCommand.open(workspace, Optional.of(contract.name()), Optional.empty());
        var found = OpenRow.deliveries(workspace.lake(), open, file, line);
        if (found.isEmpty()) {
            throw refused(
                    "--line: no row that waits for repair is line %d of %s. Allowed: a row that vinelake quarantine show %s prints"
                            .formatted(line, file, dataset));
        }
        if (found.size() > 1) {
            throw refused(
                    "--line: line %d of %s waits for repair in %d deliveries: %s. Allowed: one. Add its --delivery"
                            .formatted(
                                    line,
                                    file,
                                    found.size(),
                                    found.stream()
                                            .map(d -> "%s as of %s".formatted(d.deliveryId(), d.asOfDate()))
                                            .collect(Collectors.joining(", "))));
        }
        return found.get(0).deliveryId();
    }

    private void print(Contract contract, ReplayQuarantine.Trial trial, Optional<Decision> decision) {
        var out = spec.commandLine().getOut();
        if (isJson) {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("trial", trial);
            fields.put("decision", decision.map(RepairCommand::toJson).orElse(null));
            out.println(Json.write(fields));
            return;
        }
        for (var example : trial.examples()) {
            print(contract, example, out);
        }
        out.printf(
                "of the latest %,d open rows %,d are changed; with all repairs in force %,d would be taken in, %,d are dismissed, %,d stay%n",
                trial.rows(),
                trial.changed(),
                trial.passed(),
                trial.dismissed(),
                trial.rows() - trial.passed() - trial.dismissed());
        decision.ifPresent(
                d -> out.printf("recorded: %s%nnext: vinelake quarantine replay %s%n", text(d), contract.name()));
    }

    private static void print(Contract contract, ReplayQuarantine.Example example, PrintWriter out) {
        out.printf("%s:%d%n", example.file(), example.line());
        for (var change : example.changes()) {
            out.printf("    %s: '%s' -> '%s'%n", change.column(), change.before(), change.after());
        }
        if (example.isDismissed()) {
            out.println("    stays refused, and waits for nobody");
        } else if (example.broken().isEmpty()) {
            out.println("    would be taken in");
        } else {
            example.broken()
                    .forEach(r -> out.printf(
                            "    still: %s (%s)%n", RowFault.of(contract, r).sentence(), r));
        }
    }

    /** A repair in a line. */
    static String text(Decision decision) {
        return "%s by %s at %s: %s%s (%s)"
                .formatted(
                        decision.decisionId(),
                        decision.decidedBy(),
                        decision.decidedAt(),
                        decision.subject().orElse(""),
                        decision.deliveryId().map(id -> " of delivery " + id).orElse(""),
                        decision.reason());
    }

    static Map<String, Object> toJson(Decision decision) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("decision_id", decision.decisionId());
        fields.put("delivery_id", decision.deliveryId().orElse(null));
        fields.put("repair", Json.read(decision.subject().orElseThrow()));
        fields.put("reason", decision.reason());
        fields.put("decided_by", decision.decidedBy());
        fields.put("decided_at", decision.decidedAt().toString());
        return fields;
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
