package vinelake.orchestration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import vinelake.core.hub.Hub;
import vinelake.orchestration.DictionaryPage.Language;
import vinelake.orchestration.HubState.DatasetState;
import vinelake.orchestration.HubState.Held;
import vinelake.orchestration.RefreshReport.Came;

/**
 * A report as one page of HTML in one language, which needs no server, no script and no other file. It is well-formed XML,
 * so that other programs can read it, too.
 */
final class ReportPage {

    /** More deliveries than these are told by their number: a first load may have thousands. */
    private static final int MOST = 200;

    /** More than these are folded up. */
    private static final int FEW = 30;

    private static final int BAR = 5;
    private static final int HEIGHT = 26;

    private final Hub hub;
    private final RefreshReport report;
    private final ReportText text;
    private final StringBuilder html = new StringBuilder();

    ReportPage(Hub hub, RefreshReport report, Language language) {
        this.hub = hub;
        this.report = report;
        this.text = new ReportText(hub, language);
    }

    static String file(Language language) {
        return "report-%s.html".formatted(language.name().toLowerCase(Locale.ROOT));
    }

    String html() {
        var title = text.of("%s · 刷新报告 %s", "%s · Refresh report %s")
                .formatted(hub.name(), report.run().asOf());
        html.append("<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                .formatted(text.of("zh-CN", "en")));
        html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        html.append("<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n".formatted(escaped(title), STYLE));
        head(title);
        html.append("<main>\n");
        report.run()
                .failure()
                .ifPresent(failure -> html.append("<p class=\"failure\" role=\"alert\"><strong>%s</strong> %s</p>\n"
                        .formatted(text.of("本次运行未完成：", "The run did not end:"), escaped(failure))));
        attention();
        came();
        repaired();
        changes();
        open();
        datasets();
        decisions();
        release();
        run();
        return html.append("</main>\n</body>\n</html>\n").toString();
    }

    private void head(String title) {
        var other = text.language() == Language.ZH ? Language.EN : Language.ZH;
        html.append("<header><div><h1>%s</h1>".formatted(escaped(title)));
        html.append("<p class=\"sentence\"><span class=\"status %s\">%s</span> %s</p></div>"
                .formatted(
                        report.status().text(),
                        text.status(report.status()),
                        escaped(report.state().sentence(text.language()))));
        html.append("<p><a href=\"%s\" lang=\"%s\">%s</a></p></header>\n"
                .formatted(file(other), other.of("zh-CN", "en"), other.of("中文", "English")));
    }

    private void section(String id, String title) {
        html.append("<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n".formatted(id, id, title));
    }

    private void end() {
        html.append("</section>\n");
    }

    private void empty(String words) {
        html.append("<p class=\"empty\">%s</p>\n".formatted(words));
    }

    private void attention() {
        section("attention", text.of("需要处理", "What needs a person"));
        var state = report.state();
        if (state.held().isEmpty() && state.late().isEmpty()) {
            empty(text.of("没有暂扣的交付，也没有逾期的数据集。", "Nothing is held, and nothing is late."));
        }
        state.held().forEach(this::held);
        if (!state.late().isEmpty()) {
            html.append("<h3>%s</h3>\n<ul class=\"late\">\n".formatted(text.of("逾期", "Late")));
            state.late()
                    .forEach(late -> html.append("<li>%s %s</li>\n"
                            .formatted(
                                    name(
                                            late.contract().title(),
                                            late.contract().name().toString()),
                                    escaped(text.late(late)))));
            html.append("</ul>\n");
        }
        end();
    }

    private void held(Held held) {
        var line = held.line();
        html.append("<article class=\"case\"><h3>%s%s · %s</h3>\n"
                .formatted(
                        report.isNew(line) ? "<span class=\"new\">%s</span> ".formatted(text.of("新", "new")) : "",
                        name(text.title(line.dataset()), line.dataset().toString()),
                        text.of("数据日期 %s 的交付暂扣", "the delivery as of %s is held")
                                .formatted(line.asOf())));
        text.reasons(line).forEach(reason -> html.append("<p>%s</p>\n".formatted(escaped(reason))));
        html.append("<p class=\"note\">%s</p>\n"
                .formatted(escaped(
                        line.read() == 0
                                ? text.of("%s 接收，未读取行。", "Received %s; no row of it was read.")
                                        .formatted(text.moment(line.receivedAt()))
                                : text.of(
                                                "%s 接收，%s 行，其中 %s 行会隔离。",
                                                "Received %s, %s rows, %s of which would be refused.")
                                        .formatted(
                                                text.moment(line.receivedAt()),
                                                ReportText.count(line.read()),
                                                ReportText.count(line.quarantined())))));
        if (held.decided().isPresent()) {
            html.append(
                    "<p>%s</p>".formatted(escaped(text.waiting(held.decided().get()))));
        } else {
            html.append("<p class=\"commands\">%s</p>"
                    .formatted(text.commands(line).stream()
                            .map(command -> "<code>%s</code>".formatted(escaped(command)))
                            .collect(Collectors.joining(" "))));
        }
        html.append("</article>\n");
    }

    private void came() {
        section("came", text.of("本次收到", "What came"));
        if (report.came().isEmpty()) {
            empty(text.of("没有新的交付。", "No delivery is new."));
        } else {
            boolean isFolded = report.came().size() > FEW;
            if (isFolded) {
                html.append("<details><summary>%s</summary>\n".formatted(cameInAll()));
            }
            table(
                    text.of("数据集", "Dataset"),
                    text.of("数据日期", "As of"),
                    text.of("文件", "Files"),
                    "#" + text.of("读取", "Read"),
                    "#" + text.of("入湖", "Accepted"),
                    "#" + text.of("隔离", "Refused"),
                    "#" + text.of("重复", "Duplicate"),
                    "#" + text.of("未变", "Unchanged"),
                    text.of("隔离的原因", "Refused because of"));
            report.came().stream().limit(MOST).forEach(this::came);
            total();
            html.append("</table></div>\n").append(isFolded ? "</details>\n" : "");
            if (report.came().size() > MOST) {
                html.append("<p class=\"note\">%s</p>\n"
                        .formatted(text.of("另有 %s 次交付，见 report.json。", "%s more deliveries are in report.json.")
                                .formatted(ReportText.count(report.came().size() - MOST))));
            }
        }
        if (!report.unclaimed().isEmpty()) {
            html.append("<p class=\"note\">%s</p>\n"
                    .formatted(escaped(text.of("收件箱中有 %s 个文件不属于任何契约，如 %s", "%s files that no contract claims, like %s")
                            .formatted(
                                    ReportText.count(report.unclaimed().size()),
                                    report.unclaimed().stream().limit(3).collect(Collectors.joining(", "))))));
        }
        end();
    }

    private String cameInAll() {
        var lines = report.came().stream().map(Came::line).toList();
        return text.of("%s 次交付：读取 %s 行，入湖 %s 行，隔离 %s 行", "%s deliveries: %s rows read, %s accepted, %s refused")
                .formatted(
                        ReportText.count(lines.size()),
                        ReportText.count(
                                lines.stream().mapToLong(LedgerLine::read).sum()),
                        ReportText.count(
                                lines.stream().mapToLong(LedgerLine::accepted).sum()),
                        ReportText.count(lines.stream()
                                .mapToLong(LedgerLine::quarantined)
                                .sum()));
    }

    private void came(Came came) {
        var line = came.line();
        html.append("<tr><td>%s</td><td class=\"day\">%s</td><td class=\"files\">%s</td>"
                .formatted(
                        name(text.title(line.dataset()), line.dataset().toString()),
                        line.asOf(),
                        escaped(files(line))));
        numbers(line.read(), line.accepted(), line.quarantined(), line.duplicate(), line.unchanged());
        html.append("<td>%s</td></tr>\n"
                .formatted(escaped(text.rules(line.dataset(), came.refused(), ReportText.RULES_OF_DELIVERY))));
    }

    private String files(LedgerLine line) {
        var some = line.files().stream().limit(2).collect(Collectors.joining(", "));
        return line.files().size() <= 2
                ? some
                : some
                        + text.of(" 等 %d 个", " and %d more")
                                .formatted(
                                        text.language() == Language.ZH
                                                ? line.files().size()
                                                : line.files().size() - 2);
    }

    private void total() {
        var lines = report.came().stream().map(Came::line).toList();
        html.append("<tr class=\"total\"><td>%s</td><td></td><td></td>"
                .formatted(text.of("合计 %s 次", "%s deliveries").formatted(ReportText.count(lines.size()))));
        numbers(
                lines.stream().mapToLong(LedgerLine::read).sum(),
                lines.stream().mapToLong(LedgerLine::accepted).sum(),
                lines.stream().mapToLong(LedgerLine::quarantined).sum(),
                lines.stream().mapToLong(LedgerLine::duplicate).sum(),
                lines.stream().mapToLong(LedgerLine::unchanged).sum());
        html.append("<td></td></tr>\n");
    }

    private void numbers(long... numbers) {
        for (long number : numbers) {
            html.append("<td class=\"n\">%s</td>".formatted(ReportText.count(number)));
        }
    }

    private void repaired() {
        if (report.repaired().isEmpty()) {
            return;
        }
        section("repaired", text.of("修复", "What was repaired"));
        html.append("<ul>\n");
        report.repaired().stream()
                .limit(MOST)
                .forEach(line -> html.append("<li>%s %s</li>\n"
                        .formatted(
                                name(text.title(line.dataset()), line.dataset().toString()),
                                escaped(text.repaired(line)))));
        html.append("</ul>\n");
        end();
    }

    private void changes() {
        section("changes", text.of("有什么变化", "What changed"));
        if (report.changes().isEmpty()) {
            empty(text.of("与以往相同。", "Nothing."));
        } else {
            var unusual = report.changes().stream().filter(Change::isUnusual).toList();
            boolean isFolded = report.changes().size() > FEW;
            changes(isFolded ? unusual : report.changes());
            if (isFolded && unusual.size() < report.changes().size()) {
                html.append("<details><summary>%s</summary>\n"
                        .formatted(text.of("另有 %s 项", "%s more")
                                .formatted(ReportText.count(report.changes().size() - unusual.size()))));
                changes(report.changes()
                        .subList(unusual.size(), report.changes().size()));
                html.append("</details>\n");
            }
        }
        end();
    }

    private void changes(List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        html.append("<ul>\n");
        changes.stream()
                .limit(MOST)
                .forEach(change -> html.append("<li%s>%s %s</li>\n"
                        .formatted(
                                change.isUnusual() ? " class=\"unusual\"" : "",
                                name(
                                        text.title(change.dataset()),
                                        change.dataset().toString()),
                                escaped(text.change(change)))));
        html.append("</ul>\n");
    }

    private void open() {
        section("open", text.of("待修复的行", "Rows that wait for repair"));
        var open = report.state().open();
        if (open.total() == 0) {
            empty(text.of("没有待修复的行。", "None."));
        } else {
            table(text.of("数据集", "Dataset"), "#" + text.of("行", "Rows"), text.of("违反的规则", "Rules that they break"));
            open.rows()
                    .forEach((dataset, rows) -> html.append("<tr><td>%s</td><td class=\"n\">%s</td><td>%s</td></tr>\n"
                            .formatted(
                                    name(text.title(dataset), dataset.toString()),
                                    ReportText.count(rows),
                                    escaped(text.rules(
                                            dataset, open.byRule().get(dataset), ReportText.RULES_OF_DATASET)))));
            html.append("</table></div>\n<p class=\"note\">%s <code>vinelake quarantine show DATASET</code></p>\n"
                    .formatted(text.of("查看与修复：", "To see and repair them:")));
        }
        end();
    }

    private void datasets() {
        section("datasets", text.of("各数据集", "All datasets"));
        if (report.state().datasets().isEmpty()) {
            empty(text.of("还没有契约。", "There is no contract yet."));
            end();
            return;
        }
        table(
                text.of("数据集", "Dataset"),
                text.of("状态", "State"),
                text.of("数据截至", "Last as of"),
                "#" + text.of("读取", "Read"),
                "#" + text.of("入湖", "Accepted"),
                "#" + text.of("隔离", "Refused"),
                "#" + text.of("重复", "Duplicate"),
                "#" + text.of("未变", "Unchanged"),
                "#" + text.of("待修复", "To repair"),
                text.of("近 %d 次交付的行数", "Rows of the last %d").formatted(HubState.RECENT));
        byDepartment().forEach((department, datasets) -> {
            html.append("<tr class=\"department\"><th colspan=\"10\" scope=\"rowgroup\">%s</th></tr>\n"
                    .formatted(escaped(text.department(department))));
            datasets.forEach(this::dataset);
        });
        html.append(
                "</table></div>\n<p class=\"note\">%s</p>\n"
                        .formatted(
                                text.of(
                                        "行数为数据日期最近的一次交付：读取 = 入湖 + 隔离 + 重复 + 未变。图中深色为入湖，红色为隔离，浅色为重复或未变。",
                                        "Counts are of the latest delivery: read = accepted + refused + duplicate + unchanged. In the pictures dark was accepted, red refused, light a duplicate or unchanged.")));
        end();
    }

    /** The department with the most urgent dataset first. */
    private Map<String, List<DatasetState>> byDepartment() {
        return report.state().datasets().stream()
                .collect(Collectors.groupingBy(d -> d.name().department(), LinkedHashMap::new, Collectors.toList()));
    }

    private void dataset(DatasetState state) {
        html.append("<tr><td>%s</td><td class=\"lamp %s\">%s</td>"
                .formatted(
                        name(state.contract().title(), state.name().toString()),
                        state.lamp().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        text.lamp(state.lamp())));
        if (state.last().isPresent()) {
            var last = state.last().get();
            html.append("<td class=\"day\">%s</td>".formatted(last.asOf()));
            numbers(last.read(), last.accepted(), last.quarantined(), last.duplicate(), last.unchanged());
        } else {
            html.append("<td colspan=\"6\" class=\"empty\">%s</td>".formatted(text.of("尚未交付", "never delivered")));
        }
        html.append("<td class=\"n%s\">%s</td>"
                .formatted(state.openRows() > 0 ? " waits" : "", ReportText.count(state.openRows())));
        html.append("<td>");
        picture(state);
        html.append("</td></tr>\n");
    }

    /** A bar for each delivery, as high as the rows read: accepted below, then refused, then the rest. */
    private void picture(DatasetState state) {
        var recent = state.recent();
        if (recent.isEmpty()) {
            return;
        }
        long most =
                Math.max(1, recent.stream().mapToLong(LedgerLine::read).max().orElse(1));
        html.append("<svg role=\"img\" aria-label=\"%s\" width=\"%d\" height=\"%d\">"
                .formatted(escaped(text.series(state)), (BAR + 1) * HubState.RECENT, HEIGHT));
        for (int i = 0; i < recent.size(); i++) {
            var line = recent.get(i);
            html.append("<g><title>%s</title>"
                    .formatted(text.of("%s：读取 %s，入湖 %s，隔离 %s", "%s: read %s, accepted %s, refused %s")
                            .formatted(
                                    line.asOf(),
                                    ReportText.count(line.read()),
                                    ReportText.count(line.accepted()),
                                    ReportText.count(line.quarantined()))));
            // At least a pixel, so that a small delivery is seen.
            double all = line.read() == 0 ? 1 : Math.max(1, HEIGHT * (double) line.read() / most);
            double accepted = line.read() == 0 ? 0 : all * line.accepted() / line.read();
            double refused = line.read() == 0 ? 0 : all * line.quarantined() / line.read();
            bar("rest", i, HEIGHT - all, all - accepted - refused);
            bar("refused", i, HEIGHT - accepted - refused, refused);
            bar("accepted", i, HEIGHT - accepted, accepted);
            html.append("</g>");
        }
        html.append("</svg>");
    }

    private void bar(String kind, int at, double y, double height) {
        if (height > 0) {
            html.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%d\" y=\"%.2f\" width=\"%d\" height=\"%.2f\"/>",
                    kind,
                    at * (BAR + 1),
                    y,
                    BAR,
                    height));
        }
    }

    private void decisions() {
        if (report.decided().isEmpty()) {
            return;
        }
        section("decisions", text.of("上次报告以来的决定", "What was decided since the report before"));
        html.append("<ul>\n");
        report.decided()
                .forEach(d -> html.append("<li>%s %s%s%s</li>\n"
                        .formatted(
                                name(text.title(d.dataset()), d.dataset().toString()),
                                escaped(text.kind(d.kind())),
                                d.deliveryId()
                                        .map(id -> " <code>%s</code>".formatted(escaped(ReportText.shortId(id))))
                                        .orElse(""),
                                escaped(text.of("，%s，%s：%s", ", %s, %s: %s")
                                        .formatted(d.by(), text.moment(d.at()), d.reason())))));
        html.append("</ul>\n");
        end();
    }

    private void release() {
        section("release", text.of("发布", "Release"));
        html.append("<p>%s</p>\n".formatted(escaped(text.release(report))));
        end();
    }

    private void run() {
        var run = report.run();
        section("run", text.of("本次运行", "The run"));
        html.append("<dl>");
        entry(text.of("运行编号", "Run"), run.runId());
        entry(
                text.of("开始 – 结束", "Started – finished"),
                "%s – %s".formatted(text.moment(run.startedAt()), text.moment(run.finishedAt())));
        entry(text.of("退出码", "Exit code"), String.valueOf(run.exitCode()));
        entry(text.of("程序版本", "Program"), run.version());
        entry(
                text.of("上一份报告", "Report before"),
                report.previous().map(PreviousReport::runId).orElse(text.of("无", "none")));
        run.sameAs()
                .ifPresent(earlier -> entry(
                        text.of("输入与此次运行相同", "Same inputs as run"),
                        earlier + text.of("，其余作业从略", "; the other jobs were left out")));
        html.append("</dl>\n");
        end();
    }

    private void entry(String term, String value) {
        html.append("<dt>%s</dt><dd>%s</dd>".formatted(escaped(term), escaped(value)));
    }

    /** @param heads those that begin with # are of numbers */
    private void table(String... heads) {
        html.append("<div class=\"scroll\"><table><tr>");
        for (var head : heads) {
            html.append(
                    head.startsWith("#")
                            ? "<th scope=\"col\" class=\"n\">%s</th>".formatted(head.substring(1))
                            : "<th scope=\"col\">%s</th>".formatted(head));
        }
        html.append("</tr>\n");
    }

    private static String name(String title, String dataset) {
        return "<span class=\"name\"><strong>%s</strong> <code>%s</code></span>"
                .formatted(escaped(title), escaped(dataset));
    }

    /** XML knows no control characters. */
    private static String escaped(String words) {
        return DictionaryPage.escaped(words.replaceAll("[\\p{Cntrl}\\x{FFFE}\\x{FFFF}]", " "));
    }

    private static final String STYLE = """

            body { font: 15px/1.55 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", system-ui, sans-serif; color: #1c2733;
              max-width: 80rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; }
            header { display: flex; justify-content: space-between; gap: 2rem; align-items: baseline; border-bottom: 2px solid #1f5f8b; }
            h1 { font-size: 1.4rem; margin: .5rem 0 .3rem; } h2 { font-size: 1.12rem; margin: 2rem 0 .5rem; color: #1f5f8b; }
            h3 { font-size: 1rem; margin: .2rem 0; }
            a { color: #1f5f8b; } .sentence { font-size: 1.1rem; margin: .2rem 0 .9rem; }
            .status { border-radius: 4px; padding: .1rem .6rem; color: #fff; background: #2e7d4f; margin-right: .4rem; white-space: nowrap; }
            .status.attention { background: #a85f00; } .status.failed { background: #b3261e; }
            .failure, .case { border-left: 4px solid #b3261e; background: #fbeceb; padding: .6rem 1rem; margin: .6rem 0; overflow-wrap: anywhere; }
            .case p { margin: .25rem 0; } .new { background: #b3261e; color: #fff; border-radius: 3px; padding: 0 .4rem; font-size: .85em; }
            .commands code { background: #fff; border: 1px solid #e3cfcd; border-radius: 3px; padding: .1rem .4rem; margin-right: .4rem; display: inline-block; }
            ul { margin: .3rem 0; padding-left: 1.3rem; } ul.late li::marker, li.unusual::marker { color: #b3261e; } li.unusual { color: #8c1d18; }
            .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .93em; }
            th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid #e3e9ee; vertical-align: top; }
            th { color: #4d5b69; font-weight: 600; white-space: nowrap; } .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
            .day, .lamp { white-space: nowrap; font-variant-numeric: tabular-nums; } .files { overflow-wrap: anywhere; min-width: 8rem; color: #4d5b69; }
            tr.department th { background: #eef3f7; color: #4d5b69; padding: .1rem .5rem; font-size: .92em; } tr.total td { font-weight: 600; border-bottom: 0; }
            td.lamp::before { content: ""; display: inline-block; width: .7rem; height: .7rem; border-radius: 50%; margin-right: .4rem; background: #c3ccd4; }
            td.held::before, td.late::before { background: #b3261e; } td.on-time::before { background: #2e7d4f; }
            td.lamp.held, td.lamp.late { color: #8c1d18; } td.waits { color: #8a4f00; font-weight: 600; }
            td .name { white-space: nowrap; }
            summary { cursor: pointer; color: #1f5f8b; }
            code { font-size: .86em; color: #4a3f78; overflow-wrap: anywhere; } strong { font-weight: 600; }
            .note, .empty { color: #4d5b69; font-size: .92em; } td.empty { font-size: 1em; }
            svg { display: block; } rect.accepted { fill: #1f5f8b; } rect.refused { fill: #c8372d; } rect.rest { fill: #c3d4e2; }
            dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0; } dt { color: #4d5b69; } dd { margin: 0; overflow-wrap: anywhere; }
            @media (max-width: 50rem) { body { padding: .6rem .8rem 2rem; } td .name { white-space: normal; } td .name code { display: block; } }
            @media print { body { max-width: none; font-size: 11px; } article, tr { break-inside: avoid; } h2 { break-after: avoid; } }
            """;
}
