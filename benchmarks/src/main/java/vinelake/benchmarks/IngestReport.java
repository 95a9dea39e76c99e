package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What the benchmark of the ingest found. */
record IngestReport(
        Counts counts,
        long seed,
        long bytes,
        Machine machine,
        Map<String, String> versions,
        List<Round> rounds,
        OptionalLong peakMemoryBytes) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /** @param memoryBytes of the machine; empty where the system does not say */
    record Machine(int cores, OptionalLong memoryBytes, String jdk, long maxHeapBytes) {}

    /** For machines, flat where a comparison looks first: the ratios are medians of the rounds' ratios of seconds. */
    private Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("rows", counts.read());
        json.put("rounds", rounds.size());
        json.put("seed", seed);
        json.put("bytes", bytes);
        json.put("bytes_per_row", bytesPerRow());
        json.put("ratio_spark_copy", spread(Round::ratioToSparkCopy).median());
        json.put("ratio_duckdb", spread(Round::ratioToDuckDb).median());
        json.put("ratio_spark_copy_spread", spread(Round::ratioToSparkCopy));
        json.put("ratio_duckdb_spread", spread(Round::ratioToDuckDb));
        json.put("ours_seconds", spread(Round::oursSeconds));
        json.put("spark_copy_seconds", spread(Round::sparkCopySeconds));
        json.put("duckdb_seconds", spread(Round::duckdbSeconds));
        json.put("phase_seconds", phases());
        json.put("peak_memory_bytes", peakMemoryBytes);
        json.put("counts", counts);
        json.put("versions", versions);
        json.put("machine", machine);
        json.put("each_round", rounds);
        return json;
    }

    void writeJson(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(json()) + "\n");
    }

    String toText() {
        var text = new Lines();
        text.line(
                "%,d rows of %.0f bytes on average: %,d accepted, %,d quarantined, %,d duplicates, in every round",
                counts.read(), bytesPerRow(), counts.accepted(), counts.quarantined(), counts.duplicate());
        text.line("");
        text.line("%-24s %10s %20s %12s", "", "seconds", "min to max", "rows/s");
        contender(text, "vinelake ingest", spread(Round::oursSeconds));
        contender(text, "Spark copy, no checks", spread(Round::sparkCopySeconds));
        contender(text, "DuckDB, same checks", spread(Round::duckdbSeconds));
        text.line("");
        ratio(text, "ours / Spark copy", spread(Round::ratioToSparkCopy));
        ratio(text, "ours / DuckDB", spread(Round::ratioToDuckDb));
        text.line("");
        text.line("where ours spends its time, median seconds, summed over the threads that work side by side:");
        phases().forEach((phase, seconds) -> text.line(
                "  %-22s %10.2f %19.0f%%",
                phase.replace('_', ' '),
                seconds,
                100
                        * seconds
                        / phases().values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum()));
        text.line("");
        peakMemoryBytes.ifPresent(peak -> text.line(
                "peak resident memory of ours, with the others where they share the process: %,d MB", peak >> 20));
        text.line(
                "%d cores, JDK %s, heap %,d MB; %s",
                machine.cores(), machine.jdk(), machine.maxHeapBytes() >> 20, versions);
        return text.toString();
    }

    private double bytesPerRow() {
        return (double) bytes / counts.read();
    }

    private Spread spread(ToDoubleFunction<Round> figure) {
        return Spread.of(rounds.stream().map(figure::applyAsDouble).toList());
    }

    private Map<String, Double> phases() {
        var phases = new LinkedHashMap<String, Double>();
        for (var phase : rounds.get(0).phases().keySet()) {
            phases.put(phase, spread(r -> r.phases().get(phase)).median());
        }
        return phases;
    }

    private void contender(Lines text, String name, Spread seconds) {
        text.line(
                "%-24s %10.2f %20s %,12.0f",
                name,
                seconds.median(),
                String.format(Locale.ROOT, "%.2f to %.2f", seconds.min(), seconds.max()),
                counts.read() / seconds.median());
    }

    private static void ratio(Lines text, String name, Spread ratio) {
        text.line(
                "%-24s %10.2f %20s",
                name, ratio.median(), String.format(Locale.ROOT, "%.2f to %.2f", ratio.min(), ratio.max()));
    }
}
