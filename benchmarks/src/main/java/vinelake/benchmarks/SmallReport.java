package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What little deliveries cost.
 *
 * @param rows of each delivery
 * @param again when nothing had changed
 */
record SmallReport(int datasets, long rows, long seed, Refresh first, Refresh again, int cores) {

    private static final String INGEST = "ingest-deliveries";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** @param seconds of the process, from its start to its end */
    record Refresh(double seconds, RefreshReport report) {

        private double ofJob(String job) {
            return report.jobs().getOrDefault(job, 0.0);
        }

        private double ofJobs() {
            return report.jobs().values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
        }

        private Map<String, Object> json() {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("seconds", seconds);
            fields.put("jobs", report.jobs());
            return fields;
        }
    }

    private double perDelivery() {
        return first.seconds() / datasets;
    }

    private double ingestPerDelivery() {
        return first.ofJob(INGEST) / datasets;
    }

    void writeJson(Path file) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("datasets", datasets);
        json.put("rows_each", rows);
        json.put("seed", seed);
        json.put("cores", cores);
        json.put("seconds_per_delivery", perDelivery());
        json.put("ingest_seconds_per_delivery", ingestPerDelivery());
        json.put("first", first.json());
        json.put("again", again.json());
        Files.writeString(file, JSON.writeValueAsString(json) + "\n");
    }

    String toText() {
        var text = new Lines();
        text.line("%-28s %10s %10s", "seconds", "first", "unchanged");
        var jobs = new LinkedHashSet<>(first.report().jobs().keySet());
        jobs.addAll(again.report().jobs().keySet());
        for (var job : jobs) {
            text.line("%-28s %10.2f %10.2f", job, first.ofJob(job), again.ofJob(job));
        }
        text.line(
                "%-28s %10.2f %10.2f",
                "start, stop and the rest", first.seconds() - first.ofJobs(), again.seconds() - again.ofJobs());
        text.line("%-28s %10.2f %10.2f", "the whole refresh", first.seconds(), again.seconds());
        text.line(
                "%n%,d deliveries of %,d rows, each counted as planted: %.2f s for each, %.2f s of it the ingest",
                datasets, rows, perDelivery(), ingestPerDelivery());
        text.line("%d cores", cores);
        return text.toString();
    }
}
