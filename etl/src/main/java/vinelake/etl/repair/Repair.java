package vinelake.etl.repair;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * How refused rows are read otherwise than they were delivered: values of a column are mapped, a column becomes what an
 * expression gives, fields are written by hand; or the rows stay refused for good. It says which rows it is for, and never
 * changes one that was accepted.
 *
 * @param rule only rows that break it
 * @param file only rows of this file, as the quarantine names it
 * @param line only the row with this number in the file
 * @param condition only rows of which this is TRUE: Spark SQL over the columns as delivered, all of them text
 * @param column whose values are mapped or computed
 * @param values text as delivered -> text that is read
 * @param expression Spark SQL over the columns as delivered; where it gives NULL, the field stays as it is
 * @param fields by hand: column -> text that is read
 * @param isDismissed whether the rows stay refused, and wait for nobody any more
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Repair(
        Optional<String> rule,
        Optional<String> file,
        Optional<Long> line,
        Optional<String> condition,
        Optional<String> column,
        Map<String, String> values,
        Optional<String> expression,
        Map<String, String> fields,
        @JsonProperty("dismissed") boolean isDismissed) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public Repair {
        rule = orNone(rule);
        file = orNone(file);
        line = orNone(line);
        condition = orNone(condition);
        column = orNone(column);
        expression = orNone(expression);
        // In one order, because the text of a repair is what it is known by.
        values = new TreeMap<>(values == null ? Map.of() : values);
        fields = new TreeMap<>(fields == null ? Map.of() : fields);
        long actions = Stream.of(!values.isEmpty(), expression.isPresent(), !fields.isEmpty(), isDismissed)
                .filter(is -> is)
                .count();
        boolean hasColumn = !values.isEmpty() || expression.isPresent();
        if (actions != 1 || hasColumn != column.isPresent()) {
            throw new IllegalArgumentException(
                    "a repair with %d actions%s. Allowed: one of: values of a column, an expression for a column, fields by hand, a dismissal"
                            .formatted(actions, column.map(c -> " for the column " + c).orElse("")));
        }
        if (line.isPresent() && file.isEmpty()) {
            throw new IllegalArgumentException("line %d of no file. Needed: the file too".formatted(line.get()));
        }
        if (!fields.isEmpty() && line.isEmpty()) {
            throw new IllegalArgumentException("fields by hand are for one row. Needed: its file and line");
        }
    }

    private static <T> Optional<T> orNone(Optional<T> value) {
        return value == null ? Optional.empty() : value;
    }

    public String toJson() {
        return JSON.writeValueAsString(this);
    }

    public static Repair fromJson(String json) {
        return JSON.readValue(json, Repair.class);
    }

    /** Whether the row is one that it is for, as far as its place and its rules tell. */
    boolean isFor(RefusedRow row) {
        return rule.filter(r -> !row.rules().contains(r)).isEmpty()
                && file.filter(f -> !f.equals(row.file())).isEmpty()
                && line.filter(n -> n != row.line()).isEmpty();
    }
}
