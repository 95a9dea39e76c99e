package vinelake.orchestration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Lets one process at a time write to a lake on a file system. The lake's fence keeps runs for one date apart anywhere,
 * but it relies on a log store that makes a file for one writer only: on a file system two processes could overwrite each
 * other's commits. The operating system frees the lock of a process that was killed; one that is stopped keeps it.
 */
final class LakeLock implements AutoCloseable {

    private static final String FILE = ".writer.lock";

    private final FileChannel channel;

    private LakeLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock; on an object store, which has none, there is nothing to take.
     *
     * @throws IllegalStateException when another process writes to the lake
     */
    static LakeLock take(URI lake) {
        if (!"file".equals(lake.getScheme())) {
            return new LakeLock(null);
        }
        var root = Path.of(lake);
        try {
            Files.createDirectories(root);
            var channel = FileChannel.open(root.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw new IllegalStateException(
                        "%s: another run writes to this lake. Allowed: one at a time. Run again when it has ended"
                                .formatted(root));
            }
            return new LakeLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot be written: %s".formatted(root, e.getMessage()), e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
