package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import vinelake.core.table.Table;

/**
 * What nights cost and leave behind.
 *
 * @param rows of each delivery
 */
record YearReport(int datasets, long rows, long seed, List<Night> nights, int cores) {

    private static final int MONTH = 30;

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /** By job. */
    record Seconds(double ingest, double compact, double tidy) {

        private double all() {
            return ingest + compact + tidy;
        }
    }

    /**
     * What the lake is after a night.
     *
     * @param mostFiles of the table that has most files in its latest version
     * @param files of all tables' latest versions
     * @param filesOnDisk of the tables, with those that only earlier versions have
     * @param logFiles of all tables
     * @param largestLogBytes of the table whose log is largest
     * @param logBytes of all tables' logs
     * @param tableBytes of the tables, without logs
     */
    record Night(
            LocalDate asOf,
            Seconds seconds,
            long mostFiles,
            long files,
            long filesOnDisk,
            long logFiles,
            long largestLogBytes,
            long logBytes,
            long tableBytes) {

        static Night of(LocalDate asOf, Seconds seconds, Path lake, List<Table> tables) throws IOException {
            long most = 0;
            long live = 0;
            long onDisk = 0;
            long logFiles = 0;
            long largestLog = 0;
            long logBytes = 0;
            long tableBytes = 0;
            for (var table : tables) {
                var folder = lake.resolve(table.path());
                var log = folder.resolve("_delta_log");
                if (!Files.isDirectory(log)) {
                    continue;
                }
                long ofTable = filesOfLatestVersion(log);
                most = Math.max(most, ofTable);
                live += ofTable;
                var files = files(folder);
                var ofLog = files.stream().filter(file -> file.startsWith(log)).toList();
                var data = files.stream()
                        .filter(file -> !file.startsWith(log)
                                && !file.getFileName().toString().startsWith("."))
                        .toList();
                onDisk += data.size();
                tableBytes += bytes(data);
                logFiles += ofLog.size();
                largestLog = Math.max(largestLog, bytes(ofLog));
                logBytes += bytes(ofLog);
            }
            return new Night(asOf, seconds, most, live, onDisk, logFiles, largestLog, logBytes, tableBytes);
        }

        /** As the checksum says that Delta writes beside each commit. */
        private static long filesOfLatestVersion(Path log) throws IOException {
            var checksum = files(log).stream()
                    .filter(file -> file.getFileName().toString().matches("\\d+\\.crc"))
                    .max(Comparator.comparing(Path::toString))
                    .orElseThrow(() -> new IOException(log + ": no checksum"));
            return JSON.readTree(checksum.toFile()).get("numFiles").asLong();
        }

        private static List<Path> files(Path folder) throws IOException {
            try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(Files::isRegularFile).toList();
            }
        }

        private static long bytes(List<Path> files) {
            return files.stream().mapToLong(file -> file.toFile().length()).sum();
        }
    }

    void writeJson(Path file) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("datasets", datasets);
        json.put("rows_each", rows);
        json.put("seed", seed);
        json.put("cores", cores);
        json.put("nights", nights);
        Files.writeString(file, JSON.writeValueAsString(json) + "\n");
    }

    String toText() {
        var text = new Lines();
        text.line("Medians of thirty nights each:%n");
        text.line(
                "%-12s %8s %8s %8s %8s %10s %10s %10s %10s %10s",
                "from",
                "ingest s",
                "compact",
                "tidy",
                "all s",
                "most files",
                "files",
                "on disk",
                "log MB",
                "tables MB");
        for (int from = 0; from < nights.size(); from += MONTH) {
            var month = nights.subList(from, Math.min(nights.size(), from + MONTH));
            text.line(
                    "%-12s %8.2f %8.2f %8.2f %8.2f %11.0f %10.0f %10.0f %10.1f %10.1f",
                    month.get(0).asOf(),
                    median(month, n -> n.seconds().ingest()),
                    median(month, n -> n.seconds().compact()),
                    median(month, n -> n.seconds().tidy()),
                    median(month, n -> n.seconds().all()),
                    median(month, Night::mostFiles),
                    median(month, Night::files),
                    median(month, Night::filesOnDisk),
                    median(month, n -> n.logBytes() / 1e6),
                    median(month, n -> n.tableBytes() / 1e6));
        }
        text.line(
                "%n%,d nights, %,d deliveries of %,d rows, each night counted as planted; %d cores",
                nights.size(), (long) nights.size() * datasets, rows, cores);
        return text.toString();
    }

    private static double median(List<Night> nights, ToDoubleFunction<Night> figure) {
        var sorted = new ArrayList<>(nights);
        sorted.sort(Comparator.comparingDouble(figure));
        return figure.applyAsDouble(sorted.get(sorted.size() / 2));
    }
}
