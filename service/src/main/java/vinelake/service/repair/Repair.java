package vinelake.service.repair;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vinelake.core.contract.Contract;

/**
 * How refused rows are to be read otherwise than they were delivered, as the command line takes it and the lake keeps it.
 *
 * @param rule only rows that break it
 * @param delivery only rows that came with it, by its id: the next one may have a file of the same name
 * @param file only rows of this file
 * @param line only the row with this number in the file
 * @param condition only rows of which this is TRUE: SQL over the columns as delivered
 * @param column whose values are mapped or computed
 * @param values text as delivered -> text that is read
 * @param expression SQL over the columns as delivered
 * @param fields by hand: column -> text that is read
 * @param isDismissed whether the rows stay refused, and wait for nobody any more
 */
public record Repair(
        Optional<String> rule,
        Optional<String> delivery,
        Optional<String> file,
        Optional<Long> line,
        Optional<String> condition,
        Optional<String> column,
        Map<String, String> values,
        Optional<String> expression,
        Map<String, String> fields,
        boolean isDismissed) {

    /** Longer ones are no work for a form. */
    private static final int LONGEST = 2_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public Repair {
        values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
        fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /**
     * @param json as a decision has it
     * @param delivery the only one that the decision is for
     */
    public static Repair of(String json, Optional<String> delivery) {
        var node = JSON.readTree(json);
        return new Repair(
                text(node, "rule"),
                delivery,
                text(node, "file"),
                Optional.of(node.path("line")).filter(JsonNode::isNumber).map(JsonNode::asLong),
                text(node, "condition"),
                text(node, "column"),
                texts(node.path("values")),
                text(node, "expression"),
                texts(node.path("fields")),
                node.path("dismissed").asBoolean(false));
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.of(node.path(field)).filter(JsonNode::isString).map(JsonNode::stringValue);
    }

    private static Map<String, String> texts(JsonNode node) {
        var texts = new LinkedHashMap<String, String>();
        node.properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asString("")));
        return texts;
    }

    /** What is wrong with it, where it cannot be tried on rows of the contract. The SQL is judged by who runs it. */
    public Optional<String> fault(Contract contract) {
        long actions = Stream.of(!values.isEmpty(), expression.isPresent(), !fields.isEmpty(), isDismissed)
                .filter(is -> is)
                .count();
        if (actions != 1) {
            return Optional.of(
                    "the repair has %d actions. Allowed: one of: values of a column, an expression for a column, fields of a row, a dismissal"
                            .formatted(actions));
        }
        if (column.isPresent() == (isDismissed || !fields.isEmpty())) {
            return Optional.of("column is %s. Allowed: one for values and for an expression, none else"
                    .formatted(column.orElse("missing")));
        }
        boolean isRow = line.isPresent();
        if (file.isPresent() != isRow || delivery.isPresent() != isRow || (!fields.isEmpty() && !isRow)) {
            return Optional.of(
                    "a row is named by its delivery, its file and its line. Allowed: all of them, and needed for fields by hand");
        }
        if (values.keySet().stream().anyMatch(value -> value.contains("="))) {
            return Optional.of("a value as delivered has a '='. Allowed: values without. Use an expression");
        }
        return columnFault(contract).or(this::textFault);
    }

    private Optional<String> columnFault(Contract contract) {
        return Stream.concat(column.stream(), fields.keySet().stream())
                .filter(name -> contract.column(name).isEmpty())
                .findFirst()
                .map(name ->
                        "the contract of %s has no column '%s'. Allowed: its columns".formatted(contract.name(), name));
    }

    private Optional<String> textFault() {
        return Stream.of(
                        rule.stream(),
                        delivery.stream(),
                        file.stream(),
                        condition.stream(),
                        expression.stream(),
                        values.keySet().stream(),
                        values.values().stream(),
                        fields.values().stream())
                .flatMap(texts -> texts)
                .flatMap(text -> textFault("the repair", text).stream())
                .findFirst();
    }

    /** What is wrong with a text as a part of a command, if anything is. */
    public static Optional<String> textFault(String where, String text) {
        return text.length() > LONGEST || text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')
                ? Optional.of("%s: a text is too long, or has control characters. Allowed: %,d characters on a line"
                        .formatted(where, LONGEST))
                : Optional.empty();
    }

    /** As options of {@code vinelake quarantine repair}, each value in one argument with its option's name. */
    List<String> options() {
        var options = new ArrayList<String>();
        rule.ifPresent(text -> options.add("--rule=" + text));
        delivery.ifPresent(id -> options.add("--delivery=" + id));
        file.ifPresent(text -> options.add("--file=" + text));
        line.ifPresent(number -> options.add("--line=" + number));
        condition.ifPresent(text -> options.add("--where=" + text));
        column.ifPresent(text -> options.add("--column=" + text));
        values.forEach((delivered, read) -> options.add("--map=" + delivered + "=" + read));
        expression.ifPresent(text -> options.add("--expression=" + text));
        fields.forEach((name, text) -> options.add("--set=" + name + "=" + text));
        if (isDismissed) {
            options.add("--dismiss");
        }
        return options;
    }

    /** What kind of repair it is, for the log: no values of rows. */
    public String kind() {
        return isDismissed
                ? "dismiss"
                : !fields.isEmpty()
                        ? "by hand: " + String.join(", ", fields.keySet())
                        : (values.isEmpty() ? "expression for " : "values of ") + column.orElse("");
    }
}
