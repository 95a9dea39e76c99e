package vinelake.orchestration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import vinelake.core.value.PersonalHash;
import vinelake.lake.Lake;

/**
 * Which key the lake's hashes of personal data are made with, noted in the lake: under another one nobody would be found
 * again, without a word.
 *
 * @param version of the key
 * @param check hash of a text that everybody knows
 * @param isComplete whether no hash of a former key is left
 */
record PersonalKeyState(int version, String check, boolean isComplete) {

    private static final String PATH = "ops/personal-key.json";
    private static final String TEXT = "vinelake";

    private static PersonalKeyState of(PersonalHash hash, boolean isComplete) {
        return new PersonalKeyState(hash.version(), hash.hash(TEXT), isComplete);
    }

    /**
     * For what writes hashes: a lake that has no note yet gets one.
     *
     * @throws ConfigurationException when the lake's hashes are made with another key than the hub's
     */
    static void require(Lake lake, PersonalHash hash) {
        var noted = read(lake);
        var own = of(hash, true);
        if (noted.isEmpty()) {
            write(lake, own);
        } else if (!noted.get().equals(own)) {
            throw new ConfigurationException(noted.get().difference(own));
        }
    }

    /**
     * For a rotation.
     *
     * @throws ConfigurationException when the key's version was in use with another key
     */
    static void begin(Lake lake, PersonalHash hash) {
        var own = of(hash, false);
        read(lake)
                .filter(noted ->
                        noted.version > own.version || noted.version == own.version && !noted.check.equals(own.check))
                .ifPresent(noted -> {
                    throw new ConfigurationException(noted.difference(own));
                });
        write(lake, own);
    }

    static void complete(Lake lake, PersonalHash hash) {
        write(lake, of(hash, true));
    }

    private String difference(PersonalKeyState own) {
        if (version == own.version && check.equals(own.check)) {
            return "hub.yaml: /keys/personalData: a rotation to version %d was begun and did not end. Run vinelake keys rotate again"
                    .formatted(version);
        }
        if (version < own.version) {
            return ("hub.yaml: /keys/personalData: is version %d, the lake's hashes are of version %d. Allowed: the same."
                            + " Name the key before it under former, and run vinelake keys rotate")
                    .formatted(own.version, version);
        }
        return ("hub.yaml: /keys/personalData: is version %d, and another key than the lake's hashes are made with, of version %d."
                        + " Allowed: that one. Name it again")
                .formatted(own.version, version);
    }

    private static Optional<PersonalKeyState> read(Lake lake) {
        var file = file(lake);
        try {
            var fileSystem = file.getFileSystem(lake.spark().sparkContext().hadoopConfiguration());
            if (!fileSystem.exists(file)) {
                return Optional.empty();
            }
            try (var in = fileSystem.open(file)) {
                var json = Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                return Optional.of(new PersonalKeyState(
                        json.path("version").asInt(),
                        json.path("check").asString(),
                        json.path("isComplete").asBoolean()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static void write(Lake lake, PersonalKeyState state) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("version", state.version);
        fields.put("check", state.check);
        fields.put("isComplete", state.isComplete);
        var file = file(lake);
        try (var out = file.getFileSystem(lake.spark().sparkContext().hadoopConfiguration())
                .create(file, true)) {
            out.write(Json.write(fields).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot be written: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static Path file(Lake lake) {
        return new Path(URI.create(lake.root().toString().replaceAll("/?$", "/") + PATH));
    }
}
