package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a run says.
 *
 * @param log what it would say on a terminal
 * @param journal the commits that it made
 */
record RunFiles(Path log, Path journal) {

    /** Files for the next run on a lake, beside the lake's folder. */
    static synchronized RunFiles beside(Path lake) throws IOException {
        Files.createDirectories(lake.getParent());
        for (int number = 1; ; number++) {
            var name = "%s.run-%d".formatted(lake.getFileName(), number);
            var log = lake.resolveSibling(name + ".log");
            if (!Files.exists(log)) {
                Files.createFile(log);
                return new RunFiles(log, lake.resolveSibling(name + ".commits"));
            }
        }
    }

    boolean says(String text) throws IOException {
        return Files.readString(log).contains(text);
    }

    /** The last lines of what it said. */
    String end() throws IOException {
        var lines = Files.readAllLines(log);
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }

    /** The commits that it made, {@code TABLE#ORDINAL}, in order. */
    List<String> commits() throws IOException {
        return Files.exists(journal)
                ? Files.readAllLines(journal).stream()
                        .map(line -> line.substring(line.indexOf(' ') + 1))
                        .toList()
                : List.of();
    }
}
