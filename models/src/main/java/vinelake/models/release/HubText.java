package vinelake.models.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files of a hub folder as text, so that a release can keep them and a replay can read them again. */
final class HubText {

    /** @return text by path below the folder: hub.yaml, contracts and policies */
    static SortedMap<String, String> read(Path folder) {
        var files = new TreeMap<String, String>();
        read(folder, folder.resolve("hub.yaml"), files);
        read(folder, folder.resolve("contracts"), files);
        read(folder, folder.resolve("policy"), files);
        return files;
    }

    static void write(SortedMap<String, String> files, Path folder) {
        files.forEach((name, text) -> {
            try {
                var file = folder.resolve(name);
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void read(Path folder, Path start, SortedMap<String, String> files) {
        if (Files.notExists(start)) {
            // A hub without subjects has no policies, and version control keeps no empty folder.
            return;
        }
        try (var found = Files.walk(start)) {
            for (var file : (Iterable<Path>) found.filter(f -> f.toString().endsWith(".yaml"))::iterator) {
                files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HubText() {}
}
