package vinelake.orchestration;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import vinelake.core.hub.Hub;
import vinelake.orchestration.DictionaryPage.Language;
import vinelake.orchestration.RefreshReport.Came;

/** A report as Markdown in one language, for a mail or a ticket; its pictures are characters. */
final class ReportMarkdown {

    private static final int MOST = 50;

    private final Hub hub;
    private final RefreshReport report;
    private final ReportText text;
    private final StringBuilder out = new StringBuilder();

    ReportMarkdown(Hub hub, RefreshReport report, Language language) {
        this.hub = hub;
        this.report = report;
        this.text = new ReportText(hub, language);
    }

    static String file(Language language) {
        return "report-%s.md".formatted(language.name().toLowerCase(Locale.ROOT));
    }

    String text() {
        var state = report.state();
        line("# "
                + escaped(text.of("%s · 刷新报告 %s", "%s · Refresh report %s")
                        .formatted(hub.name(), report.run().asOf())));
        line("");
        line("**%s** %s".formatted(text.status(report.status()), escaped(state.sentence(text.language()))));
        report.run().failure().ifPresent(failure -> {
            line("");
            line("**%s** %s".formatted(text.of("本次运行未完成：", "The run did not end:"), escaped(failure)));
        });
        head(text.of("需要处理", "What needs a person"));
        if (state.held().isEmpty() && state.late().isEmpty()) {
            line(text.of("没有暂扣的交付，也没有逾期的数据集。", "Nothing is held, and nothing is late."));
        }
        for (var held : state.held()) {
            var line = held.line();
            line("- %s%s %s: %s"
                    .formatted(
                            report.isNew(line) ? text.of("**新** ", "**new** ") : "",
                            name(text.title(line.dataset()), line.dataset().toString()),
                            text.of("数据日期 %s，暂扣", "as of %s, held").formatted(line.asOf()),
                            escaped(String.join(" ", text.reasons(line)))));
            line("  "
                    + held.decided()
                            .map(d -> escaped(text.waiting(d)))
                            .orElseGet(() -> text.commands(line).stream()
                                    .map(c -> "`" + c + "`")
                                    .collect(Collectors.joining(" "))));
        }
        state.late()
                .forEach(l -> line("- %s %s: %s"
                        .formatted(
                                name(l.contract().title(), l.contract().name().toString()),
                                text.of("逾期", "late"),
                                escaped(text.late(l)))));
        came();
        if (!report.repaired().isEmpty()) {
            head(text.of("修复", "What was repaired"));
            report.repaired().stream()
                    .limit(MOST)
                    .forEach(l -> line("- %s %s"
                            .formatted(
                                    name(text.title(l.dataset()), l.dataset().toString()), escaped(text.repaired(l)))));
        }
        head(text.of("有什么变化", "What changed"));
        if (report.changes().isEmpty()) {
            line(text.of("与以往相同。", "Nothing."));
        }
        report.changes().stream()
                .limit(MOST)
                .forEach(c -> line("- %s %s"
                        .formatted(
                                name(text.title(c.dataset()), c.dataset().toString()),
                                (c.isUnusual() ? "**%s**" : "%s").formatted(escaped(text.change(c))))));
        open();
        datasets();
        if (!report.decided().isEmpty()) {
            head(text.of("上次报告以来的决定", "What was decided since the report before"));
            report.decided()
                    .forEach(d -> line("- %s %s, %s, %s: %s"
                            .formatted(
                                    name(text.title(d.dataset()), d.dataset().toString()),
                                    escaped(text.kind(d.kind())),
                                    escaped(d.by()),
                                    text.moment(d.at()),
                                    escaped(d.reason()))));
        }
        head(text.of("发布", "Release"));
        line(escaped(text.release(report)));
        line("");
        line("%s `%s`, %s %d"
                .formatted(
                        text.of("运行", "Run"),
                        report.run().runId(),
                        text.of("退出码", "exit code"),
                        report.run().exitCode()));
        return out.toString();
    }

