package vinelake.orchestration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.hub.Hub;
import vinelake.lake.Delivery;

/** The data dictionary as one page of HTML in one language, which needs no server, no script and no other file. */
final class DictionaryPage {

    private static final int LONGEST_SAMPLE = 40;

    /** In which language; a text stands with both beside each other, so that none is forgotten. */
    enum Language {
        ZH,
        EN;

        static Language ofTerminal() {
            return Locale.getDefault().getLanguage().equals("zh") ? ZH : EN;
        }

        String of(String zh, String en) {
            return this == ZH ? zh : en;
        }
    }

    private final Hub hub;
    private final Map<DatasetName, DatasetFacts> facts;
    private final Map<DatasetName, List<Delivery>> deliveries;
    private final Language language;
    private final StringBuilder html = new StringBuilder();

    /**
     * @param deliveries accepted ones, by dataset, in order of the dates that they speak for
     */
    DictionaryPage(
            Hub hub,
            Map<DatasetName, DatasetFacts> facts,
            Map<DatasetName, List<Delivery>> deliveries,
            Language language) {
        this.hub = hub;
        this.facts = facts;
        this.deliveries = deliveries;
        this.language = language;
    }

    String html() {
        var title = hub.name() + " · " + text("数据字典", "Data dictionary");
        html.append("<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                .formatted(text("zh-CN", "en")));
        html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.append("<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n".formatted(escaped(title), STYLE));
        html.append("<header><h1>%s</h1><p><a href=\"%s\">%s</a></p></header>\n"
                .formatted(escaped(title), text("dictionary-en.html", "dictionary-zh.html"), text("English", "中文")));
        var byDepartment = new TreeMap<String, List<Contract>>();
        hub.contracts()
                .forEach(contract -> byDepartment
                        .computeIfAbsent(contract.name().department(), k -> new ArrayList<>())
                        .add(contract));
        overview(byDepartment);
        byDepartment.forEach((department, contracts) -> {
            html.append("<h2 id=\"%s\">%s</h2>\n".formatted(escaped(department), escaped(called(department))));
            contracts.forEach(this::dataset);
        });
        return html.append("</body>\n</html>\n").toString();
    }

    private String text(String zh, String en) {
        return language.of(zh, en);
    }

    private String called(String department) {
        var title = hub.departments().get(department);
        return title == null ? department : "%s (%s)".formatted(title, department);
    }

    private void overview(Map<String, List<Contract>> byDepartment) {
        html.append("<table class=\"overview\"><thead><tr>");
        for (var head : List.of(
                text("部门", "Department"),
                text("数据集", "Dataset"),
                text("列", "Columns"),
                text("记录", "Records"),
                text("最近数据日期", "Last as-of date"),
                text("公开程度", "Disclosure"))) {
            html.append("<th>").append(head).append("</th>");
        }
        html.append("</tr></thead><tbody>\n");
        byDepartment.forEach((department, contracts) -> contracts.forEach(contract -> {
            var known = facts(contract);
            html.append(
                    "<tr><td>%s</td><td><a href=\"#%s\">%s</a></td><td class=\"n\">%d</td><td class=\"n\">%,d</td><td>%s</td><td>%s</td></tr>\n"
                            .formatted(
                                    escaped(called(department)),
                                    anchor(contract),
                                    escaped(contract.title()),
                                    contract.columns().size(),
                                    known.rows(),
                                    known.lastOn().map(Object::toString).orElse("–"),
                                    disclosure(contract)));
        }));
        html.append("</tbody></table>\n");
    }

    private DatasetFacts facts(Contract contract) {
        return facts.getOrDefault(contract.name(), DatasetFacts.NONE);
    }

    private static String anchor(Contract contract) {
        return contract.name().toString().replace('/', '-');
    }

    private void dataset(Contract contract) {
        var known = facts(contract);
        html.append("<section id=\"%s\">\n<h3>%s <code>%s</code></h3>\n"
                .formatted(
                        anchor(contract),
                        escaped(contract.title()),
                        escaped(contract.name().toString())));
        html.append("<dl>");
        entry(text("栏目", "Section"), contract.section().title());
        entry(text("公开程度", "Disclosure"), disclosure(contract));
        entry(
                text("目录类别", "Catalogue class"),
                contract.catalogueClass().orElse(text("契约未列", "the contract names none")));
        entry(text("依据", "Legal basis"), contract.legalBasis());
        entry(text("保存", "Kept"), text("%d 个月", "%d months").formatted(contract.retentionMonths()));
        entry(text("交付方式", "Mode"), mode(contract));
        entry(text("文件", "Files"), contract.path());
        entry(
                text("契约版本", "Contract"),
                contract.term().from().isEmpty()
                        ? contract.ruleVersion()
                        : "%s, %s".formatted(contract.ruleVersion(), term(contract, language)));
        if (!contract.earlier().isEmpty()) {
            entry(
                    text("以前的版本", "Earlier versions"),
                    contract.earlier().stream()
                            .map(version -> "%s %s".formatted(version.version(), term(version, language)))
                            .collect(Collectors.joining(text("；", ", "))));
        }
        entry(
                text("记录", "Records"),
                known.rows() == 0
                        ? text("还没有", "none yet")
                        : text("%,d，数据日期 %s 至 %s", "%,d, as of %s to %s")
                                .formatted(
                                        known.rows(),
                                        known.firstOn().orElseThrow(),
                                        known.lastOn().orElseThrow()));
        html.append("</dl>\n");
        history(deliveries.getOrDefault(contract.name(), List.of()));
        columns(contract, known);
        rules(contract);
        html.append("</section>\n");
    }

    /** For which as-of dates a version of a contract holds. */
    static String term(Contract version, Language language) {
        var from = version.term().from();
        var to = version.term().to();
        if (from.isEmpty()) {
            return to.map(last ->
                            language.of("最初至 %s", "from the beginning to %s").formatted(last))
                    .orElseGet(() -> language.of("始终", "always"));
        }
        return to.map(last -> language.of("%s 至 %s", "from %s to %s").formatted(from.get(), last))
                .orElseGet(() -> language.of("%s 起", "from %s on").formatted(from.get()));
    }

    private void entry(String term, String value) {
        html.append("<dt>%s</dt><dd>%s</dd>".formatted(escaped(term), escaped(value)));
    }

    private String disclosure(Contract contract) {
        return switch (contract.section().disclosure()) {
            case OPEN -> text("公开", "open");
            case AUTHORIZED -> text("须授权", "authorized");
            case INTERNAL -> text("仅平台内部", "internal");
        };
    }

    private String mode(Contract contract) {
        return switch (contract.mode()) {
            case APPEND -> text("追加新记录", "append: every row is new");
            case UPSERT -> text("交付有变化的键", "upsert: rows of the keys that changed");
            case SNAPSHOT -> text("每次交付全部现状", "snapshot: the whole state");
        };
    }

    /** A bar for each delivery, as high as the rows that were read; the darker part was accepted. */
    private void history(List<Delivery> lines) {
        if (lines.isEmpty()) {
            return;
        }
        long most = Math.max(
                1, lines.stream().mapToLong(d -> d.counts().read()).max().orElse(1));
        int step = Math.max(3, Math.min(14, 700 / lines.size()));
        int height = 40;
        html.append("<figure><svg role=\"img\" width=\"%d\" height=\"%d\" aria-label=\"%s\">"
                .formatted(step * lines.size(), height, text("每次交付的行数", "rows of each delivery")));
        for (int i = 0; i < lines.size(); i++) {
            var counts = lines.get(i).counts();
            bar("read", i * step, step - 1, height, (double) counts.read() / most, lines.get(i));
            bar("accepted", i * step, step - 1, height, (double) counts.accepted() / most, lines.get(i));
        }
        html.append("</svg><figcaption>%s</figcaption></figure>\n"
                .formatted(text(
                                "%d 次交付的行数，最多 %,d 行；深色为接受的行",
                                "rows of %d deliveries, %,d at most; the dark part was accepted")
                        .formatted(lines.size(), most)));
    }

    private void bar(String kind, int x, int width, int height, double share, Delivery line) {
        double tall = height * share;
        html.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"><title>%s: %d / %d</title></rect>",
                kind,
                x,
                height - tall,
                width,
                tall,
                line.asOfDate(),
                line.counts().accepted(),
                line.counts().read()));
    }

    private void columns(Contract contract, DatasetFacts known) {
        html.append("<table><thead><tr>");
        for (var head : List.of(
                text("列", "Column"),
                text("表头", "Header"),
                text("含义", "Meaning"),
                text("类型", "Type"),
                text("性质", "Role"),
                text("有值", "Filled"),
                text("约有几种值", "Values, about"),
                text("最常见的值", "Most frequent values"))) {
            html.append("<th>").append(head).append("</th>");
        }
        html.append("</tr></thead><tbody>\n");
        for (var column : contract.columns()) {
            var figures = Optional.ofNullable(known.columns().get(column.name()));
            html.append(
                    "<tr><td><code>%s</code></td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td>%s</td></tr>\n"
                            .formatted(
                                    escaped(column.name()),
                                    header(column),
                                    escaped(column.title()),
                                    type(column),
                                    roles(column),
                                    figures.map(f -> filled(f.filled(), known.rows()))
                                            .orElse("–"),
                                    figures.map(f -> "%,d".formatted(f.distinct()))
                                            .orElse("–"),
                                    samples(column, figures)));
        }
        html.append("</tbody></table>\n");
        if (!contract.ignored().isEmpty()) {
            html.append("<p class=\"note\">%s%s</p>\n"
                    .formatted(
                            text("不取的列：", "Not taken: "),
                            escaped(String.join(
                                    text("、", ", "),
                                    contract.ignored().stream().sorted().toList()))));
        }
    }

    private String header(ContractColumn column) {
        return column.isDelivered()
                ? escaped(column.source())
                : "<span class=\"hidden\">%s</span>".formatted(text("不再交付", "no longer delivered"));
    }

    private static String filled(long filled, long rows) {
        return rows == 0 ? "–" : String.format(Locale.ROOT, "%.1f%%", 100.0 * filled / rows);
    }

    private String type(ContractColumn column) {
        ColumnType type = column.type();
        if (column.isPersonal()) {
            return text("散列值", "hash");
        }
        return switch (type.kind()) {
            case STRING -> text("文本", "text");
            case DATE -> text("日期", "date");
            case TIMESTAMP -> text("时间", "moment");
            case INTEGER -> text("整数", "integer");
            case BOOLEAN -> text("是否", "yes or no");
            case DECIMAL -> text("小数 ", "decimal ") + "(%d,%d)".formatted(type.precision(), type.scale());
        };
    }

    private String roles(ContractColumn column) {
        var roles = new ArrayList<String>();
        if (column.isKey()) {
            roles.add(text("键", "key"));
        } else if (column.isRequired()) {
            roles.add(text("必填", "required"));
        }
        column.identifier().ifPresent(scheme -> roles.add(text("标识：", "identifier: ") + scheme));
        if (column.isPersonal()) {
            roles.add(text("个人信息", "personal"));
        }
        return escaped(String.join(text("、", ", "), roles));
    }

    private String samples(ContractColumn column, Optional<DatasetFacts.ColumnFigures> figures) {
        if (!DatasetFacts.isShown(column)) {
            return "<span class=\"hidden\">%s</span>".formatted(text("不显示", "not shown"));
        }
        return figures.stream()
                .flatMap(f -> f.samples().stream())
                .map(sample -> "<span class=\"value\">%s <small>%,d</small></span>"
                        .formatted(escaped(cut(sample.text())), sample.rows()))
                .collect(Collectors.joining(" "));
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_SAMPLE
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_SAMPLE)) + "…";
    }

    private void rules(Contract contract) {
        if (contract.rules().isEmpty()) {
            return;
        }
        html.append("<h4>%s</h4><ul>\n".formatted(text("合格的行", "A valid row")));
        contract.rules()
                .forEach(rule -> html.append("<li>%s <code title=\"%s\">%s</code></li>\n"
                        .formatted(escaped(rule.description()), escaped(rule.predicate()), escaped(rule.name()))));
        html.append("</ul>\n");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static final String STYLE = """

            body { font: 15px/1.5 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", system-ui, sans-serif; color: #1c2733;
              max-width: 78rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; }
            header { display: flex; justify-content: space-between; align-items: baseline; border-bottom: 2px solid #1f5f8b; }
            h1 { font-size: 1.5rem; margin: .5rem 0; } h2 { margin: 2.5rem 0 .5rem; color: #1f5f8b; }
            h3 { margin: 0 0 .5rem; } h4 { margin: .8rem 0 .2rem; }
            section { border: 1px solid #d5dde5; border-radius: 6px; padding: 1rem 1.2rem; margin: 1rem 0; overflow-x: auto; }
            dl { display: grid; grid-template-columns: max-content 1fr max-content 1fr; gap: .1rem 1rem; margin: 0 0 .8rem; }
            dt { color: #5c6b7a; } dd { margin: 0; overflow-wrap: anywhere; }
            table { border-collapse: collapse; width: 100%; font-size: .92em; }
            th { text-align: left; background: #eef3f7; } th, td { padding: .3rem .6rem; border-bottom: 1px solid #e3e9ee; vertical-align: top; }
            td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
            code { font-size: .9em; color: #4a3f78; overflow-wrap: anywhere; } small, .note, .hidden, figcaption { color: #5c6b7a; font-size: .85em; }
            .value { display: inline-block; margin-right: .9em; }
            figure { margin: .3rem 0 .8rem; } rect.read { fill: #c3d4e2; } rect.accepted { fill: #1f5f8b; }
            @media (max-width: 50rem) { dl { grid-template-columns: max-content 1fr; } }
            @media print { section { break-inside: avoid; } }
            """;
}
