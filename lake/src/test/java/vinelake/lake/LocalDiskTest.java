package vinelake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Hadoop's own local file system does, asked of both. */
class LocalDiskTest {

    private static final URI LOCAL = URI.create("file:///");

    @TempDir
    private java.nio.file.Path folder;

    private FileSystem hadoops;
    private FileSystem ours;

    @BeforeEach
    void open() throws Exception {
        hadoops = FileSystem.newInstance(LOCAL, new Configuration());
        ours = FileSystem.newInstance(LOCAL, configuration());
    }

    @Test
    void givesFilesTheModeThatTheyWereAskedFor() throws Exception {
        for (var mode : new String[] {"600", "644", "750", "000", "777"}) {
            var file = Files.createFile(folder.resolve(mode));

            ours.setPermission(path(file), new FsPermission(mode));
            var given = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
            hadoops.setPermission(path(file), new FsPermission(mode));

            assertThat(given).isEqualTo(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void makesFilesAndFoldersAsHadoopDoes() throws Exception {
        for (var disk : new FileSystem[] {hadoops, ours}) {
            var name = disk == ours ? "ours" : "hadoops";
            disk.create(
                            path(folder.resolve(name + "/in/file")),
                            FsPermission.valueOf("-rw-r-----"),
                            true,
                            1,
                            (short) 1,
                            1,
                            null)
                    .close();
        }

        for (var below : new String[] {"", "/in", "/in/file", "/in/.file.crc"}) {
            assertThat(Files.getPosixFilePermissions(folder.resolve("ours" + below)))
                    .isEqualTo(Files.getPosixFilePermissions(folder.resolve("hadoops" + below)));
        }
    }

    @Test
    void tellsFilesFoldersLinksAndWhatIsNotThere() throws Exception {
        Files.writeString(folder.resolve("file"), "12345");
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("file"));
        Files.createSymbolicLink(folder.resolve("broken"), folder.resolve("nothing"));

        for (var name : new String[] {"file", "link", ""}) {
            var expected = hadoops.getFileLinkStatus(path(folder.resolve(name)));
            var status = ours.getFileLinkStatus(path(folder.resolve(name)));
            assertThat(status.isSymlink()).isEqualTo(expected.isSymlink());
            assertThat(status.isDirectory()).isEqualTo(expected.isDirectory());
            assertThat(status.getLen()).isEqualTo(expected.getLen());
            assertThat(status.getPath()).isEqualTo(expected.getPath());
        }
        for (var name : new String[] {"broken", "nothing"}) {
            for (var disk : new FileSystem[] {hadoops, ours}) {
                assertThatThrownBy(() -> disk.getFileLinkStatus(path(folder.resolve(name))))
                        .isInstanceOf(FileNotFoundException.class);
            }
        }
    }

    /** A commit is a rename that must not take the place of another one. */
    @Test
    void renamesOnlyToWhereNothingIs() throws Exception {
        var context = FileContext.getFileContext(LOCAL, configuration());
        assertThat(context.getDefaultFileSystem()).isInstanceOf(LocalDisk.CheckedContext.class);
        write(context, "first");
        write(context, "second");
        var target = path(folder.resolve("target"));

        context.rename(path(folder.resolve("first")), target, Options.Rename.NONE);
        assertThatThrownBy(() -> context.rename(path(folder.resolve("second")), target, Options.Rename.NONE))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> context.rename(
                        path(folder.resolve("nothing")), path(folder.resolve("elsewhere")), Options.Rename.NONE))
                .isInstanceOf(FileNotFoundException.class);

        assertThat(Files.readString(folder.resolve("target"))).isEqualTo("first");
        assertThat(Files.readString(folder.resolve("second"))).isEqualTo("second");
    }

    private void write(FileContext context, String text) throws Exception {
        try (var out = context.create(path(folder.resolve(text)), EnumSet.of(CreateFlag.CREATE))) {
            out.writeBytes(text);
        }
    }

    private static Configuration configuration() {
        var configuration = new Configuration();
        LocalDisk.SETTINGS.forEach(configuration::set);
        return configuration;
    }

    private static Path path(java.nio.file.Path path) {
        return new Path(path.toUri());
    }
}
