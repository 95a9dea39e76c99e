package vinelake.service.page;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import vinelake.core.contract.Contract;
import vinelake.core.contract.RowFault;
import vinelake.service.UseCases;
import vinelake.service.access.Quarantine;
import vinelake.service.release.OperationTables;
import vinelake.service.repair.Outcome;
import vinelake.service.repair.Repair;
import vinelake.service.repair.Run;
import vinelake.service.repair.Task;

/** Refused rows: what is wrong with each, and the way from a repair that is tried to rows that are taken in. */
final class QuarantinePage {

    private static final int PAIRS = 5;

    private final UseCases cases;
    private final Titles titles;
    private final Clock clock;

    QuarantinePage(UseCases cases, Titles titles, Clock clock) {
        this.cases = cases;
        this.titles = titles;
        this.clock = clock;
    }

    /** What is wrong, in the reader's language. */
    record Fault(String rule, String sentence, String remedy) {}

    record RuleRow(Fault fault, long rows, String link, boolean isChosen) {}

    /** @param byHand where the row's forms are */
    record RefusedRow(OperationTables.RefusedRow row, List<Fault> faults, String byHand) {}

    /**
     * A repair in words.
     *
     * @param scope which rows it is for; empty for all
     */
    record RepairText(String what, String scope) {}

    record InForce(OperationTables.Decision decision, RepairText text) {}

    /** A row that somebody picked for its forms. */
    record Picked(String delivery, String file, long line) {}

    /** What the forms say before somebody fills them in. */
    record Draft(
            String rule, String condition, String column, List<Map.Entry<String, String>> pairs, String expression) {}

    record Open(
            String dataset,
            String title,
            Quarantine.Listing listing,
            String rule,
            List<RuleRow> rules,
            List<RefusedRow> rows,
            List<InForce> repairs,
            List<Titles.Choice> columns,
            List<Titles.Choice> mappable,
            Optional<Picked> picked,
            Draft draft,
            boolean isRunnable,
            Optional<Run> current) {

        String path() {
            return QuarantinePage.path(dataset);
        }

        String page(int page) {
            return QuarantinePage.path(dataset)
                    + "?page=" + (page + 1)
                    + (rule.isEmpty() ? "" : "&rule=" + Links.encoded(rule))
                    + "#rows";
        }

        String run() {
            return current.map(QuarantinePage::path).orElse("");
        }
    }

    /** A row before a repair and after it; a column's name stands beside each of its changes. */
    record Tried(Outcome.Example example, List<Titles.Choice> columns, List<Fault> broken) {}

    /**
     * @param left rows of the dataset that wait for repair now
     * @param again where the forms are as they were filled in
     */
    record RunView(
            Run run,
            String title,
            String back,
            String again,
            long seconds,
            long left,
            Optional<RepairText> repair,
            List<Tried> tried) {

        Task.Kind kind() {
            return run.task().kind();
        }

        Optional<Outcome> outcome() {
            return run.outcome();
        }

        Optional<Outcome.Trial> trial() {
            return outcome().flatMap(Outcome::trial);
        }

        boolean isTrial() {
            return kind() == Task.Kind.TRY;
        }

        /** Whether there is something new that a replay could bring in. */
        boolean isRecorded() {
            return kind() == Task.Kind.RECORD && run.isDone();
        }

        String path() {
            return QuarantinePage.path(run);
        }

        String dataset() {
            return run.task().dataset().toString();
        }
    }

    static String path(String dataset) {
        return "/operator/quarantine/" + dataset;
    }

    private static String path(Run run) {
        return "/operator/runs/" + run.id();
    }

