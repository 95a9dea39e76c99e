package vinelake.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The clock of the machine put forward or back, as a process sees it through Debian's faketime. A file says by how much; it
 * is read once a second, so that the clock can be moved while the process runs. Time that is measured and not told, as by
 * {@link System#nanoTime}, is not touched.
 *
 * @param file says by how much
 */
public record ShiftedClock(Path file) {

    /** The name of the file, for the process itself. */
    private static final String FILE = "FAKETIME_TIMESTAMP_FILE";

    /** Why there is none on this machine. */
    public static Optional<String> obstacle() throws IOException {
        return library().isPresent() ? Optional.empty() : Optional.of("Debian's package faketime is not installed");
    }

    private static Optional<Path> library() throws IOException {
        try (var folders = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu")) {
            for (var folder : folders) {
                var library = folder.resolve("faketime/libfaketimeMT.so.1");
                if (Files.exists(library)) {
                    return Optional.of(library);
                }
            }
        }
        return Optional.empty();
    }

    /** The clock that this process was started with. */
    public static Optional<ShiftedClock> ofThisProcess() {
        return Optional.ofNullable(System.getenv(FILE)).map(file -> new ShiftedClock(Path.of(file)));
    }

    /** Moves the clock by so much from the machine's. */
    public void shift(Duration offset) throws IOException {
        Files.writeString(file, "%+d".formatted(offset.toSeconds()));
    }

    /** What a process gets in its environment, to see this clock. */
    public Map<String, String> environment() throws IOException {
        return Map.of(
                "LD_PRELOAD",
                library().orElseThrow().toString(),
                FILE,
                file.toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                // Meant for a C library of long ago: with it every timed wait of a Java process ends at once.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }
}
