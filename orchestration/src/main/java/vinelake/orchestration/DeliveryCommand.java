package vinelake.orchestration;

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
import vinelake.core.contract.DatasetName;
import vinelake.core.hub.HubFolder;
import vinelake.lake.Decision;
import vinelake.lake.Decisions;
import vinelake.lake.Delivery;
import vinelake.lake.Ledger;

@Command(
        name = "delivery",
        description = "Lists and shows deliveries, and records what somebody decides on one that is held.",
        subcommands = {
            DeliveryCommand.ListDeliveries.class,
            DeliveryCommand.Show.class,
            DeliveryCommand.Accept.class,
            DeliveryCommand.Reject.class
        },
        synopsisSubcommandLabel = "(list | show ID | accept ID | reject ID)",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub hub delivery list --held",
            "  vinelake --hub hub delivery show 3fa9",
            "  vinelake --hub hub delivery accept 3fa9 --reason 'half of the offices were closed, says the department'",
            "  vinelake --hub hub delivery reject 3fa9 --reason 'test data' --by li.na"
        })
final class DeliveryCommand {

    @ParentCommand
    private Vinelake parent;

    /** The deliveries as they stand, in order of receipt, and what was decided on each. */
    private record Book(List<Delivery> deliveries, List<Decision> decisions) {

        static Book of(Workspace workspace) {
            var decisions = new Decisions(workspace.lake()).all();
            var ledger = new Ledger(workspace.lake());
            return new Book(new ArrayList<>(ledger.standing().values()), decisions);
        }

        private List<Decision> on(Delivery delivery) {
            return decisions.stream()
                    .filter(d ->
                            d.deliveryId().filter(delivery.deliveryId()::equals).isPresent())
                    .toList();
        }

        /** The last decision, where it did not come to pass yet. */
        private Optional<Decision> pending(Delivery delivery) {
            var on = on(delivery).stream().filter(d -> d.kind().isOnDelivery()).toList();
            return on.isEmpty() || delivery.isAccepted()
                    ? Optional.empty()
                    : Optional.of(on.get(on.size() - 1))
                            .filter(d -> delivery.decisionId()
                                    .filter(d.decisionId()::equals)
                                    .isEmpty());
        }

        /** In one word, or two where a decision waits for the next refresh. */
        private String state(Delivery delivery) {
            var status = delivery.isDelivered() ? status(delivery) : "replayed";
            return pending(delivery)
                    .map(d -> d.kind() == Decision.Kind.ACCEPT_DELIVERY
                            ? status + ", to be accepted"
                            : status + ", to be rejected")
                    .orElse(status);
        }

        private Map<String, Object> toJson(Delivery d) {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("delivery_id", d.deliveryId());
            fields.put("department", d.dataset().department());
            fields.put("dataset", d.dataset().dataset());
            fields.put("as_of_date", d.asOfDate().toString());
            fields.put("received_at", d.receivedAt().toString());
            fields.put("status", status(d));
            fields.put("read", d.counts().read());
            fields.put("accepted", d.counts().accepted());
            fields.put("quarantined", d.counts().quarantined());
            fields.put("duplicate", d.counts().duplicate());
            fields.put("unchanged", d.counts().unchanged());
            fields.put("ended", d.counts().ended());
            fields.put("declared", d.declaredRows().orElse(null));
            fields.put("repairs", d.replay().map(Delivery.Replay::repairs).orElse(null));
            fields.put("dismissed", d.replay().map(Delivery.Replay::dismissed).orElse(null));
            fields.put("rule_version", d.ruleVersion());
            fields.put("reason", d.reason().orElse(null));
            fields.put("run", d.runId());
            fields.put(
                    "files",
                    d.files().stream()
                            .map(f -> Map.of("name", f.name(), "sha256", f.sha256(), "bytes", f.bytes()))
                            .toList());
            fields.put("decisions", on(d).stream().map(Book::toJson).toList());
            return fields;
        }