    void routes(RoutesConfig routes, PageHandlers pages) {
        var dataset = "/operator/quarantine/{department}/{dataset}";
        routes.get(dataset, pages.known(this::open));
        routes.post(dataset + "/try", pages.change((context, frame, session) -> {
            var repair = repair(context);
            var quarantine = cases.quarantine();
            return run(() -> quarantine.attempt(session.actor(), dataset(context), repair), () -> {
                var task = quarantine.attempted(session.actor(), dataset(context), repair);
                return List.of(
                        task,
                        Task.record(
                                task.dataset(),
                                repair,
                                Texts.of(frame.language(), "quarantine.reason"),
                                session.actor().id()),
                        Task.replay(task.dataset(), session.actor().id()));
            });
        }));
        routes.post(
                dataset + "/replay",
                pages.change((context, frame, session) -> run(
                        () -> cases.quarantine().replay(session.actor(), dataset(context)),
                        () -> List.of(cases.quarantine().replayed(session.actor(), dataset(context))))));
        routes.post(dataset + "/withdraw", pages.change((context, frame, session) -> {
            var id = OperatorPage.text(context, "decision");
            var reason = OperatorPage.text(context, "reason");
            return run(
                    () -> cases.quarantine().withdraw(session.actor(), dataset(context), id, reason),
                    () -> List.of(cases.quarantine().withdrawn(session.actor(), dataset(context), id, reason)));
        }));
        routes.get("/operator/runs/{id}", pages.known(this::result));
        routes.post(
                "/operator/runs/{id}/record",
                pages.change((context, frame, session) -> started(() -> cases.quarantine()
                        .record(session.actor(), OperatorPage.id(context), OperatorPage.text(context, "reason")))));
    }

    private interface Starting {
        Run run();
    }

    private interface Typing {
        List<Task> tasks();
    }

    /** To the page of the run, or what to type. */
    private Page run(Starting starting, Typing typing) {
        var quarantine = cases.quarantine();
        if (!quarantine.isRunnable()) {
            var tasks = typing.tasks();
            return Page.of(
                    "typed",
                    "commands",
                    tasks.stream().map(quarantine::typed).toList(),
                    "back",
                    tasks.isEmpty() ? "/operator" : path(tasks.get(0).dataset().toString()));
        }
        return started(starting);
    }

    /** To the page of the run; of the other one where one runs already. */
    private static Page started(Starting starting) {
        try {
            return Page.redirect(path(starting.run()));
        } catch (Quarantine.BusyException e) {
            return Page.redirect(path(e.running()) + "?done=run-busy");
        }
    }

    private static String dataset(Context context) {
        return context.pathParam("department") + "/" + context.pathParam("dataset");
    }

    private Page open(Context context, Frame frame, Session session) {
        var rule = query(context, "rule");
        var listing = cases.quarantine().read(session.actor(), dataset(context), rule, page(context));
        var contract = listing.contract();
        var language = frame.language();
        var dataset = contract.name().toString();
        var again = query(context, "again")
                .flatMap(QuarantinePage::uuid)
                .flatMap(id -> cases.quarantine().repairOf(session.actor(), id));
        return Page.of(
                "quarantine",
                "open",
                new Open(
                        dataset,
                        title(language, contract),
                        listing,
                        rule.orElse(""),
                        listing.rules().stream()
                                .map(r -> new RuleRow(
                                        fault(language, contract, r.rule()),
                                        r.rows(),
                                        path(dataset) + "?rule=" + Links.encoded(r.rule()) + "#rows",
                                        rule.filter(r.rule()::equals).isPresent()))
                                .toList(),
                        listing.rows().stream()
                                .map(row -> new RefusedRow(
                                        row,
                                        row.rules().stream()
                                                .map(r -> fault(language, contract.on(row.asOf()), r))
                                                .toList(),
                                        path(dataset) + "?delivery=" + Links.encoded(row.deliveryId()) + "&file="
                                                + Links.encoded(row.file()) + "&line=" + row.line()
                                                + rule.map(r -> "&rule=" + Links.encoded(r))
                                                        .orElse("")
                                                + "#forms"))
                                .toList(),
                        listing.repairs().stream()
                                .map(r -> new InForce(r.decision(), text(language, contract, r.repair())))
                                .toList(),
                        columns(language, contract, true),
                        columns(language, contract, false),
                        picked(context).or(() -> again.flatMap(QuarantinePage::picked)),
                        draft(contract, rule, again),
                        cases.quarantine().isRunnable(),
                        cases.quarantine().current()));
    }

