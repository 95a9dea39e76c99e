package vinelake.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;
import vinelake.lake.SparkSessions;

/**
 * One way to take in the delivery, in a process that has done nothing else: what a schedule starts each night.
 *
 * @param seconds from the start of the process until everything is committed
 * @param phases seconds of ours by phase; empty for the others
 * @param peakMemoryBytes of the process
 */
record ColdRun(double seconds, Map<String, Double> phases, OptionalLong peakMemoryBytes) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * In this process.
     *
     * @param name of {@link IngestBenchmark#NAMES}
     */
    static ColdRun here(String name, Filings filings, Path folder) throws IOException, SQLException {
        var landing = filings.landing(folder);
        var scratch = Files.createTempDirectory(folder, "cold-");
        int cores = Runtime.getRuntime().availableProcessors();
        try {
            var out = Files.createDirectories(scratch.resolve("out"));
            if (name.equals(IngestBenchmark.DUCKDB)) {
                return run(name, new DuckDbImport(cores), filings, landing, out);
            }
            try (var spark = SparkSessions.local(cores, scratch.resolve("spark"))) {
                var contender = name.equals(IngestBenchmark.OURS)
                        ? new VinelakeIngest(spark, BenchmarkHub.load(scratch.resolve("hub")))
                        : new SparkCopy(spark);
                return run(name, contender, filings, landing, out);
            }
        } finally {
            Folders.delete(scratch);
        }
    }

    private static ColdRun run(String name, Contender contender, Filings filings, Path landing, Path out)
            throws IOException, SQLException {
        contender.run(landing, out);
        double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
        IngestBenchmark.requirePlanted(name, filings.planted(), contender.counts());
        var phases = contender instanceof VinelakeIngest ours ? ours.phases() : Map.<String, Double>of();
        return new ColdRun(seconds, phases, ProcessMemory.peak());
    }

    void write(Path file) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("seconds", seconds);
        json.put("phases", phases);
        json.put("peak", peakMemoryBytes.orElse(0));
        Files.writeString(file, JSON.writeValueAsString(json));
    }

    static ColdRun read(Path file) {
        var json = JSON.readTree(file.toFile());
        var phases = new LinkedHashMap<String, Double>();
        json.get("phases")
                .properties()
                .forEach(p -> phases.put(p.getKey(), p.getValue().asDouble()));
        long peak = json.get("peak").asLong();
        return new ColdRun(
                json.get("seconds").asDouble(), phases, peak == 0 ? OptionalLong.empty() : OptionalLong.of(peak));
    }
}
