package vinelake.orchestration;

import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.RuleName;

/** What a rule asks of a row, in words. */
final class RuleText {

    /** @param rule as {@code ops/quarantine} names it; one that the contract no longer has is told by its name */
    static String of(Contract contract, String rule, DictionaryPage.Language language) {
        for (var own : contract.rules()) {
            if (own.name().equals(rule)) {
                return own.description();
            }
        }
        for (var column : contract.columns()) {
            var title = language.of(column.title(), "%s (%s)".formatted(column.name(), column.title()));
            if (rule.equals(RuleName.required(column.name()))) {
                return language.of("“%s”须有值", "%s has a value").formatted(title);
            }
            if (rule.equals(RuleName.type(column.name()))) {
                return language.of("“%s”须为合规的%s", "%s is %s")
                        .formatted(title, type(column.type().kind(), language));
            }
            if (rule.equals(RuleName.value(column.name()))) {
                return language.of("“%s”须在代码表内", "%s is one of its values").formatted(title);
            }
        }
        return switch (rule) {
            case RuleName.FIELD_COUNT -> language.of("字段数须与表头一致", "as many fields as the header has");
            case RuleName.CHARSET -> language.of("文字编码须与契约一致", "text in the contract's charset");
            case RuleName.QUOTE -> language.of("引号须成对", "nothing after a closing quote");
            case RuleName.KEY_CONFLICT -> language.of("同一键只能有一种内容", "one row says what a key is");
            default -> rule;
        };
    }

    private static String type(ColumnType.Kind kind, DictionaryPage.Language language) {
        return switch (kind) {
            case DATE -> language.of("日期", "a date");
            case TIMESTAMP -> language.of("时间", "a moment");
            case INTEGER -> language.of("整数", "an integer");
            case BOOLEAN -> language.of("是否值", "yes or no");
            case DECIMAL -> language.of("数值", "a number");
            case STRING -> language.of("文本", "text");
        };
    }

    private RuleText() {}
}
