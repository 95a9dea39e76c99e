package vinelake.etl.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vinelake.core.contract.HoldReason;
import vinelake.lake.Delivery.FileDigest;
import vinelake.lake.Digest;

/**
 * What the senders of one dataset declare of one delivery, in all the manifests for it.
 *
 * @param files that lie in the landing folder
 * @param entries of this dataset's files
 * @param problems what is wrong with the manifests themselves
 */
record Manifests(List<FileDigest> files, List<Entry> entries, List<String> problems) {

    /** Of a dataset that has none. */
    static final Manifests NONE = new Manifests(List.of(), List.of(), List.of());

    /** So many missing files are told by name. */
    private static final int MOST_MISSING = 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SHAPE =
            "{\"asOfDate\": \"2026-06-30\", \"files\": [{\"name\": \"a.csv\", \"rows\": 12, \"sha256\": \"...\"}]},"
                    + " of which only the names are needed";

    /**
     * @param manifest that it stands in
     * @param file below the landing folder
     */
    record Entry(String manifest, String file, OptionalLong rows, Optional<String> sha256) {}

    /** A manifest as it was found. */
    record Sent(String path, Optional<LocalDate> asOf, List<Entry> entries, Optional<String> problem) {

        boolean names(String file) {
            return entries.stream().anyMatch(e -> e.file().equals(file));
        }
    }

    /** Reads a manifest; what is wrong with it is among what it says. */
    static Sent read(Path landing, String path) {
        try {
            return parsed(path, JSON.readTree(Files.readAllBytes(landing.resolve(path))));
        } catch (IOException | JacksonException e) {
            return broken(path, HoldReason.MANIFEST_NO_JSON.text(SHAPE));
        }
    }

    private static Sent parsed(String path, JsonNode json) {
        var files = json.path("files");
        if (!files.isArray()) {
            return broken(path, HoldReason.MANIFEST_NO_FILES.text(SHAPE));
        }
        var date = json.path("asOfDate");
        Optional<LocalDate> asOf = Optional.empty();
        if (!date.isMissingNode() && !date.isNull()) {
            try {
                asOf = Optional.of(LocalDate.parse(date.asString("")));
            } catch (DateTimeException e) {
                return broken(path, HoldReason.MANIFEST_NO_DATE.text(HoldReason.quoted(date.asString("")), SHAPE));
            }
        }
        int slash = path.lastIndexOf('/');
        var folder = slash < 0 ? "" : path.substring(0, slash + 1);
        var entries = new ArrayList<Entry>();
        for (var file : files) {
            var name = file.path("name");
            var rows = file.path("rows");
            var sha256 = file.path("sha256");
            if (!name.isString() || name.stringValue().isBlank()) {
                return broken(path, HoldReason.MANIFEST_NO_NAME.text(SHAPE));
            }
            if (!rows.isMissingNode() && !rows.isNull() && !rows.isIntegralNumber()) {
                return broken(path, HoldReason.MANIFEST_NO_COUNT.text(HoldReason.quoted(rows.toString()), SHAPE));
            }
            entries.add(new Entry(
                    path,
                    folder + name.stringValue(),
                    rows.isIntegralNumber() ? OptionalLong.of(rows.longValue()) : OptionalLong.empty(),
                    sha256.isString() ? Optional.of(sha256.stringValue().toLowerCase(Locale.ROOT)) : Optional.empty()));
        }
        return new Sent(path, asOf, entries, Optional.empty());
    }

    private static Sent broken(String path, String problem) {
        return new Sent(path, Optional.empty(), List.of(), Optional.of("%s: %s".formatted(path, problem)));
    }

    /** Over what was sent; empty where nothing was. */
    Optional<String> digest() {
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of(Digest.sha256(
                        files.stream().map(FileDigest::sha256).sorted().collect(Collectors.joining("\n"))));
    }

    /** The rows that are declared of files; empty where not all of them are. */
    OptionalLong rows(List<FileDigest> delivered) {
        long sum = 0;
        for (var file : delivered) {
            var rows = rows(file.name());
            if (rows.isEmpty()) {
                return OptionalLong.empty();
            }
            sum += rows.getAsLong();
        }
        return delivered.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum);
    }

    /** The rows that are declared of a file. */
    OptionalLong rows(String file) {
        return entries.stream()
                .filter(e -> e.file().equals(file) && e.rows().isPresent())
                .map(Entry::rows)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    /** What of the files that came is not as declared, as far as their digests tell. */
    List<String> problems(List<FileDigest> delivered) {
        var wrong = new ArrayList<>(problems);
        for (var file : delivered) {
            var own = entries.stream().filter(e -> e.file().equals(file.name())).toList();
            if (own.isEmpty()) {
                wrong.add("%s: %s".formatted(file.name(), HoldReason.NOT_IN_MANIFEST.text()));
            }
            own.stream()
                    .filter(e -> e.sha256()
                            .filter(declared -> !declared.equals(file.sha256()))
                            .isPresent())
                    .findFirst()
                    .ifPresent(e -> wrong.add("%s: %s"
                            .formatted(
                                    file.name(),
                                    HoldReason.OTHER_CHECKSUM.text(
                                            file.sha256(),
                                            e.manifest(),
                                            HoldReason.quoted(e.sha256().orElseThrow())))));
        }
        var came = delivered.stream().map(FileDigest::name).collect(Collectors.toSet());
        var missing = entries.stream().filter(e -> !came.contains(e.file())).toList();
        missing.stream()
                .limit(MOST_MISSING)
                .forEach(e -> wrong.add(
                        "%s: %s".formatted(HoldReason.quoted(e.file()), HoldReason.FILE_MISSING.text(e.manifest()))));
        if (missing.size() > MOST_MISSING) {
            wrong.add(HoldReason.MORE_MISSING.text(missing.size() - MOST_MISSING));
        }
        return wrong;
    }
}
