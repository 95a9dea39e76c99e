package vinelake.orchestration;

import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.RowFault;
import vinelake.core.contract.RuleName;
import vinelake.orchestration.DictionaryPage.Language;

/** What is wrong with a row that breaks a rule, in words. */
final class RuleWords {

    /** @param rule as {@code ops/quarantine} names it; one that no version of the contract has is told by its name */
    static String of(Contract contract, String rule, Language language) {
        return language == Language.ZH ? RowFault.of(contract, rule).sentence() : english(contract, rule);
    }

    private static String english(Contract contract, String rule) {
        var own = contract.rule(rule);
        if (own.isPresent()) {
            return "breaks %s (%s)".formatted(rule, own.get().description());
        }
        for (var column : contract.columns()) {
            var title = "%s (%s)".formatted(column.name(), column.title());
            if (rule.equals(RuleName.required(column.name()))) {
                return title + " has no value";
            }
            if (rule.equals(RuleName.type(column.name()))) {
                return "%s is no %s".formatted(title, type(column.type()));
            }
            if (rule.equals(RuleName.value(column.name()))) {
                return title + " is none of its values";
            }
        }
        return switch (rule) {
            case RuleName.FIELD_COUNT -> "more or fewer fields than the header";
            case RuleName.CHARSET -> "no text in the contract's charset";
            case RuleName.QUOTE -> "text after a closing quote";
            case RuleName.KEY_CONFLICT -> "another row says something else of the key";
            default -> rule;
        };
    }

    private static String type(ColumnType type) {
        return switch (type.kind()) {
            case STRING -> "text";
            case DATE -> "date";
            case TIMESTAMP -> "moment";
            case INTEGER -> "integer";
            case BOOLEAN -> "yes or no";
            case DECIMAL -> "number";
        };
    }

    private RuleWords() {}
}
