package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Folders of lakes, with what the runs on them said beside them. */
final class Lakes {

    /** Deletes a lake that no run is on, and what its runs said. */
    static void delete(Path lake) throws IOException {
        deleteFolder(lake);
        if (!Files.isDirectory(lake.getParent())) {
            return;
        }
        try (var beside = Files.newDirectoryStream(lake.getParent(), lake.getFileName() + ".run-*")) {
            for (var file : beside) {
                Files.delete(file);
            }
        }
    }

    static void deleteFolder(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Lakes() {}
}