    private static Optional<String> query(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).filter(text -> !text.isBlank());
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int page(Context context) {
        return query(context, "page")
                .filter(text -> text.matches("[1-9][0-9]{0,5}"))
                .map(text -> Integer.parseInt(text) - 1)
                .orElse(0);
    }

    private static Optional<Picked> picked(Context context) {
        return query(context, "delivery")
                .flatMap(delivery -> query(context, "file")
                        .flatMap(file -> query(context, "line")
                                .filter(line -> line.matches("[0-9]{1,18}"))
                                .map(line -> new Picked(delivery, file, Long.parseLong(line)))));
    }

    private static Optional<Picked> picked(Repair repair) {
        return repair.delivery()
                .flatMap(delivery ->
                        repair.file().flatMap(file -> repair.line().map(line -> new Picked(delivery, file, line))));
    }

    private static Draft draft(Contract contract, Optional<String> rule, Optional<Repair> again) {
        var pairs = new java.util.ArrayList<Map.Entry<String, String>>();
        again.ifPresent(repair -> pairs.addAll(repair.values().entrySet()));
        do {
            pairs.add(Map.entry("", ""));
        } while (pairs.size() < PAIRS);
        return new Draft(
                again.map(repair -> repair.rule().orElse("")).or(() -> rule).orElse(""),
                again.flatMap(Repair::condition).orElse(""),
                again.flatMap(Repair::column)
                        .or(() -> rule.map(r -> r.replaceFirst("\\.(required|type|value)$", ""))
                                .filter(name -> contract.column(name).isPresent()))
                        .orElse(""),
                pairs,
                again.flatMap(Repair::expression).orElse(""));
    }

    /** @param isAny personal ones too: they can be computed, and nothing of them may be written into a form */
    private List<Titles.Choice> columns(Language language, Contract contract, boolean isAny) {
        return contract.columns().stream()
                .filter(column -> isAny || !column.isPersonal())
                .map(column -> new Titles.Choice(column.name(), titles.column(language, column.name(), column.title())))
                .toList();
    }

    private String title(Language language, Contract contract) {
        return language == Language.ZH
                ? contract.title()
                : titles.section(language, contract.name().toString());
    }

    /** What the forms ask for; each form has the fields of its kind only. */
    private static Repair repair(Context context) {
        var values = new LinkedHashMap<String, String>();
        var delivered = context.formParams("delivered");
        var read = context.formParams("read");
        for (int i = 0; i < Math.min(delivered.size(), read.size()); i++) {
            if (!delivered.get(i).isEmpty()) {
                values.put(delivered.get(i), read.get(i));
            }
        }
        var fields = new LinkedHashMap<String, String>();
        context.formParamMap().forEach((name, texts) -> {
            if (name.startsWith("field.") && !texts.get(0).isEmpty()) {
                fields.put(name.substring("field.".length()), texts.get(0));
            }
        });
        var line = OperatorPage.text(context, "line");
        if (!line.matches("[0-9]{0,18}")) {
            throw new BadRequestException("line is no number. Allowed: the links of the page");
        }
        return new Repair(
                field(context, "rule"),
                field(context, "delivery"),
                field(context, "file"),
                Optional.of(line).filter(text -> !text.isEmpty()).map(Long::parseLong),
                field(context, "condition"),
                field(context, "column"),
                values,
                field(context, "expression"),
                fields,
                context.formParam("dismiss") != null);
    }

    private static Optional<String> field(Context context, String name) {
        return Optional.of(OperatorPage.text(context, name)).filter(text -> !text.isEmpty());
    }

