package vinelake.orchestration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import vinelake.core.contract.Contract;
import vinelake.core.contract.RuleText;

/** What is told of refused rows. Not a part of the verb that tells it: verbs are known without Spark's classes. */
final class OpenRowFields {

    /** @param counted rule, rows and deliveries */
    static List<Map<String, Object>> rules(Contract contract, List<Row> counted) {
        return counted.stream().map(row -> rule(contract, row)).toList();
    }

    /** @param refused date, file, line, rules and text */
    static List<Map<String, Object>> rows(Contract contract, List<Row> refused) {
        return refused.stream().map(row -> row(contract, row)).toList();
    }

    private static Map<String, Object> rule(Contract contract, Row row) {
        var rule = new LinkedHashMap<String, Object>();
        rule.put("rule", row.getString(0));
        rule.put("rows", row.getLong(1));
        rule.put("deliveries", row.getLong(2));
        var text = RuleText.of(contract, row.getString(0));
        rule.put("sentence", text.sentence());
        rule.put("remedy", text.remedy());
        return rule;
    }

    private static Map<String, Object> row(Contract contract, Row row) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("as_of_date", row.getDate(0).toString());
        fields.put("file", row.getString(1));
        fields.put("line", row.getLong(2));
        fields.put("rules", row.<String>getList(3));
        fields.put(
                "sentences",
                row.<String>getList(3).stream()
                        .map(r -> RuleText.of(contract, r).sentence())
                        .toList());
        fields.put("text", row.getString(4));
        return fields;
    }

    private OpenRowFields() {}
}
