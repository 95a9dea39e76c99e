package vinelake.etl.ingest;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.io.FileUtils;

/**
 * A folder for what is made of a delivery while it is read: only this user may read it, and it is gone when it is closed.
 * It is there from the first file on.
 */
public final class Scratch implements Closeable {

    private final Path parent;
    private Path folder;

    /** @param parent the session's folder for what is temporary */
    public Scratch(Path parent) {
        this.parent = parent;
    }

    public Path folder() throws IOException {
        if (folder == null) {
            Files.createDirectories(parent);
            folder = Files.createTempDirectory(
                    parent,
                    "rows-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return folder;
    }

    public Path newFile() throws IOException {
        return Files.createTempFile(folder(), "", "");
    }

    /** What cannot be removed goes with the session's folder. */
    @Override
    public void close() {
        if (folder != null) {
            FileUtils.deleteQuietly(folder.toFile());
        }
    }
}
