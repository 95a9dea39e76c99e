package vinelake.benchmarks;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a refresh reports with {@code --report}.
 *
 * @param jobs seconds by job, in their order
 * @param taken what became of the rows of deliveries that this run has taken in
 * @param known deliveries that an earlier run had taken in
 */
record RefreshReport(Map<String, Double> jobs, Counts taken, long known) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static RefreshReport read(Path file) {
        var report = JSON.readTree(file.toFile());
        var jobs = new LinkedHashMap<String, Double>();
        report.get("jobs")
                .forEach(job ->
                        jobs.put(job.get("name").asString(), job.get("seconds").asDouble()));
        var taken = new Counts(0, 0, 0, 0);
        long known = 0;
        for (var delivery : report.get("deliveries")) {
            if (delivery.get("held").asBoolean()) {
                throw new IllegalStateException("%s: a delivery was held: %s".formatted(file, delivery));
            }
            if (delivery.get("known").asBoolean()) {
                known++;
            } else {
                taken = taken.plus(counts(delivery));
            }
        }
        return new RefreshReport(jobs, taken, known);
    }

    private static Counts counts(JsonNode delivery) {
        return new Counts(
                delivery.get("read").asLong(),
                delivery.get("accepted").asLong(),
                delivery.get("quarantined").asLong(),
                delivery.get("duplicate").asLong());
    }
}
