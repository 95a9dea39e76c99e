package vinelake.orchestration;

import java.util.LinkedHashMap;
import java.util.List;
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
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.RuleName;
import vinelake.core.hub.HubFolder;
import vinelake.lake.Decision;
import vinelake.lake.Decisions;
import vinelake.lake.Delivery;
import vinelake.lake.Ledger;
import vinelake.lake.OpenRows;

@Command(
        name = "quarantine",
        description = {
            "Lists and shows refused rows that wait for repair, records repairs, and tries the rows again.",
            "A repair is a decision that is kept; the rows stay in the landing zone as they were delivered."
        },
        subcommands = {
            QuarantineCommand.ListRows.class,
            QuarantineCommand.Show.class,
            RepairCommand.class,
            WithdrawCommand.class,
            ReplayCommand.class
        },
        synopsisSubcommandLabel = "(list | show DATASET | repair DATASET | withdraw ID | replay [DATASET])",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub hub quarantine list",
            "  vinelake --hub hub quarantine show tax/filing --rule sales_cny.type",
            "  vinelake --hub hub quarantine repair tax/filing --column is_paid --map 已缴纳=是 --map 未缴纳=否 --try",
            "  vinelake --hub hub quarantine repair tax/filing --column sales_cny --expression \"replace(sales_cny, '约', '')\" --reason '税务局说即为实数'",
            "  vinelake --hub hub quarantine repair tax/filing --file tax/filing_2026-06.csv --line 17 --set period_on=2026-06-01 --reason 电话核实",
            "  vinelake --hub hub quarantine repair tax/filing --rule field_count --dismiss --reason 合计行",
            "  vinelake --hub hub quarantine replay tax/filing"
        })
final class QuarantineCommand {

    @ParentCommand
    private Vinelake parent;

    Vinelake vinelake() {
        return parent;
    }

