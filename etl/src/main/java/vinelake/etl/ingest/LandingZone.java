package vinelake.etl.ingest;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.zip.CheckedInputStream;
import java.util.zip.Checksum;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.commons.io.IOUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import vinelake.lake.Delivery.FileDigest;

/** The hub's own copy of what was delivered: the evidence, kept as it came, by delivery. */
final class LandingZone {

    /** For files of some gigabytes: what a read costs by itself is then nothing. */
    static final int BUFFER = 256 << 10;

    private final URI root;
    private final Configuration configuration;

    LandingZone(URI lake, Configuration configuration) {
        this.root = URI.create(lake.toString().replaceAll("/$", "") + "/landing/");
        this.configuration = configuration;
    }

    /**
     * Tells whether two reads of a file have seen the same: XXH64, at the speed of memory. A second SHA-256, which a
     * sender could not deceive either, would cost as much as all of the copy.
     */
    static Checksum newChecksum() {
        return XXHashFactory.fastestInstance().newStreamingHash64(0).asChecksum();
    }

    /**
     * Copies a file of the inbox.
     *
     * @param checksum of the file that was seen
     * @return where the copy lies
     * @throws ChangedWhileReadException when the file is no longer the one that was seen, or is gone
     */
    URI take(java.nio.file.Path inbox, String deliveryId, FileDigest file, long checksum) throws IOException {
        var target = copy(deliveryId, file);
        var fileSystem = target.getFileSystem(configuration);
        fileSystem.setWriteChecksum(false);
        if (fileSystem.exists(target) && fileSystem.getFileStatus(target).getLen() == file.bytes()) {
            return target.toUri();
        }
        var part = target.suffix(".part");
        var copied = newChecksum();
        try (var in = new CheckedInputStream(Files.newInputStream(inbox.resolve(file.name())), copied);
                var out = fileSystem.create(part, true)) {
            IOUtils.copyLarge(in, out, new byte[BUFFER]);
        } catch (NoSuchFileException e) {
            fileSystem.delete(part, false);
            throw new ChangedWhileReadException(file.name());
        }
        if (copied.getValue() != checksum) {
            fileSystem.delete(part, false);
            throw new ChangedWhileReadException(file.name());
        }
        rename(fileSystem, part, target);
        return target.toUri();
    }

    /** Where the copy of a delivery's file lies; empty where there is none any more. */
    Optional<URI> find(String deliveryId, FileDigest file) throws IOException {
        var copy = copy(deliveryId, file);
        return copy.getFileSystem(configuration).exists(copy) ? Optional.of(copy.toUri()) : Optional.empty();
    }

    private Path copy(String deliveryId, FileDigest file) {
        return new Path(new Path(root), deliveryId + "/" + file.name());
    }

    private static void rename(FileSystem fileSystem, Path part, Path target) throws IOException {
        fileSystem.delete(target, false);
        if (!fileSystem.rename(part, target)) {
            throw new IOException("cannot move %s to %s".formatted(part, target));
        }
    }

    /** The sender was still writing: the delivery waits for the next run. */
    static final class ChangedWhileReadException extends IOException {
        private static final long serialVersionUID = 1L;

        ChangedWhileReadException(String file) {
            super("%s: changed while it was read. Deliver under another name and rename when complete".formatted(file));
        }
    }
}