    private Page result(Context context, Frame frame, Session session) {
        var run = cases.quarantine().run(session.actor(), OperatorPage.id(context));
        var dataset = run.task().dataset().toString();
        var contract = titles.contract(dataset).orElseThrow();
        var language = frame.language();
        return Page.of(
                "run",
                "view",
                new RunView(
                        run,
                        title(language, contract),
                        path(dataset),
                        path(dataset) + "?again=" + run.id() + "#forms",
                        run.seconds(clock.instant()),
                        cases.quarantine().waiting(run.task().dataset()),
                        run.task().repair().map(repair -> text(language, contract, repair)),
                        run.outcome().flatMap(Outcome::trial).map(Outcome.Trial::examples).orElse(List.of()).stream()
                                .map(example -> new Tried(
                                        example,
                                        example.changes().stream()
                                                .map(change -> new Titles.Choice(
                                                        change.column(), column(language, contract, change.column())))
                                                .toList(),
                                        example.broken().stream()
                                                .map(rule -> fault(language, contract, rule))
                                                .toList()))
                                .toList()));
    }

    private String column(Language language, Contract contract, String name) {
        return contract.column(name)
                .map(column -> titles.column(language, name, column.title()))
                .orElse(name);
    }

    private RepairText text(Language language, Contract contract, Repair repair) {
        var column =
                repair.column().map(name -> column(language, contract, name)).orElse("");
        var what = repair.isDismissed()
                ? Texts.of(language, "repair.dismissed")
                : repair.expression().isPresent()
                        ? Texts.of(
                                language,
                                "repair.expression",
                                column,
                                repair.expression().get())
                        : !repair.values().isEmpty()
                                ? Texts.of(language, "repair.values", column, pairs(language, repair.values()))
                                : Texts.of(
                                        language, "repair.fields", pairs(language, titled(language, contract, repair)));
        var scope = new java.util.ArrayList<String>();
        repair.rule()
                .ifPresent(rule -> scope.add(Texts.of(
                        language, "repair.rule", fault(language, contract, rule).sentence())));
        repair.condition().ifPresent(condition -> scope.add(Texts.of(language, "repair.condition", condition)));
        repair.file()
                .ifPresent(file -> scope.add(
                        repair.line().isPresent()
                                ? Texts.of(
                                        language, "place", file, repair.line().get())
                                : file));
        repair.delivery().ifPresent(id -> scope.add(Texts.of(language, "repair.delivery", id)));
        return new RepairText(what, String.join(Texts.of(language, "semicolon"), scope));
    }

    private Map<String, String> titled(Language language, Contract contract, Repair repair) {
        var fields = new LinkedHashMap<String, String>();
        repair.fields().forEach((name, text) -> fields.put(column(language, contract, name), text));
        return fields;
    }

    private static String pairs(Language language, Map<String, String> pairs) {
        return String.join(
                Texts.of(language, "semicolon"),
                pairs.entrySet().stream()
                        .map(pair -> Texts.of(language, "repair.pair", pair.getKey(), pair.getValue()))
                        .toList());
    }

    /** The contract says it in Chinese; in English the names of rule and column have to do. */
    private Fault fault(Language language, Contract contract, String rule) {
        if (language == Language.ZH) {
            var fault = RowFault.of(contract, rule);
            return new Fault(rule, fault.sentence(), fault.remedy());
        }
        var ofRow = Texts.find(language, "fault." + rule);
        if (ofRow.isPresent()) {
            return new Fault(rule, ofRow.get(), Texts.of(language, "fault.row.remedy"));
        }
        int point = rule.lastIndexOf('.');
        var kind = "fault.column." + rule.substring(point + 1);
        if (point > 0
                && contract.column(rule.substring(0, point)).isPresent()
                && Texts.find(language, kind).isPresent()) {
            return new Fault(
                    rule,
                    Texts.of(language, kind, Titles.words(rule.substring(0, point))),
                    Texts.of(language, kind + ".remedy"));
        }
        return contract.rule(rule).isPresent()
                ? new Fault(
                        rule,
                        Texts.of(language, "fault.rule", Titles.words(rule)),
                        Texts.of(language, "fault.rule.remedy"))
                : new Fault(rule, Titles.words(rule), Texts.of(language, "fault.gone.remedy"));
    }
}