        private static Map<String, Object> toJson(Decision d) {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("decision_id", d.decisionId());
            fields.put("kind", kind(d));
            fields.put("reason", d.reason());
            fields.put("decided_by", d.decidedBy());
            fields.put("decided_at", d.decidedAt().toString());
            return fields;
        }
    }

    private static String status(Delivery delivery) {
        return delivery.status().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String kind(Decision decision) {
        return decision.kind().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static Delivery find(CommandSpec spec, Book book, String id) {
        var found = book.deliveries().stream()
                .filter(d -> d.deliveryId().startsWith(id))
                .toList();
        if (id.isEmpty() || found.size() != 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "'%s' begins the id of %s deliveries. Allowed: the beginning of one id. See: vinelake delivery list"
                            .formatted(id, id.isEmpty() ? "all" : String.valueOf(found.size())));
        }
        return found.get(0);
    }

    @Command(
            name = "list",
            description = "One line per delivery as it stands now, in order of receipt.",
            mixinStandardHelpOptions = true)
    static final class ListDeliveries implements Callable<Integer> {

        @ParentCommand
        private DeliveryCommand parent;

        @Spec
        private CommandSpec spec;

        @Option(names = "--held", description = "Only those that wait for a decision.")
        private boolean isHeld;

        @Option(names = "--dataset", paramLabel = "DEPARTMENT/DATASET", description = "Only those of one dataset.")
        private String dataset;

        @Option(names = "--json", description = "As JSON, with files and decisions.")
        private boolean isJson;

        @Mixin
        private Machine machine;

        @Override
        public Integer call() {
            var hub = HubFolder.load(parent.parent.hub());
            var name = Optional.ofNullable(dataset).map(this::known);
            if (name.isPresent()
                    && hub.contracts().stream().noneMatch(c -> c.name().equals(name.get()))) {
                throw unknown();
            }
            try (var workspace = Workspace.open(hub, parent.parent, machine)) {
                var book = Book.of(workspace);
                var some = book.deliveries().stream()
                        .filter(d -> !isHeld || d.isHeld())
                        .filter(d -> name.isEmpty() || d.dataset().equals(name.get()))
                        .toList();
                print(book, some);
            }
            return ExitCode.OK;
        }

        private DatasetName known(String text) {
            try {
                return DatasetName.parse(text);
            } catch (IllegalArgumentException e) {
                throw unknown();
            }
        }

        private ParameterException unknown() {
            return new ParameterException(
                    spec.commandLine(),
                    "--dataset: the hub has no '%s'. Allowed: department/dataset of a contract".formatted(dataset));
        }

        private void print(Book book, List<Delivery> deliveries) {
            var out = spec.commandLine().getOut();
            if (isJson) {
                out.println(Json.write(deliveries.stream().map(book::toJson).toList()));
                return;
            }
            for (var d : deliveries) {
                out.printf(
                        "%s  %s  as of %s  %s  read %,d%s%n",
                        d.deliveryId(),
                        d.dataset(),
                        d.asOfDate(),
                        book.state(d),
                        d.counts().read(),
                        d.reason().map(reason -> "  " + reason).orElse(""));
            }
            out.printf("%,d deliveries%n", deliveries.size());
        }
    }

    @Command(
            name = "show",
            description = "Files and counts of a delivery, what it breaks, and what was decided on it.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {

        @ParentCommand
        private DeliveryCommand parent;

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "ID", description = "The beginning of an id, as vinelake delivery list prints it.")
        private String id;

        @Option(names = "--json", description = "As JSON.")
        private boolean isJson;

        @Mixin
        private Machine machine;

        @Override
        public Integer call() {
            try (var workspace = Workspace.open(parent.parent, machine)) {
                var book = Book.of(workspace);
                var d = find(spec, book, id);
                var out = spec.commandLine().getOut();
                if (isJson) {
                    out.println(Json.write(book.toJson(d)));
                    return ExitCode.OK;
                }
                out.printf("delivery    %s%n", d.deliveryId());
                out.printf("dataset     %s as of %s, rules %s%n", d.dataset(), d.asOfDate(), d.ruleVersion());
                out.printf("state       %s since %s%n", book.state(d), d.receivedAt());
                out.printf(
                        "rows        read %,d%s = accepted %,d + quarantined %,d + duplicate %,d + unchanged %,d; ended %,d%s%n",
                        d.counts().read(),
                        d.declaredRows()
                                .map(n -> " (declared %,d)".formatted(n))
                                .orElse(""),
                        d.counts().accepted(),
                        d.counts().quarantined(),
                        d.counts().duplicate(),
                        d.counts().unchanged(),
                        d.counts().ended(),
                        d.isAccepted() ? "" : " if it were taken in");
                d.files()
                        .forEach(f ->
                                out.printf("file        %s, %,d bytes, SHA-256 %s%n", f.name(), f.bytes(), f.sha256()));
                d.replay()
                        .ifPresent(r -> out.printf(
                                "replay      of refused rows of %s; %,d dismissed%n", r.repairs(), r.dismissed()));
                d.reason().ifPresent(reason -> out.printf("because     %s%n", reason));
                book.on(d)
                        .forEach(o -> out.printf(
                                "decision    %s by %s at %s: %s%n", kind(o), o.decidedBy(), o.decidedAt(), o.reason()));
            }
            return ExitCode.OK;
        }
    }

