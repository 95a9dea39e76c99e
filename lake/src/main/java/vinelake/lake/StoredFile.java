package vinelake.lake;

import java.net.URI;
import java.time.LocalDate;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of a table's version, with what the log knows of its rows.
 *
 * @param statistics JSON as in Delta's protocol; nothing where the log has none
 */
public record StoredFile(URI location, long bytes, Optional<String> statistics) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** From the earliest to the latest that some row has. */
    public record Days(LocalDate first, LocalDate last) {}

    /**
     * The days of a column; nothing where the log does not know them.
     *
     * @param column a DATE
     */
    public Optional<Days> days(String column) {
        var known = JSON.readTree(statistics.orElse("{}"));
        var first = known.path("minValues").path(column);
        var last = known.path("maxValues").path(column);
        return first.isString() && last.isString()
                ? Optional.of(new Days(LocalDate.parse(first.asString()), LocalDate.parse(last.asString())))
                : Optional.empty();
    }
}
