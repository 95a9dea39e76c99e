package vinelake.orchestration;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.HoldWords;
import vinelake.core.hub.Hub;
import vinelake.orchestration.DictionaryPage.Language;
import vinelake.orchestration.HubState.DatasetState;
import vinelake.orchestration.HubState.Lamp;
import vinelake.orchestration.LakeFacts.Decided;

/** The words of a report in one language, for all of its forms. */
final class ReportText {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final List<String> HEIGHTS = List.of("▁", "▂", "▃", "▄", "▅", "▆", "▇", "█");

    /** So many rules are told in words, of a delivery and of a dataset. */
    static final int RULES_OF_DELIVERY = 3;

    static final int RULES_OF_DATASET = 6;

    /** An id is told by so many characters, which no second one of a lake begins with. */
    private static final int SHORT = 12;

    private final Hub hub;
    private final Language language;

    ReportText(Hub hub, Language language) {
        this.hub = hub;
        this.language = language;
    }

    String of(String zh, String en) {
        return language.of(zh, en);
    }

    Language language() {
        return language;
    }

    String moment(Instant moment) {
        return MINUTE.format(moment.atZone(hub.timeZone()));
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String shortId(String deliveryId) {
        return deliveryId.substring(0, Math.min(SHORT, deliveryId.length()));
    }

    String department(String name) {
        return hub.departments().getOrDefault(name, name);
    }

    /** What an official calls a dataset; a contract may be gone since it delivered. */
    String title(DatasetName dataset) {
        return hub.contracts().stream()
                .filter(c -> c.name().equals(dataset))
                .map(c -> c.title())
                .findFirst()
                .orElse(dataset.toString());
    }

    String rule(DatasetName dataset, String rule) {
        return hub.contracts().stream()
                .filter(c -> c.name().equals(dataset))
                .map(c -> RuleWords.of(c, rule, language))
                .findFirst()
                .orElse(rule);
    }

    /** Those rules that most rows break, with their rows; the JSON has all. */
    String rules(DatasetName dataset, Map<String, Long> rows, int most) {
        var told = rows.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .map(e -> of("%s：%s 行", "%s: %s rows").formatted(rule(dataset, e.getKey()), count(e.getValue())))
                .collect(Collectors.joining(of("；", "; ")));
        return rows.size() <= most
                ? told
                : told + of("；另有 %d 条规则", "; %d more rules").formatted(rows.size() - most);
    }

    String status(RefreshReport.Status status) {
        return switch (status) {
            case OK -> of("正常", "ok");
            case ATTENTION -> of("需要处理", "needs attention");
            case FAILED -> of("运行失败", "failed");
        };
    }

    String lamp(Lamp lamp) {
        return switch (lamp) {
            case HELD -> of("暂扣", "held");
            case LATE -> of("逾期", "late");
            case NEVER -> of("未交付", "never came");
            case ON_TIME -> of("正常", "on time");
            case NO_CALENDAR -> of("无约定周期", "no calendar");
        };
    }

    String late(HubState.Late late) {
        return of("数据截至 %s，下一次应于 %s 前交付，已逾期 %s 天", "the last one speaks for %s, the next was due by %s: %s days late")
                .formatted(late.lateness().last(), late.lateness().dueBy(), count(late.days()));
    }

    String waiting(Decided decided) {
        return of("已由 %s 决定%s，下次刷新生效", "%s decided: %s, at the next refresh")
                .formatted(decided.by(), kind(decided.kind()));
    }

    /** Why a delivery is held, each reason with what mends it. */
    List<String> reasons(LedgerLine held) {
        var reason = held.reason().orElse("");
        return language == Language.ZH
                ? HoldWords.of(
                        reason,
                        hub.contracts().stream()
                                .filter(c -> c.name().equals(held.dataset()))
                                .findFirst())
                : List.of(reason);
    }

    /** What can be done about a held delivery. Nobody can accept what could not be read, or has other columns. */
    List<String> commands(LedgerLine held) {
        var id = shortId(held.deliveryId());
        var commands = new ArrayList<String>();
        commands.add("vinelake delivery show " + id);
        if (held.read() > 0 || held.reason().orElse("").contains("accept")) {
            commands.add("vinelake delivery accept %s --reason '…'".formatted(id));
        }
        commands.add("vinelake delivery reject %s --reason '…'".formatted(id));
        return commands;
    }

    String kind(String decision) {
        return switch (decision) {
            case "accept_delivery" -> of("接收交付", "accept the delivery");
            case "reject_delivery" -> of("拒收交付", "reject the delivery");
            case "repair_rows" -> of("修复隔离行", "repair refused rows");
            case "withdraw_repair" -> of("撤回修复", "withdraw a repair");
            default -> decision;
        };
    }

    /** What became of rows that were refused. */
    String repaired(LedgerLine replay) {
        var words = of("数据日期 %s：重新处理 %s 行，通过 %s 行", "as of %s: %s rows tried again, %s taken in")
                .formatted(replay.asOf(), count(replay.read()), count(replay.read() - replay.quarantined()));
        long dismissed = replay.replay().map(LedgerLine.Replay::dismissed).orElse(0L);
        return words
                + (dismissed == 0 ? "" : of("，不再处理 %s 行", ", %s dismissed").formatted(count(dismissed)))
                + (replay.quarantined() == 0
                        ? ""
                        : of("，仍待修复 %s 行", ", %s wait for repair still").formatted(count(replay.quarantined())));
    }

    String change(Change change) {
        return change.asOf()
                        .map(day -> of("数据日期 %s：", "as of %s: ").formatted(day))
                        .orElse("")
                + what(change);
    }

    private String what(Change change) {
        return switch (change.kind()) {
            case ROWS ->
                of("%2$s 行，近几次通常约 %1$s 行", "%2$s rows, usually about %1$s").formatted(change.before(), change.now());
            case REFUSED_SHARE ->
                of("隔离占 %2$s，近几次通常 %1$s", "%2$s of the rows are refused, usually %1$s")
                        .formatted(change.before(), change.now());
            case DUPLICATE_SHARE ->
                of(
                                "%2$s 的行湖中已有，近几次通常 %1$s，可能重复交付",
                                "%2$s of the rows were there already, usually %1$s: perhaps it came again")
                        .formatted(change.before(), change.now());
            case RULE_BROKEN ->
                of("近几次没有违反过的规则：%s（%s 行）", "breaks a rule that the last ones kept: %s (%s rows)")
                        .formatted(rule(change.dataset(), change.now()), change.before());
            case CONTRACT ->
                of("契约由 %s 改为 %s", "another contract: %s, now %s").formatted(change.before(), change.now());
            case FIRST_DELIVERY -> of("首次交付", "the first delivery");
            case NEWLY_LATE -> of("自 %s 起逾期", "late since %s").formatted(change.now());
            case NO_LONGER_LATE -> of("已补交，数据截至 %s", "no longer late: as of %s").formatted(change.now());
            case NO_LONGER_HELD ->
                change.now().equals("accepted")
                        ? of("此前暂扣的交付已入湖", "was held, and is taken in")
                        : of("此前暂扣的交付已拒收", "was held, and is rejected");
        };
    }

    /** Why there is this release and no other. */
    String release(RefreshReport report) {
        var release = report.state().release();
        if (release.isEmpty()) {
            return hub.hasSubjects()
                    ? of("尚无发布批次。", "Nothing is published yet.")
                    : of("hub.yaml 未指定主体登记数据集（spine），不发布画像。", "hub.yaml names no spine, so that nothing is published.");
        }
        var r = release.get();
        var what = of("批次 %s，数据日期 %s，共 %s 份画像，覆盖 %s 户。", "Release %s as of %s: %s profiles of %s subjects.")
                .formatted(
                        r.releaseId(),
                        r.asOf(),
                        count(r.profiles()),
                        count(report.state().subjects()));
        if (report.isPublished()) {
            return of("本次发布：", "Published: ") + what;
        }
        var why = report.run().failure().isPresent()
                ? of("（本次运行未完成，沿用）", " (this run did not end: it stays)")
                : of("（没有新内容可发布，沿用）", " (nothing new to publish: it stays)");
        return what + why;
    }

    /** Bars of characters, as high as the rows read. */
    static String bars(DatasetState dataset) {
        long most = Math.max(
                1, dataset.recent().stream().mapToLong(LedgerLine::read).max().orElse(1));
        return dataset.recent().stream()
                .map(line -> HEIGHTS.get((int) (line.read() * (HEIGHTS.size() - 1) / most)))
                .collect(Collectors.joining());
    }

    /** What the bars say, for whoever does not see them. */
    String series(DatasetState dataset) {
        var recent = dataset.recent();
        if (recent.isEmpty()) {
            return of("尚未交付", "no delivery yet");
        }
        LocalDate first = recent.get(0).asOf();
        LocalDate last = recent.get(recent.size() - 1).asOf();
        return of("%s 至 %s 的 %d 次交付，每次 %s 至 %s 行", "%3$d deliveries as of %1$s to %2$s, of %4$s to %5$s rows")
                .formatted(
                        first,
                        last,
                        recent.size(),
                        count(recent.stream().mapToLong(LedgerLine::read).min().orElse(0)),
                        count(recent.stream().mapToLong(LedgerLine::read).max().orElse(0)));
    }
}
