package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What fetching from a database costs.
 *
 * @param rows of the table
 * @param copySeconds the database writes the same rows as CSV by its own COPY, and nothing is done with them
 * @param first everything is new
 * @param changed rows that were changed or added since
 * @param second only these are fetched, and the one of the last moment
 * @param unchanged nothing has changed
 */
record ExchangeReport(
        long rows, double copySeconds, Fetch first, long changed, Fetch second, Fetch unchanged, int cores) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** @param seconds of the whole ingest */
    record Fetch(double seconds, Counts counts) {}

    void writeJson(Path file) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("rows", rows);
        json.put("cores", cores);
        json.put("copy_seconds", copySeconds);
        json.put("first_seconds", first.seconds());
        json.put("rows_per_second", rows / first.seconds());
        json.put("against_copy", first.seconds() / copySeconds);
        json.put("changed", changed);
        json.put("second_read", second.counts().read());
        json.put("second_seconds", second.seconds());
        json.put("unchanged_seconds", unchanged.seconds());
        Files.writeString(file, JSON.writeValueAsString(json) + "\n");
    }

    String toText() {
        var text = new Lines();
        text.line("%-36s %10s %12s %12s", "", "seconds", "rows read", "rows/s");
        text.line(
                "%-36s %10.1f %,12d %,12.0f",
                "the database's own COPY, to nothing", copySeconds, rows, rows / copySeconds);
        line(text, "all of the table", first);
        line(text, "%,d rows changed or added since".formatted(changed), second);
        line(text, "nothing has changed", unchanged);
        text.line("%nall of the table / COPY: %.2f", first.seconds() / copySeconds);
        text.line("%d cores", cores);
        return text.toString();
    }

    private static void line(Lines text, String what, Fetch fetch) {
        text.line(
                "%-36s %10.1f %,12d %,12.0f",
                what, fetch.seconds(), fetch.counts().read(), fetch.counts().read() / fetch.seconds());
    }
}