    private void came() {
        head(text.of("本次收到", "What came"));
        if (report.came().isEmpty()) {
            line(text.of("没有新的交付。", "No delivery is new."));
        } else {
            table(
                    text.of("数据集", "Dataset"),
                    text.of("数据日期", "As of"),
                    "#" + text.of("读取", "Read"),
                    "#" + text.of("入湖", "Accepted"),
                    "#" + text.of("隔离", "Refused"),
                    "#" + text.of("重复", "Duplicate"),
                    "#" + text.of("未变", "Unchanged"),
                    text.of("隔离的原因", "Refused because of"));
            report.came().stream().limit(MOST).forEach(this::came);
            if (report.came().size() > MOST) {
                line("");
                line(text.of("另有 %s 次交付，见 report.json。", "%s more deliveries are in report.json.")
                        .formatted(ReportText.count(report.came().size() - MOST)));
            }
        }
        if (!report.unclaimed().isEmpty()) {
            line("");
            line(escaped(text.of("收件箱中有 %s 个文件不属于任何契约，如 %s", "%s files that no contract claims, like %s")
                    .formatted(
                            ReportText.count(report.unclaimed().size()),
                            report.unclaimed().stream().limit(3).collect(Collectors.joining(", ")))));
        }
    }

    private void came(Came came) {
        var line = came.line();
        row(
                name(text.title(line.dataset()), line.dataset().toString()),
                line.asOf().toString(),
                ReportText.count(line.read()),
                ReportText.count(line.accepted()),
                ReportText.count(line.quarantined()),
                ReportText.count(line.duplicate()),
                ReportText.count(line.unchanged()),
                escaped(text.rules(line.dataset(), came.refused(), ReportText.RULES_OF_DELIVERY)));
    }

    private void open() {
        head(text.of("待修复的行", "Rows that wait for repair"));
        var open = report.state().open();
        if (open.total() == 0) {
            line(text.of("没有待修复的行。", "None."));
            return;
        }
        table(text.of("数据集", "Dataset"), "#" + text.of("行", "Rows"), text.of("违反的规则", "Rules that they break"));
        open.rows()
                .forEach((dataset, rows) -> row(
                        name(text.title(dataset), dataset.toString()),
                        ReportText.count(rows),
                        escaped(text.rules(dataset, open.byRule().get(dataset), ReportText.RULES_OF_DATASET))));
    }

    private void datasets() {
        head(text.of("各数据集", "All datasets"));
        table(
                text.of("数据集", "Dataset"),
                text.of("状态", "State"),
                text.of("数据截至", "Last as of"),
                "#" + text.of("读取", "Read"),
                "#" + text.of("待修复", "To repair"),
                text.of("近 %d 次交付的行数", "Rows of the last %d").formatted(HubState.RECENT));
        for (var state : report.state().datasets()) {
            row(
                    name(state.contract().title(), state.name().toString()),
                    text.lamp(state.lamp()),
                    state.last().map(l -> l.asOf().toString()).orElse("–"),
                    state.last().map(l -> ReportText.count(l.read())).orElse("–"),
                    ReportText.count(state.openRows()),
                    ReportText.bars(state));
        }
    }

    private void head(String title) {
        line("");
        line("## " + title);
        line("");
    }

    /** @param heads those that begin with # are of numbers */
    private void table(String... heads) {
        row(Arrays.stream(heads)
                .map(h -> h.startsWith("#") ? h.substring(1) : h)
                .toArray(String[]::new));
        row(Arrays.stream(heads).map(h -> h.startsWith("#") ? "---:" : "---").toArray(String[]::new));
    }

    private void row(String... cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void line(String words) {
        out.append(words).append('\n');
    }

    private static String name(String title, String dataset) {
        return "%s `%s`".formatted(escaped(title), dataset);
    }

    /** What means something in Markdown or HTML means nothing here, and nothing ends a line or a cell. */
    private static String escaped(String words) {
        return words.replaceAll("[\\p{Cntrl}]+", " ").replaceAll("([\\\\`*_\\[\\]<>|#&])", "\\\\$1");
    }
}
