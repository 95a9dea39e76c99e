package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What the kernel says of memory, in bytes; nothing where the system has no such files. */
final class ProcessMemory {

    /** The most of this process that was resident at once: the Java heap, and DuckDB's own memory beside it. */
    static OptionalLong peak() throws IOException {
        return line(Path.of("/proc/self/status"), "VmHWM:");
    }

    /** What the machine has. */
    static OptionalLong ofMachine() throws IOException {
        return line(Path.of("/proc/meminfo"), "MemTotal:");
    }

    private static OptionalLong line(Path file, String name) throws IOException {
        if (!Files.isReadable(file)) {
            return OptionalLong.empty();
        }
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> 1024
                            * Long.parseLong(line.substring(name.length())
                                    .replace("kB", "")
                                    .strip()))
                    .findFirst();
        }
    }

    private ProcessMemory() {}
}
