package vinelake.etl.draft;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import vinelake.core.contract.ColumnType.Kind;
import vinelake.core.contract.DatasetName;

/**
 * Writes a contract as a person would, with what was seen and what is to be decided as comments. Comments matter more than
 * the writer of a YAML library knows.
 */
final class ContractText {

    /** What comes before a decision; a person looks for it. */
    static final String DECIDE = "# DECIDE: ";

    private static final String TO_BE_SAID = "待定：请填写所依据的法律、合同或授权";

    private final DatasetName dataset;
    private final Sample sample;
    private final List<Draft.Column> columns;
    private final Set<String> nullWords;
    private final Map<String, String> ignored;
    private final List<String> lines = new ArrayList<>();
    private final List<String> decisions = new ArrayList<>();

    /**
     * @param ignored positions with the reason
     */
    ContractText(
            DatasetName dataset,
            Sample sample,
            List<Draft.Column> columns,
            Set<String> nullWords,
            Map<String, String> ignored) {
        this.dataset = dataset;
        this.sample = sample;
        this.columns = columns;
        this.nullWords = nullWords;
        this.ignored = ignored;
    }

    record Written(String text, List<String> decisions) {}

    Written of(PathGuess path, Optional<String> catalogueClass, boolean isWhole, String seen, List<String> doubts) {
        head(seen);
        server(path, doubts);
        table();
        properties(catalogueClass, isWhole);
        return new Written(String.join("\n", lines) + "\n", decisions);
    }

    private void line(String line) {
        lines.add(line);
    }

    private void decide(String where, String indent, String what) {
        // What was delivered may have a line end in it, which would end the remark.
        var text = what.replaceAll("\\p{Cntrl}+", " ");
        lines.add(indent + DECIDE + text);
        decisions.add(where + "：" + text);
    }

    private void head(String seen) {
        line("# vinelake draft 的草稿：" + seen + "。");
        line("# 凡标有 DECIDE 处须由人决定；决定后删去该行，并把 status 改为 active、version 改为 1.0.0。");
        line("apiVersion: v3.1.0");
        line("kind: DataContract");
        line("id: %s-%s".formatted(dataset.department(), dataset.dataset()));
        decide("name", "", "数据集的中文名称");
        line("name: " + YamlText.of(dataset.toString()));
        line("version: 0.1.0");
        line("status: draft");
        line("domain: " + dataset.department());
    }

    private void server(PathGuess path, List<String> doubts) {
        line("servers:");
        line("  - server: landing");
        line("    type: local");
        if (path.hasOtherDate()) {
            decide("path", "    ", "文件名中的日期不能识别：请改用 20260630 或 2026-06 之类，或以 --as-of 指定");
        } else if (!path.isDated()) {
            decide("path", "    ", "文件名中没有日期：数据日期以 refresh --as-of 为准，或请部门在文件名中写明");
        }
        line("    path: " + YamlText.quoted(path.pattern()));
        line("    format: " + sample.format());
        sample.notes().forEach(note -> line("    # " + note));
        doubts.forEach(doubt -> decide("格式", "    ", doubt));
        line("    customProperties:" + (sample.settings().isEmpty() ? " []" : ""));
        sample.settings()
                .forEach((property, value) -> line("      - { property: %s, value: %s }".formatted(property, value)));
    }

    private void table() {
        line("schema:");
        line("  - name: " + dataset.dataset());
        line("    logicalType: object");
        line("    physicalType: table");
        line("    properties:");
        if (columns.stream().filter(Draft.Column::isKey).count() > 1) {
            decide(
                    "键",
                    "      ",
                    "%s 合起来没有重复：是否为键"
                            .formatted(columns.stream()
                                    .filter(Draft.Column::isKey)
                                    .map(Draft.Column::name)
                                    .collect(Collectors.joining("、"))));
        } else {
            columns.stream()
                    .filter(Draft.Column::isKey)
                    .forEach(key -> decide("键", "      ", "%s 没有重复也没有空值：是否为键".formatted(key.name())));
        }
        columns.forEach(this::column);
    }

    private void column(Draft.Column column) {
        var guess = column.guess();
        line("      - name: " + column.name());
        guess.notes().forEach(note -> line("        # " + note));
        guess.decisions().forEach(what -> decide(column.name(), "        ", what));
        line("        physicalName: " + YamlText.of(column.source()));
        line("        businessName: " + YamlText.of(column.title()));
        var type = guess.type();
        boolean isNumber = type.kind() == Kind.DECIMAL;
        line("        logicalType: " + (isNumber ? "number" : type.kind().name().toLowerCase(Locale.ROOT)));
        if (isNumber) {
            line("        physicalType: decimal(%d,%d)".formatted(type.precision(), type.scale()));
        }
        if (column.isKey()) {
            line("        primaryKey: true");
            line("        required: true");
        }
        if (guess.isPersonal()) {
            line("        classification: personal");
        }
        guess.identifier().ifPresent(scheme -> {
            line("        customProperties:");
            line("          - { property: identifier, value: %s }".formatted(scheme));
        });
    }

    private void properties(Optional<String> catalogueClass, boolean isWhole) {
        line("customProperties:");
        decide(
                "mode",
                "  ",
                isWhole
                        ? "每个主体一行，像是全量名册：snapshot 表示每次交付为全部现状；若只交付新增，改为 append"
                        : "append 表示每次交付只有新记录；若每次交付为全部现状，改为 snapshot（须有键）");
        line("  - { property: mode, value: %s }".formatted(isWhole ? "snapshot" : "append"));
        if (!ignored.isEmpty()) {
            ignored.forEach((position, why) -> line("  # %s：%s".formatted(position, why)));
            line("  - { property: ignoredColumns, value: %s }".formatted(YamlText.list(ignored.keySet())));
        }
        if (!nullWords.isEmpty()) {
            decide("nullValues", "  ", "这些文字是否表示“无值”");
            line("  - { property: nullValues, value: %s }".formatted(YamlText.list(nullWords)));
        }
        decide("legalBasis", "  ", "归集的依据");
        line("  - { property: legalBasis, value: %s }".formatted(YamlText.of(TO_BE_SAID)));
        catalogueClass.ifPresentOrElse(
                text -> {
                    decide("catalogueClass", "  ", "全国公共信用信息基础目录的类别，据列名推测");
                    line("  - { property: catalogueClass, value: %s }".formatted(YamlText.quoted(text)));
                },
                () -> decide("catalogueClass", "  ", "若属公共信用信息，加上 catalogueClass；否则删去此行"));
        decide("section", "  ", "信用报告中的栏目，以及谁可以看：open、authorized、internal（暂取最严）");
        line("  - { property: section, value: { title: %s, disclosure: internal } }"
                .formatted(YamlText.of(dataset.dataset())));
        decide("retentionMonths", "  ", "保存多少个月");
        line("  - { property: retentionMonths, value: 60 }");
    }
}
