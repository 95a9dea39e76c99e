package vinelake.orchestration;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import vinelake.core.contract.Contract;
import vinelake.core.contract.DatasetName;
import vinelake.core.hub.Hub;
import vinelake.orchestration.DictionaryPage.Language;
import vinelake.orchestration.HubState.DatasetState;
import vinelake.orchestration.HubState.Held;
import vinelake.orchestration.LakeFacts.Decided;
import vinelake.orchestration.RefreshReport.Came;

/** Reports and states as JSON for scripts; {@code report.schema.json} beside this class says what stands where. */
final class ReportJson {

    /** Goes up when a field goes or changes its meaning. */
    private static final int FORMAT = 1;

    static String of(Hub hub, RefreshReport report) {
        var json = new LinkedHashMap<String, Object>();
        head(json, hub, report.status().text(), report.state());
        json.put("run", run(report));
        json.put("counts", counts(report));
        state(json, report.state(), report::isNew);
        json.put("came", report.came().stream().map(c -> came(hub, c)).toList());
        json.put(
                "repaired", report.repaired().stream().map(ReportJson::repaired).toList());
        json.put("changes", report.changes().stream().map(ReportJson::change).toList());
        json.put("decisions", report.decided().stream().map(ReportJson::decided).toList());
        json.put("is_published", report.isPublished());
        json.put("unclaimed_files", report.unclaimed());
        return Json.write(json) + "\n";
    }

    /** The same of the lake alone, without a run. */
    static String of(Hub hub, HubState state) {
        var json = new LinkedHashMap<String, Object>();
        head(
                json,
                hub,
                (state.needsAttention() ? RefreshReport.Status.ATTENTION : RefreshReport.Status.OK).text(),
                state);
        json.put("counts", counts(state));
        state(json, state, line -> false);
        return Json.write(json);
    }

    private static void head(Map<String, Object> json, Hub hub, String status, HubState state) {
        json.put("format", FORMAT);
        json.put("status", status);
        json.put("hub", hub.name());
        json.put("as_of_date", state.on().toString());
        json.put("sentence", Map.of("zh", state.sentence(Language.ZH), "en", state.sentence(Language.EN)));
    }

    private static Map<String, Object> run(RefreshReport report) {
        var run = report.run();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("run_id", run.runId());
        fields.put("known_at", run.knownAt().toString());
        fields.put("started_at", run.startedAt().toString());
        fields.put("finished_at", run.finishedAt().toString());
        fields.put("exit_code", run.exitCode());
        fields.put("version", run.version());
        fields.put("failure", run.failure().orElse(null));
        fields.put("same_as_run", run.sameAs().orElse(null));
        fields.put("previous_run", report.previous().map(PreviousReport::runId).orElse(null));
        fields.put("jobs", run.jobs());
        return fields;
    }

