package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files of a table that are in force, read from the entries of its log without Spark and Delta. Of a lake whose log
 * was not cleaned yet: all entries are there.
 */
final class LiveFiles {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static List<Path> of(Path table) throws IOException {
        var log = table.resolve("_delta_log");
        if (!Files.isDirectory(log)) {
            return List.of();
        }
        List<Path> entries;
        try (var files = Files.list(log)) {
            entries = files.filter(f -> f.getFileName().toString().matches("\\d{20}\\.json"))
                    .sorted()
                    .toList();
        }
        var live = new LinkedHashSet<Path>();
        for (var entry : entries) {
            for (var line : Files.readAllLines(entry)) {
                var action = JSON.readTree(line);
                if (action.has("remove")) {
                    live.remove(file(table, action.get("remove").get("path").asString()));
                } else if (action.has("add")) {
                    live.add(file(table, action.get("add").get("path").asString()));
                }
            }
        }
        return List.copyOf(live);
    }

    private static Path file(Path table, String path) {
        return table.resolve(URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8));
    }

    private LiveFiles() {}
}