    /**
     * The id that begins so.
     *
     * @param dataset empty for any
     * @throws ParameterException when it begins that of no delivery, or of several
     */
    static String delivery(CommandSpec spec, Workspace workspace, Optional<DatasetName> dataset, String beginning) {
        var found = OpenRows.of(new Ledger(workspace.lake()).lines()).stream()
                .map(OpenRows::delivery)
                .filter(delivery ->
                        dataset.filter(d -> !d.equals(delivery.dataset())).isEmpty())
                .map(Delivery::deliveryId)
                .filter(id -> id.startsWith(beginning))
                .toList();
        if (found.size() != 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--delivery: '%s' begins the id of %d accepted deliveries%s. Allowed: of one. See: vinelake delivery list"
                            .formatted(
                                    beginning,
                                    found.size(),
                                    dataset.map(d -> " of " + d).orElse("")));
        }
        return found.get(0);
    }

    /** @throws ParameterException when no row of the dataset can break a rule of that name, and none that waits does */
    static void requireRule(CommandSpec spec, Workspace workspace, Contract contract, String rule) {
        // A row that was refused under an earlier version of the contract may break what this one no longer has.
        if (!RuleName.isOf(contract, rule)
                && OpenRow.read(
                                workspace.lake(),
                                contract,
                                open(workspace, Optional.of(contract.name()), Optional.empty()),
                                Optional.of(rule),
                                1)
                        .isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rule: %s has no rule '%s'. Allowed: one that vinelake quarantine list prints"
                            .formatted(contract.name(), rule));
        }
    }

    /** The deliveries with open rows, of a dataset or of all. */
    static List<OpenRows> open(Workspace workspace, Optional<DatasetName> dataset, Optional<String> delivery) {
        return OpenRows.of(new Ledger(workspace.lake()).lines()).stream()
                .filter(open -> open.count() > 0)
                .filter(open -> dataset.filter(d -> !d.equals(open.delivery().dataset()))
                        .isEmpty())
                .filter(open -> delivery.filter(
                                id -> !open.delivery().deliveryId().startsWith(id))
                        .isEmpty())
                .toList();
    }

    @Command(
            name = "list",
            description = "How many rows wait for repair, by dataset and by the rule that they break.",
            mixinStandardHelpOptions = true)
    static final class ListRows implements Callable<Integer> {

        @ParentCommand
        private QuarantineCommand parent;

        @Spec
        private CommandSpec spec;

        @Option(names = "--json", description = "As JSON.")
        private boolean isJson;

        @Mixin
        private Machine machine;

        @Override
        public Integer call() {
            try (var workspace = Workspace.open(parent.parent, machine)) {
                var byDataset = open(workspace, Optional.empty(), Optional.empty()).stream()
                        .collect(Collectors.groupingBy(o -> o.delivery().dataset()));
                var datasets = workspace.hub().contracts().stream()
                        .filter(contract -> byDataset.containsKey(contract.name()))
                        .map(contract -> OpenDataset.of(workspace.lake(), contract, byDataset.get(contract.name())))
                        .toList();
                print(datasets);
            }
            return ExitCode.OK;
        }

        private void print(List<OpenDataset> datasets) {
            var out = spec.commandLine().getOut();
            if (isJson) {
                out.println(Json.write(datasets));
                return;
            }
            for (var d : datasets) {
                out.printf("%s %s: %,d rows of %,d deliveries%n", d.dataset(), d.title(), d.open(), d.deliveries());
                for (var rule : d.rules()) {
                    out.printf("  %,9d  %s：%s。%s%n", rule.rows(), rule.rule(), rule.sentence(), rule.remedy());
                }
            }
            out.printf(
                    "%,d rows wait for repair%n",
                    datasets.stream().mapToLong(OpenDataset::open).sum());
        }
    }

    @Command(
            name = "show",
            description = {
                "The refused rows of a dataset that wait for repair, as they were delivered, personal fields hidden;",
                "what is wrong with each; and the repairs in force."
            },
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {

        @ParentCommand
        private QuarantineCommand parent;

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "DATASET", description = "As department/dataset.")
        private String dataset;

        @Option(names = "--rule", paramLabel = "RULE", description = "Only rows that break it.")
        private String rule;

        @Option(names = "--delivery", paramLabel = "ID", description = "Only rows of one; the beginning of its id.")
        private String delivery;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "20",
                description = "So many rows at most. Default: ${DEFAULT-VALUE}")
        private int limit;

        @Option(names = "--json", description = "As JSON.")
        private boolean isJson;

        @Mixin
        private Machine machine;

        @Override
        public Integer call() {
            if (limit < 1) {
                throw new ParameterException(
                        spec.commandLine(), "--limit: %d rows. Allowed: 1 or more".formatted(limit));
            }
            var hub = HubFolder.load(parent.parent.hub());
            var contract = HubDataset.find(spec, hub, dataset);
            try (var workspace = Workspace.open(hub, parent.parent, machine)) {
                if (rule != null) {
                    requireRule(spec, workspace, contract, rule);
                }
                var name = Optional.of(contract.name());
                var id = Optional.ofNullable(delivery).map(d -> delivery(spec, workspace, name, d));
                var open = open(workspace, name, id);
                var rows = OpenRow.read(workspace.lake(), contract, open, Optional.ofNullable(rule), limit);
                print(
                        open.stream().mapToLong(OpenRows::count).sum(),
                        rows,
                        new Decisions(workspace.lake()).repairs(contract.name()));
            }
            return ExitCode.OK;
        }

        private void print(long open, List<OpenRow> rows, List<Decision> repairs) {
            var out = spec.commandLine().getOut();
            if (isJson) {
                var fields = new LinkedHashMap<String, Object>();
                fields.put("dataset", dataset);
                fields.put("open", open);
                fields.put("rows", rows);
                fields.put(
                        "repairs", repairs.stream().map(RepairCommand::toJson).toList());
                out.println(Json.write(fields));
                return;
            }
            for (var row : rows) {
                out.printf(
                        "%s:%d  as of %s  %s%n    %s%n",
                        row.file(),
                        row.line(),
                        row.asOfDate(),
                        String.join("；", row.sentences()),
                        row.text() == null ? "(only its hash is kept: no field can be told from another)" : row.text());
            }
            out.printf("%,d of %,d rows that wait for repair%n", rows.size(), open);
            repairs.forEach(repair -> out.println("repair  " + RepairCommand.text(repair)));
        }
    }
}