    /** What both decisions take. */
    static final class DecisionOptions {

        @Parameters(paramLabel = "ID", description = "The beginning of an id, as vinelake delivery list prints it.")
        private String id;

        @Mixin
        private Decider decider;

        @Mixin
        private Machine machine;
    }

    private int decide(CommandSpec spec, Decision.Kind kind, DecisionOptions options) {
        options.decider.require(spec);
        var at = RunOptions.now();
        var hub = HubFolder.load(parent.hub());
        // The lock of writers: no refresh reads decisions while one is made.
        try (var workspace = Workspace.openToWrite(hub, parent, options.machine)) {
            var ledger = new Ledger(workspace.lake());
            ledger.complete(hub.contracts());
            var decisions = new Decisions(workspace.lake());
            var delivery = find(spec, Book.of(workspace), options.id);
            if (delivery.isAccepted()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "delivery %s is accepted, and its rows are in the lake. Allowed: one that is held or rejected"
                                .formatted(delivery.deliveryId()));
            }
            var decision = decisions.decide(kind, delivery, options.decider.reason(), options.decider.by(), at);
            ledger.enterRejected(decisions.onDeliveries());
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%s as of %s: %s by %s: %s. %s%n",
                            delivery.dataset(),
                            delivery.asOfDate(),
                            kind(decision),
                            decision.decidedBy(),
                            decision.reason(),
                            kind == Decision.Kind.ACCEPT_DELIVERY
                                    ? "The next refresh takes it in"
                                    : "No refresh takes it in");
        }
        return ExitCode.OK;
    }

    @Command(
            name = "accept",
            description = {
                "Lets the next refresh take a delivery in although it breaks what its contract promises of it as a whole.",
                "What cannot be read, or has other columns than its contract, is not taken in all the same."
            },
            mixinStandardHelpOptions = true)
    static final class Accept implements Callable<Integer> {

        @ParentCommand
        private DeliveryCommand parent;

        @Spec
        private CommandSpec spec;

        @Mixin
        private DecisionOptions options;

        @Override
        public Integer call() {
            return parent.decide(spec, Decision.Kind.ACCEPT_DELIVERY, options);
        }
    }

    @Command(
            name = "reject",
            description = "Says that a delivery is never taken in: it is no longer held. A later accept revises it.",
            mixinStandardHelpOptions = true)
    static final class Reject implements Callable<Integer> {

        @ParentCommand
        private DeliveryCommand parent;

        @Spec
        private CommandSpec spec;

        @Mixin
        private DecisionOptions options;

        @Override
        public Integer call() {
            return parent.decide(spec, Decision.Kind.REJECT_DELIVERY, options);
        }
    }
}
