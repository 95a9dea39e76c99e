package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What the months of a city's rows cost. */
record MonthsReport(List<Month> months, long seed, OptionalLong peakMemoryBytes, long maxHeapBytes, int cores) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /**
     * @param bytes of the deliveries
     * @param landingBytes of the landing zone after it
     * @param tableBytes of the tables and their logs after it
     */
    record Month(
            LocalDate asOf,
            Counts counts,
            long bytes,
            double seconds,
            Map<String, Double> phases,
            long landingBytes,
            long tableBytes) {

        private double rowsPerSecond() {
            return counts.read() / seconds;
        }

        /** With the inbox, before it was emptied. */
        private long diskBytes() {
            return bytes + landingBytes + tableBytes;
        }
    }

    private double seconds() {
        return months.stream().mapToDouble(Month::seconds).sum();
    }

    private long sum(ToLongFunction<Counts> count) {
        return months.stream().map(Month::counts).mapToLong(count).sum();
    }

    private long peakDiskBytes() {
        return months.stream().mapToLong(Month::diskBytes).max().orElse(0);
    }

    void writeJson(Path file) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("rows", sum(Counts::read));
        json.put("accepted", sum(Counts::accepted));
        json.put("quarantined", sum(Counts::quarantined));
        json.put("duplicate", sum(Counts::duplicate));
        json.put("seconds", seconds());
        json.put("seed", seed);
        json.put("peak_memory_bytes", peakMemoryBytes);
        json.put("peak_disk_bytes", peakDiskBytes());
        json.put("max_heap_bytes", maxHeapBytes);
        json.put("cores", cores);
        json.put("months", months);
        Files.writeString(file, JSON.writeValueAsString(json) + "\n");
    }

    String toText() {
        var text = new Lines();
        text.line("%-12s %14s %10s %12s %12s %12s", "as of", "rows", "seconds", "rows/s", "landing MB", "tables MB");
        for (var month : months) {
            text.line(
                    "%-12s %,14d %10.2f %,12.0f %,12d %,12d",
                    month.asOf(),
                    month.counts().read(),
                    month.seconds(),
                    month.rowsPerSecond(),
                    month.landingBytes() >> 20,
                    month.tableBytes() >> 20);
        }
        text.line(
                "%n%,d rows in %.0f s, %,.0f rows/s: %,d accepted, %,d quarantined, %,d duplicates, every month as planted",
                sum(Counts::read),
                seconds(),
                sum(Counts::read) / seconds(),
                sum(Counts::accepted),
                sum(Counts::quarantined),
                sum(Counts::duplicate));
        text.line("most on disk at once, inbox, landing zone and tables: %,d MB", peakDiskBytes() >> 20);
        peakMemoryBytes.ifPresent(peak -> text.line("peak resident memory of the process: %,d MB", peak >> 20));
        text.line("%d cores, heap %,d MB", cores, maxHeapBytes >> 20);
        return text.toString();
    }
}
