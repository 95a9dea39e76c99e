package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an encrypted landing zone costs.
 *
 * @param bytes of the deliveries
 */
record LandingReport(long rows, long bytes, int cores, List<Round> rounds) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Seconds of the whole ingest. */
    record Round(double clear, double encrypted) {
        double ratio() {
            return encrypted / clear;
        }
    }

    private Spread clear() {
        return Spread.of(rounds.stream().map(Round::clear).toList());
    }

    private Spread encrypted() {
        return Spread.of(rounds.stream().map(Round::encrypted).toList());
    }

    private Spread ratio() {
        return Spread.of(rounds.stream().map(Round::ratio).toList());
    }

    void writeJson(Path file) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("rows", rows);
        json.put("bytes", bytes);
        json.put("cores", cores);
        json.put("rounds", rounds);
        json.put("clear_seconds", clear());
        json.put("encrypted_seconds", encrypted());
        json.put("encrypted_by_clear", ratio());
        Files.writeString(file, JSON.writeValueAsString(json) + "\n");
    }

    String toText() {
        var text = new Lines();
        text.line("%-24s %10s %10s %10s", "landing zone", "median, s", "least", "most");
        line(text, "in clear", clear());
        line(text, "encrypted", encrypted());
        line(text, "encrypted / in clear", ratio());
        text.line("%n%,d rows, %,d bytes, %d rounds, %d cores", rows, bytes, rounds.size(), cores);
        return text.toString();
    }

    private static void line(Lines text, String what, Spread spread) {
        text.line("%-24s %10.2f %10.2f %10.2f", what, spread.median(), spread.min(), spread.max());
    }
}
