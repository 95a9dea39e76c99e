package vinelake.orchestration;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
import vinelake.core.hub.HubFolder;
import vinelake.lake.Decisions;
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
                var open = open(workspace, Optional.empty(), Optional.empty());
                var datasets = new ArrayList<Map<String, Object>>();
                for (var contract : workspace.hub().contracts()) {
                    var own = open.stream()
                            .filter(o -> o.delivery().dataset().equals(contract.name()))
                            .toList();
                    if (!own.isEmpty()) {
                        datasets.add(dataset(workspace, contract, own));
                    }
                }
                print(datasets, open.stream().mapToLong(OpenRows::count).sum());
            }
            return ExitCode.OK;
        }

        private static Map<String, Object> dataset(Workspace workspace, Contract contract, List<OpenRows> open) {
            var rules = OpenRows.rows(workspace.lake(), open)
                    .select(explode(col("rules")).as("rule"), col("delivery_id"))
                    .groupBy("rule")
                    .agg(count(lit(1)).as("rows"), count_distinct(col("delivery_id")))
                    .orderBy(col("rows").desc(), col("rule"))
                    .collectAsList();
            var fields = new LinkedHashMap<String, Object>();
            fields.put("dataset", contract.name().toString());
            fields.put("title", contract.title());
            fields.put("open", open.stream().mapToLong(OpenRows::count).sum());
            fields.put("deliveries", open.size());
            fields.put("rules", OpenRowFields.rules(contract, rules));
            return fields;
        }

        private void print(List<Map<String, Object>> datasets, long all) {
            var out = spec.commandLine().getOut();
            if (isJson) {
                out.println(Json.write(datasets));
                return;
            }
            for (var dataset : datasets) {
                out.printf(
                        "%s %s: %,d rows of %,d deliveries%n",
                        dataset.get("dataset"), dataset.get("title"), dataset.get("open"), dataset.get("deliveries"));
                for (var rule : (List<?>) dataset.get("rules")) {
                    var fields = (Map<?, ?>) rule;
                    out.printf(
                            "  %,9d  %s：%s。%s%n",
                            fields.get("rows"), fields.get("rule"), fields.get("sentence"), fields.get("remedy"));
                }
            }
            out.printf("%,d rows wait for repair%n", all);
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
                var open = open(workspace, Optional.of(contract.name()), Optional.ofNullable(delivery));
                var rows = OpenRows.rows(workspace.lake(), open)
                        .where(rule == null ? lit(true) : array_contains(col("rules"), rule))
                        .orderBy(col("as_of_date").desc(), col("file"), col("line_number"))
                        .select("as_of_date", "file", "line_number", "rules", "text")
                        .limit(limit)
                        .collectAsList();
                var shown = OpenRowFields.rows(contract, rows);
                var repairs = new Decisions(workspace.lake()).repairs(contract.name());
                var out = spec.commandLine().getOut();
                if (isJson) {
                    var fields = new LinkedHashMap<String, Object>();
                    fields.put("dataset", dataset);
                    fields.put("open", open.stream().mapToLong(OpenRows::count).sum());
                    fields.put("rows", shown);
                    fields.put(
                            "repairs",
                            repairs.stream().map(RepairCommand::toJson).toList());
                    out.println(Json.write(fields));
                    return ExitCode.OK;
                }
                for (var row : shown) {
                    out.printf(
                            "%s:%d  as of %s  %s%n    %s%n",
                            row.get("file"),
                            row.get("line"),
                            row.get("as_of_date"),
                            String.join("；", asTexts(row.get("sentences"))),
                            Optional.ofNullable(row.get("text"))
                                    .orElse("(only its hash is kept: no field can be told from another)"));
                }
                out.printf(
                        "%,d of %,d rows that wait for repair%n",
                        shown.size(), open.stream().mapToLong(OpenRows::count).sum());
                repairs.forEach(repair -> out.println("repair  " + RepairCommand.text(repair)));
            }
            return ExitCode.OK;
        }

        private static List<String> asTexts(Object list) {
            return ((List<?>) list).stream().map(String::valueOf).toList();
        }
    }
}
