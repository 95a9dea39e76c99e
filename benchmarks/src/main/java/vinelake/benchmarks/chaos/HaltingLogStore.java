package vinelake.benchmarks.chaos;

import io.delta.storage.HDFSLogStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What Delta takes for a file system, which notes every entry of a log that it writes and halts at the one that it is
 * told. Delta makes it by its name: {@link #options} are the options of a Java process for that.
 *
 * <p>Halted, the process says so in a file and waits: to be killed, or for somebody to delete the file.
 */
public final class HaltingLogStore extends HDFSLogStore {

    private static final String PREFIX = "vinelake.chaos.";
    private static final String LAKE = PREFIX + "lake";
    private static final String JOURNAL = PREFIX + "journal";
    private static final String HALT = PREFIX + "halt";
    private static final long LOOK_MILLIS = 20;

    /** Of the process: Delta makes several of these. */
    private static final Map<String, Integer> WRITTEN = new ConcurrentHashMap<>();

    public HaltingLogStore(Configuration configuration) {
        super(configuration);
    }

    /**
     * @param lake a folder
     * @param journal gets a line {@code MILLIS TABLE#ORDINAL} for every entry written
     * @param halt where to halt, if at all; the process says so in a file beside the journal: {@link #halted}
     */
    static List<String> options(java.nio.file.Path lake, java.nio.file.Path journal, Optional<Halt> halt) {
        var options = new ArrayList<>(List.of(
                "-Dspark.delta.logStore.file.impl=" + HaltingLogStore.class.getName(),
                "-D" + LAKE + "=" + lake,
                "-D" + JOURNAL + "=" + journal));
        halt.ifPresent(h -> options.add("-D" + HALT + "=" + h));
        return options;
    }

    /** The file that is there while the process is halted. */
    static java.nio.file.Path halted(java.nio.file.Path journal) {
        return journal.resolveSibling(journal.getFileName() + ".halted");
    }

    @Override
    public void write(Path path, Iterator<String> actions, Boolean isOverwritten, Configuration configuration)
            throws IOException {
        if (isOverwritten || !path.getName().matches("\\d{20}\\.json")) {
            super.write(path, actions, isOverwritten, configuration);
            return;
        }
        var table = table(path);
        int ordinal = WRITTEN.merge(table, 1, Integer::sum);
        var halt = Optional.ofNullable(System.getProperty(HALT))
                .map(Halt::parse)
                .filter(h -> h.table().equals(table) && h.ordinal() == ordinal)
                .map(Halt::place);
        if (halt.equals(Optional.of(Place.BEFORE))) {
            waitThere();
        }
        var written = actions;
        if (halt.equals(Optional.of(Place.MIDDLE))) {
            var lines = new ArrayList<String>();
            actions.forEachRemaining(lines::add);
            writeHalf(path, lines);
            waitThere();
            written = lines.iterator();
        }
        super.write(path, written, false, configuration);
        note("%d %s#%d%n".formatted(System.currentTimeMillis(), table, ordinal));
        if (halt.equals(Optional.of(Place.AFTER))) {
            waitThere();
        }
    }

    /** The store keeps bytes in memory until it closes the file: what a kill in the middle leaves is written past it. */
    private void writeHalf(Path path, List<String> lines) throws IOException {
        var bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        var half = new byte[bytes.length / 2];
        System.arraycopy(bytes, 0, half, 0, half.length);
        Files.write(java.nio.file.Path.of(createTempPath(path).toUri().getPath()), half, StandardOpenOption.CREATE_NEW);
    }

    /** The claims of the fence are a log, too. */
    private static String table(Path path) {
        var folder = java.nio.file.Path.of(path.getParent().toUri().getPath());
        var table = folder.endsWith("_delta_log") ? folder.getParent() : folder;
        return java.nio.file.Path.of(System.getProperty(LAKE)).relativize(table).toString();
    }

    private static void note(String line) {
        try {
            Files.writeString(
                    java.nio.file.Path.of(System.getProperty(JOURNAL)),
                    line,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void waitThere() throws IOException {
        var file = halted(java.nio.file.Path.of(System.getProperty(JOURNAL)));
        var part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, System.getProperty(HALT));
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        while (Files.exists(file)) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                // The other dataset's thread may end this one's: it is halted all the same.
                continue;
            }
        }
    }
}
