package vinelake.lake;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFs;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.FsServerDefaults;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.local.LocalConfigKeys;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local disk as Hadoop sees it, without the processes: where its native library is missing, Hadoop starts {@code
 * chmod} for every file that it makes and {@code readlink} four times for every rename, some twenty processes for the
 * commit of a small delivery. Java can tell both by itself.
 */
final class LocalDisk {

    /** What a session is told to use it. */
    static final Map<String, String> SETTINGS = Map.of(
            "fs.file.impl", Checked.class.getName(),
            "fs.AbstractFileSystem.file.impl", CheckedContext.class.getName());

    /** Hadoop's, with checksums beside the files. */
    static final class Checked extends LocalFileSystem {
        Checked() {
            super(new Raw());
        }
    }

    /** The same for those who ask for a file context, as Delta does for its commits. */
    static final class CheckedContext extends ChecksumFs {
        CheckedContext(URI uri, Configuration configuration) throws IOException, URISyntaxException {
            super(new RawContext(configuration));
        }
    }

    private static final class RawContext extends DelegateToFileSystem {

        RawContext(Configuration configuration) throws IOException, URISyntaxException {
            super(FsConstants.LOCAL_FS_URI, new Raw(), configuration, FsConstants.LOCAL_FS_URI.getScheme(), false);
        }

        @Override
        public int getUriDefaultPort() {
            return -1;
        }

        @Override
        public FsServerDefaults getServerDefaults(Path path) throws IOException {
            return LocalConfigKeys.getServerDefaults();
        }

        @Override
        @Deprecated
        public FsServerDefaults getServerDefaults() throws IOException {
            return LocalConfigKeys.getServerDefaults();
        }

        @Override
        public boolean isValidName(String name) {
            // As Hadoop's own local file system: the operating system says what a name may be.
            return true;
        }
    }

    private static final class Raw extends RawLocalFileSystem {

        @Override
        public void setPermission(Path path, FsPermission permission) throws IOException {
            if (permission.getStickyBit()) {
                super.setPermission(path, permission);
                return;
            }
            var mode = permission.getUserAction().SYMBOL
                    + permission.getGroupAction().SYMBOL
                    + permission.getOtherAction().SYMBOL;
            Files.setPosixFilePermissions(pathToFile(path).toPath(), PosixFilePermissions.fromString(mode));
        }

        @Override
        public FileStatus getFileLinkStatus(Path path) throws IOException {
            return Files.isSymbolicLink(pathToFile(path).toPath())
                    ? super.getFileLinkStatus(path)
                    : getFileStatus(path);
        }
    }

    private LocalDisk() {}
}