    private static Map<String, Object> counts(HubState state) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("datasets", state.datasets().size());
        fields.put("late", state.late().size());
        fields.put("held", state.held().size());
        fields.put("open_rows", state.open().total());
        return fields;
    }

    private static Map<String, Object> counts(RefreshReport report) {
        var fields = counts(report.state());
        var lines = report.came().stream().map(Came::line).toList();
        fields.put("came", lines.size());
        fields.put("read", lines.stream().mapToLong(LedgerLine::read).sum());
        fields.put("accepted", lines.stream().mapToLong(LedgerLine::accepted).sum());
        fields.put(
                "quarantined", lines.stream().mapToLong(LedgerLine::quarantined).sum());
        fields.put("duplicate", lines.stream().mapToLong(LedgerLine::duplicate).sum());
        fields.put("unchanged", lines.stream().mapToLong(LedgerLine::unchanged).sum());
        fields.put(
                "repaired",
                report.repaired().stream()
                        .mapToLong(l -> l.read() - l.quarantined())
                        .sum());
        fields.put(
                "newly_held",
                report.state().held().stream()
                        .filter(h -> report.isNew(h.line()))
                        .count());
        fields.put(
                "unusual", report.changes().stream().filter(Change::isUnusual).count());
        fields.put("unclaimed_files", report.unclaimed().size());
        return fields;
    }

    private static void state(
            Map<String, Object> json, HubState state, java.util.function.Predicate<LedgerLine> isNew) {
        json.put(
                "release",
                state.release()
                        .map(r -> Map.of(
                                "release_id",
                                r.releaseId(),
                                "as_of_date",
                                r.asOf().toString(),
                                "created_at",
                                r.createdAt().toString(),
                                "profiles",
                                r.profiles(),
                                "subjects",
                                state.subjects()))
                        .orElse(null));
        json.put(
                "held",
                state.held().stream().map(h -> held(h, isNew.test(h.line()))).toList());
        json.put("late", state.late().stream().map(ReportJson::late).toList());
        json.put(
                "open",
                state.open().rows().entrySet().stream()
                        .map(e -> {
                            var fields = dataset(e.getKey());
                            fields.put("rows", e.getValue());
                            fields.put("rules", state.open().byRule().get(e.getKey()));
                            return fields;
                        })
                        .toList());
        json.put("datasets", state.datasets().stream().map(ReportJson::dataset).toList());
    }

    private static Map<String, Object> dataset(DatasetName name) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("department", name.department());
        fields.put("dataset", name.dataset());
        return fields;
    }

    private static Map<String, Object> dataset(Contract contract) {
        var fields = dataset(contract.name());
        fields.put("title", contract.title());
        return fields;
    }

    private static Map<String, Object> delivery(LedgerLine line) {
        var fields = dataset(line.dataset());
        fields.put("delivery_id", line.deliveryId());
        fields.put("as_of_date", line.asOf().toString());
        fields.put("received_at", line.receivedAt().toString());
        fields.put("read", line.read());
        fields.put("accepted", line.accepted());
        fields.put("quarantined", line.quarantined());
        fields.put("duplicate", line.duplicate());
        fields.put("unchanged", line.unchanged());
        return fields;
    }

    private static Map<String, Object> came(Hub hub, Came came) {
        var fields = delivery(came.line());
        fields.put(
                "title",
                hub.contracts().stream()
                        .filter(c -> c.name().equals(came.line().dataset()))
                        .map(Contract::title)
                        .findFirst()
                        .orElse(null));
        fields.put("rule_version", came.line().ruleVersion());
        fields.put("run_id", came.line().runId());
        fields.put("files", came.line().files());
        fields.put("rules", came.refused());
        return fields;
    }

    private static Map<String, Object> repaired(LedgerLine line) {
        var fields = delivery(line);
        var replay = line.replay().orElseThrow();
        fields.put("repairs", replay.repairs());
        fields.put("dismissed", replay.dismissed());
        return fields;
    }

    private static Map<String, Object> held(Held held, boolean isNew) {
        var fields = delivery(held.line());
        fields.put("reason", held.line().reason().orElse(null));
        fields.put("is_new", isNew);
        fields.put("decision", held.decided().map(Decided::kind).orElse(null));
        return fields;
    }

    private static Map<String, Object> late(HubState.Late late) {
        var fields = dataset(late.contract());
        fields.put("last_as_of_date", late.lateness().last().toString());
        fields.put("due_by", late.lateness().dueBy().toString());
        fields.put("days_late", late.days());
        return fields;
    }

    private static Map<String, Object> change(Change change) {
        var fields = dataset(change.dataset());
        fields.put("kind", change.kind().text());
        fields.put("is_unusual", change.isUnusual());
        fields.put("delivery_id", change.deliveryId().orElse(null));
        fields.put("as_of_date", change.asOf().map(LocalDate::toString).orElse(null));
        fields.put("before", change.before());
        fields.put("now", change.now());
        return fields;
    }

    private static Map<String, Object> decided(Decided decided) {
        var fields = dataset(decided.dataset());
        fields.put("decision_id", decided.decisionId());
        fields.put("kind", decided.kind());
        fields.put("delivery_id", decided.deliveryId().orElse(null));
        fields.put("reason", decided.reason());
        fields.put("decided_by", decided.by());
        fields.put("decided_at", decided.at().toString());
        return fields;
    }

    private static Map<String, Object> dataset(DatasetState state) {
        var fields = dataset(state.contract());
        fields.put("state", state.lamp().name().toLowerCase(java.util.Locale.ROOT));
        fields.put("deliveries", state.deliveries());
        fields.put("held", state.held());
        fields.put("open_rows", state.openRows());
        fields.put("last", state.last().map(ReportJson::delivery).orElse(null));
        fields.put("recent", state.recent().stream().map(ReportJson::recent).toList());
        return fields;
    }

    private static Map<String, Object> recent(LedgerLine line) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("as_of_date", line.asOf().toString());
        fields.put("read", line.read());
        fields.put("accepted", line.accepted());
        fields.put("quarantined", line.quarantined());
        return fields;
    }

    private ReportJson() {}
}
