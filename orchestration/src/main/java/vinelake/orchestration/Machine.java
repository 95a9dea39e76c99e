package vinelake.orchestration;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of the verbs that start Spark: what they may take of the machine. */
final class Machine {

    private static final int ALL = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--cores",
            paramLabel = "N",
            converter = Cores.class,
            description = "How many tasks run at once. Default: all cores that this process may use")
    private int cores = ALL;

    @Option(
            names = "--temp",
            paramLabel = "DIR",
            converter = Folder.class,
            description = "Where shuffle files and scratch lie; it may become large. Default: ${DEFAULT-VALUE}")
    private Path temp = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = {
                "Heap of this process, as 4g or 6000m. Default: VINELAKE_MEMORY, else a third of the machine's memory,"
                        + " 3g (on a machine below 8g: 2g) to 8g"
            })
    void memory(String size) {
        // The launcher has read and checked it: Java cannot change its own heap.
    }

    int cores() {
        return cores;
    }

    Path temp() {
        return temp;
    }

    private static final class Cores implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (text.matches("[0-9]{1,6}")) {
                int count = Integer.parseInt(text);
                if (count >= 1 && count <= ALL) {
                    return count;
                }
            }
            throw new TypeConversionException(
                    "%s. Allowed: 1 to %d, the cores that this process may use".formatted(text, ALL));
        }
    }

    /** A folder that can be written. */
    static final class Folder implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            var folder = Path.of(text).toAbsolutePath();
            if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
                throw new TypeConversionException(
                        "%s. Allowed: a folder that is there and may be written".formatted(folder));
            }
            return folder;
        }
    }
}
