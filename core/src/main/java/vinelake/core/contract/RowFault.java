package vinelake.core.contract;

import java.util.Map;
import java.util.Optional;

/**
 * What is wrong with a row that breaks a rule, and what mends it, in the words of an official (Chinese).
 *
 * @param sentence what is wrong with the row
 * @param remedy what the operator can do
 */
public record RowFault(String sentence, String remedy) {

    private static final Map<String, RowFault> OF_ROWS = Map.of(
            RuleName.FIELD_COUNT,
            new RowFault("字段个数与表头不一致", "核对分隔符和引号，逐行手工补录，或请部门重报"),
            RuleName.CHARSET,
            new RowFault("有无法识别的字符编码", "核对约定的字符集，逐行手工补录，或请部门重报"),
            RuleName.QUOTE,
            new RowFault("引号之后还有文字", "核对约定的引号，逐行手工补录，或请部门重报"),
            RuleName.KEY_CONFLICT,
            new RowFault("同一主键有内容不同的多行", "请部门确认以哪一行为准，其余不再处理"));

    /** @param rule as the quarantine names it */
    public static RowFault of(Contract contract, String rule) {
        return Optional.ofNullable(OF_ROWS.get(rule))
                .or(() -> ofColumn(contract, rule))
                .or(() -> contract.rule(rule)
                        .map(r -> new RowFault("不符合规则：" + r.description(), "核对相关字段，用对照表或表达式修正，或请部门更正后重报")))
                .orElseGet(() -> new RowFault(rule, "契约已修改，此规则不再使用；可直接重新处理"));
    }

    private static Optional<RowFault> ofColumn(Contract contract, String rule) {
        for (var column : contract.columns()) {
            var title = "“%s”".formatted(column.title());
            if (rule.equals(RuleName.required(column.name()))) {
                return Optional.of(new RowFault(title + "为空", "请部门补报，或逐行手工补录"));
            }
            if (rule.equals(RuleName.type(column.name()))) {
                return Optional.of(
                        new RowFault(title + "不是" + kind(column.readAs()), "用对照表或表达式改写成" + kind(column.readAs())));
            }
            if (rule.equals(RuleName.value(column.name()))) {
                return Optional.of(new RowFault(title + "不在约定的代码之内", "用对照表对应到约定的代码，或在契约中增加新代码"));
            }
        }
        return Optional.empty();
    }

    private static String kind(ColumnType type) {
        return switch (type.kind()) {
            case STRING -> "文本";
            case DATE -> "日期";
            case TIMESTAMP -> "日期时间";
            case DECIMAL -> "金额或小数（最多%d位，其中小数%d位）".formatted(type.precision(), type.scale());
            case INTEGER -> "整数";
            case BOOLEAN -> "“是”或“否”";
        };
    }
}
