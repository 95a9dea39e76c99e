package vinelake.orchestration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process's folder for shuffle files and scratch, locked as long as the process lives: so what a killed one left is told
 * from what another one still writes.
 */
final class ScratchFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("vinelake.run");
    private static final String PREFIX = "vinelake";
    private static final String LOCK = ".lock";

    /** A folder of a process that ended without removing it. */
    record Left(Path folder, long files, long bytes) {}

    private final Path path;
    private final FileChannel lock;

    private ScratchFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static ScratchFolder create(Path temp) {
        try {
            var path = Files.createTempDirectory(temp, PREFIX);
            var lock = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock.tryLock() == null) {
                throw new IOException("%s: locked by somebody else".formatted(path));
            }
            return new ScratchFolder(path, lock);
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot be written: %s".formatted(temp, e.getMessage()), e);
        }
    }

    Path path() {
        return path;
    }

    /** The folders in which nothing was written since a moment, and whose process lives no more. */
    static List<Left> left(Path temp, Instant before) {
        var left = new ArrayList<Left>();
        try (var folders = Files.newDirectoryStream(temp, PREFIX + "[0-9]*")) {
            for (var folder : folders) {
                if (Files.isDirectory(folder) && Files.isWritable(folder)) {
                    left(folder, before, left);
                }
            }
        } catch (IOException e) {
            LOG.warn("{}: what is left there cannot be listed: {}", temp, e.getMessage());
        }
        return left;
    }

    private static void left(Path folder, Instant before, List<Left> left) {
        try (var walk = Files.walk(folder)) {
            var all = walk.toList();
            long files = 0;
            long bytes = 0;
            for (var file : all) {
                if (!Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    return;
                }
                files += Files.isRegularFile(file) ? 1 : 0;
                bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
            }
            if (isFree(folder.resolve(LOCK))) {
                left.add(new Left(folder, files, bytes));
            }
        } catch (IOException | UncheckedIOException e) {
            // Its process lives, and has just removed a file; or the folder is somebody else's.
            LOG.debug("{}: left alone", folder, e);
        }
    }

    private static boolean isFree(Path lock) throws IOException {
        if (!Files.exists(lock)) {
            return true;
        }
        try (var channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    static void remove(List<Left> left) {
        left.forEach(l -> delete(l.folder()));
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("{}: its lock cannot be closed", path, e);
        }
        delete(path);
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // Spark deletes there too, and what is left does no harm: the run has ended as it has.
            LOG.warn("{}: cannot be deleted: {}", folder, e.getMessage());
        }
    }
}
