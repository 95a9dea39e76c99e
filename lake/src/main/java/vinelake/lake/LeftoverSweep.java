package vinelake.lake;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;

/**
 * Removes files that no reader needs any more: those that a table has not had since the retention began, those that were
 * never committed, what killed commits and publications left, and claims that a later one stands over.
 *
 * <p>A release cannot lose anything by it. Its profiles lie in a table that never changes, and what computes them again
 * reads the history tables as they are now, by delivery and moment of receipt, never at an older version; rows of a
 * history table are in its latest version for good, and the files of the latest version are never removed. A reader that
 * opened an older version within the retention finds its files, because a file that was taken out of the table is kept
 * as long. A writer is safe, because what it writes is younger than the retention until it commits.
 */
public final class LeftoverSweep {

    /** Longer than any reader reads, or any run runs. */
    public static final Duration RETENTION = Duration.ofDays(7);

    /** Until then the logs remember which files were taken out of a table. */
    public static final Duration LONGEST_RETENTION = Duration.ofDays(30);

    /** Where it is noted when each place was swept, from the lake's root. */
    static final String NOTES = "ops/tidied.json";

    private static final Logger LOG = LoggerFactory.getLogger(LeftoverSweep.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<TreeMap<String, Note>> NOTES_TYPE = new TypeReference<>() {};

    private static final String LOG_FOLDER = "_delta_log";
    private static final String RELEASES = "release";
    private static final long NO_VERSION = -1;

    /**
     * What lay in a place.
     *
     * @param place below the lake's root
     */
    public record Leftover(String place, long files, long bytes) {}

    /** When a place was swept, at which version, and whether something is there that was too young to go. */
    private record Note(String at, long version, boolean hasYoung) {}

    /** Files to go, in this order, and whether younger ones may follow them. */
    private record Found(List<FileStatus> files, boolean hasYoung) {}

    private final Lake lake;
    private final List<Table> tables;
    private final Instant now;
    private final Instant cutoff;
    private final Duration retention;
    private final boolean isDryRun;
    private final Progress progress;
    private final StopSignal stop;
    private final Configuration configuration;

    /**
     * @param tables whose files are looked at
     * @param isDryRun whether everything stays
     */
    public LeftoverSweep(
            Lake lake,
            List<Table> tables,
            Instant now,
            Duration retention,
            boolean isDryRun,
            Progress progress,
            StopSignal stop) {
        if (retention.isNegative() || retention.compareTo(LONGEST_RETENTION) > 0) {
            throw new IllegalArgumentException(
                    "retention of %s. Allowed: up to %s, as long as the logs remember what was taken out"
                            .formatted(retention, LONGEST_RETENTION));
        }
        this.lake = lake;
        this.tables = List.copyOf(tables);
        this.now = now;
        this.cutoff = now.minus(retention);
        this.retention = retention;
        this.isDryRun = isDryRun;
        this.progress = progress;
        this.stop = stop;
        this.configuration = lake.spark().sparkContext().hadoopConfiguration();
    }

    /** Sweeps every place. */
    public List<Leftover> all() {
        return sweep(false);
    }

    /**
     * Sweeps the places that were not swept for as long as the retention and have changed since, or had what was too young
     * then. When there is none, it costs one file to know.
     */
    public List<Leftover> due() {
        return sweep(true);
    }

    private List<Leftover> sweep(boolean isDueOnly) {
        var notes = readNotes();
        var leftovers = new ArrayList<Leftover>();
        try {
            int done = 0;
            for (var table : tables) {
                progress.at("%d of %d tables".formatted(done++, tables.size()));
                if (isDueOnly && isYoung(notes.get(table.path()))) {
                    continue;
                }
                long version = lake.version(table).orElse(NO_VERSION);
                var note = notes.get(table.path());
                if (version != NO_VERSION
                        && (!isDueOnly || note == null || note.hasYoung() || note.version() != version)) {
                    sweep(table.path(), version, ofTable(table), notes, leftovers);
                }
            }
            if (!isDueOnly || !isYoung(notes.get(RELEASES))) {
                sweepReleases(notes, leftovers);
            }
            if (!isDueOnly || !isYoung(notes.get(Fence.FOLDER))) {
                sweep(Fence.FOLDER, NO_VERSION, claims(), notes, leftovers);
            }
            return leftovers;
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot be tidied: %s".formatted(lake.root(), e.getMessage()), e);
        } finally {
            writeNotes(notes);
        }
    }

    private boolean isYoung(Note note) {
        if (note == null) {
            return false;
        }
        var at = Instant.parse(note.at());
        // A note from the future comes from a clock that was wrong.
        return !at.isAfter(now) && at.plus(retention).isAfter(now);
    }

    private void sweep(String place, long version, Found found, Map<String, Note> notes, List<Leftover> leftovers)
            throws IOException {
        remove(place, found.files(), leftovers);
        if (!isDryRun) {
            notes.put(place, new Note(now.toString(), version, found.hasYoung()));
        }
    }

    private void remove(String place, List<FileStatus> files, List<Leftover> leftovers) throws IOException {
        stop.stopIfRaised();
        lake.requireHeld();
        long count = 0;
        long bytes = 0;
        for (var file : files) {
            if (isDryRun || fileSystem(file.getPath()).delete(file.getPath(), false)) {
                count++;
                bytes += file.getLen();
            }
        }
        if (count > 0) {
            leftovers.add(new Leftover(place, count, bytes));
        }
    }

    /** What is listed first can only be committed later: the log is read after it. */
    private Found ofTable(Table table) throws IOException {
        var folder = new Path(lake.location(table));
        var leftovers = new ArrayList<FileStatus>();
        var old = new TreeMap<String, FileStatus>();
        var young = new ArrayList<String>();
        for (var file : files(folder)) {
            var path = below(folder, file.getPath());
            if (path.startsWith(LOG_FOLDER + "/")) {
                if (isLeftOfCommit(file) && isOld(file)) {
                    leftovers.add(file);
                }
            } else if (!isHidden(path)) {
                if (isOld(file)) {
                    old.put(path, file);
                } else {
                    young.add(path);
                }
            }
        }
        if (old.isEmpty()) {
            return new Found(leftovers, !young.isEmpty());
        }
        var needed = lake.log(table).filesSince(cutoff);
        boolean hasYoung = !needed.live().containsAll(young);
        for (var file : old.entrySet()) {
            boolean isPast = needed.past().contains(file.getKey());
            hasYoung |= isPast;
            if (!isPast && !needed.live().contains(file.getKey())) {
                leftovers.add(file.getValue());
            }
        }
        return new Found(leftovers, hasYoung);
    }

    /** Folders of releases that were never entered, because the run that wrote them was killed. */
    private void sweepReleases(Map<String, Note> notes, List<Leftover> leftovers) throws IOException {
        var root = new Path(URI.create(lake.root() + "/" + RELEASES));
        var published = published();
        for (var folder : folders(root)) {
            var id = folder.getName();
            if (published.contains(id) || ("release/" + id).equals(Tables.RELEASE.path())) {
                continue;
            }
            var files = files(folder);
            if (!files.stream().allMatch(this::isOld)) {
                continue;
            }
            var held = isDryRun ? lake : claimed(id);
            // A run that published it meanwhile did so before the date was taken over.
            if (isDryRun || !published().contains(id)) {
                held.requireHeld();
                remove(RELEASES + "/" + id, lastOfLogFirst(files), leftovers);
                if (!isDryRun) {
                    fileSystem(folder).delete(folder, true);
                }
            }
        }
        if (!isDryRun) {
            notes.put(RELEASES, new Note(now.toString(), NO_VERSION, false));
        }
    }

    /**
     * On an object store nothing else keeps a run apart that publishes the same release now: from here on it is refused
     * to enter it.
     */
    private Lake claimed(String releaseId) {
        try {
            var asOf = LocalDate.parse(releaseId.substring(0, Math.min(10, releaseId.length())));
            return lake.isClaimedFor(asOf) ? lake : lake.claimed(asOf, "tidy", now);
        } catch (DateTimeParseException e) {
            LOG.debug("release/{}: names no date", releaseId, e);
            return lake;
        }
    }

    /** A kill on the way leaves a table whose log is true of what it still names: of fewer commits, or of none. */
    private static List<FileStatus> lastOfLogFirst(List<FileStatus> files) {
        var isData = Comparator.comparing((FileStatus file) ->
                !LOG_FOLDER.equals(file.getPath().getParent().getName()));
        return files.stream()
                .sorted(isData.thenComparing(
                        file -> file.getPath().getName(),
                        Comparator.<String>naturalOrder().reversed()))
                .toList();
    }

    private Set<String> published() {
        return lake.read(Tables.RELEASE).select("release_id").collectAsList().stream()
                .map(row -> row.getString(0))
                .collect(Collectors.toSet());
    }

    /** The last claim of each date stays: by its number later ones are higher, and earlier runs are refused. */
    private Found claims() throws IOException {
        var root = new Path(URI.create(lake.root() + "/" + Fence.FOLDER));
        var leftovers = new ArrayList<FileStatus>();
        boolean hasYoung = false;
        for (var files : files(root).stream()
                .collect(Collectors.groupingBy(file -> file.getPath().getParent()))
                .values()) {
            var last = files.stream()
                    .map(file -> file.getPath().getName())
                    .filter(Fence::isClaim)
                    .max(Comparator.naturalOrder());
            for (var file : files) {
                var name = file.getPath().getName();
                boolean isDone = Fence.isClaim(name) ? !name.equals(last.orElseThrow()) : isLeftOfCommit(file);
                if (isDone && isOld(file)) {
                    leftovers.add(file);
                }
                hasYoung |= isDone && !isOld(file);
            }
        }
        return new Found(leftovers, hasYoung);
    }

    private boolean isOld(FileStatus file) {
        return Instant.ofEpochMilli(file.getModificationTime()).isBefore(cutoff);
    }

    /** As Delta's log store names what it has not yet given its name: {@code .<version>.json.<uuid>.tmp}. */
    private static boolean isLeftOfCommit(FileStatus file) {
        var name = file.getPath().getName();
        return name.startsWith(".") && name.endsWith(".tmp");
    }

    private static boolean isHidden(String path) {
        for (var name : path.split("/", -1)) {
            // The folder of a partition may begin with an underscore; none of ours does.
            if (name.startsWith("_") || name.startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static String below(Path folder, Path file) {
        return folder.toUri().getPath().equals(file.getParent().toUri().getPath())
                ? file.getName()
                : file.toUri().getPath().substring(folder.toUri().getPath().length() + 1);
    }

    private List<FileStatus> files(Path folder) throws IOException {
        var found = new ArrayList<FileStatus>();
        try {
            for (var files = fileSystem(folder).listFiles(folder, true); files.hasNext(); ) {
                found.add(files.next());
            }
        } catch (FileNotFoundException e) {
            LOG.debug("{}: not there", folder, e);
        }
        return found;
    }

    private List<Path> folders(Path root) throws IOException {
        var found = new ArrayList<Path>();
        try {
            for (var status : fileSystem(root).listStatus(root)) {
                if (status.isDirectory()) {
                    found.add(status.getPath());
                }
            }
        } catch (FileNotFoundException e) {
            LOG.debug("{}: not there", root, e);
        }
        return found;
    }

    private FileSystem fileSystem(Path path) throws IOException {
        return path.getFileSystem(configuration);
    }

    private Path notesFile() {
        return new Path(URI.create(lake.root() + "/" + NOTES));
    }

    private Map<String, Note> readNotes() {
        var file = notesFile();
        try (var in = fileSystem(file).open(file)) {
            return JSON.readValue(in.readAllBytes(), NOTES_TYPE);
        } catch (FileNotFoundException e) {
            return new TreeMap<>();
        } catch (tools.jackson.core.JacksonException e) {
            // Cut off by a kill: everything is due.
            LOG.debug("{}: cannot be read", file, e);
            return new TreeMap<>();
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private void writeNotes(Map<String, Note> notes) {
        if (isDryRun) {
            return;
        }
        var file = notesFile();
        var text = JSON.writeValueAsString(notes);
        try (var out = fileSystem(file).create(file, true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // What is not noted is swept again.
            LOG.warn("{}: cannot be written: {}", file, e.getMessage());
        }
    }
}
