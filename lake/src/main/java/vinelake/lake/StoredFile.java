package vinelake.lake;

import java.net.URI;
import java.time.LocalDate;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A file of a table's version, with what the log knows of its rows. */
public final class StoredFile {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI location;
    private final long bytes;
    private final JsonNode statistics;

    /** @param statistics JSON as in Delta's protocol; null where the log has none */
    StoredFile(URI location, long bytes, String statistics) {
        this.location = location;
        this.bytes = bytes;
        this.statistics = JSON.readTree(statistics == null ? "{}" : statistics);
    }

    /** From the earliest to the latest that some row has. */
    public record Days(LocalDate first, LocalDate last) {}

    public URI location() {
        return location;
    }

    public long bytes() {
        return bytes;
    }

    /**
     * The days of a column; nothing where the log does not know them.
     *
     * @param column a DATE
     */
    public Optional<Days> days(String column) {
        var first = statistics.path("minValues").path(column);
        var last = statistics.path("maxValues").path(column);
        return first.isString() && last.isString()
                ? Optional.of(new Days(LocalDate.parse(first.asString()), LocalDate.parse(last.asString())))
                : Optional.empty();
    }
}
