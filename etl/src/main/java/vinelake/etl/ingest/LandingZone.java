package vinelake.etl.ingest;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.DigestInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import vinelake.lake.Delivery.FileDigest;
import vinelake.lake.Digest;

/** The hub's own copy of what was delivered: the evidence, kept as it came, by delivery. */
final class LandingZone {

    private final URI root;
    private final Configuration configuration;

    LandingZone(URI lake, Configuration configuration) {
        this.root = URI.create(lake.toString().replaceAll("/$", "") + "/landing/");
        this.configuration = configuration;
    }

    /**
     * Copies a file of the inbox.
     *
     * @return where the copy lies
     * @throws ChangedWhileReadException when the file is no longer the one that was seen, or is gone
     */
    URI take(java.nio.file.Path inbox, String deliveryId, FileDigest file) throws IOException {
        var target = new Path(new Path(root), deliveryId + "/" + file.name());
        var fileSystem = target.getFileSystem(configuration);
        fileSystem.setWriteChecksum(false);
        if (fileSystem.exists(target) && fileSystem.getFileStatus(target).getLen() == file.bytes()) {
            return target.toUri();
        }
        var part = target.suffix(".part");
        var sha256 = Digest.newSha256();
        try (var in = new DigestInputStream(Files.newInputStream(inbox.resolve(file.name())), sha256);
                var out = fileSystem.create(part, true)) {
            in.transferTo(out);
        } catch (NoSuchFileException e) {
            fileSystem.delete(part, false);
            throw new ChangedWhileReadException(file.name());
        }
        if (!Digest.hex(sha256.digest()).equals(file.sha256())) {
            fileSystem.delete(part, false);
            throw new ChangedWhileReadException(file.name());
        }
        rename(fileSystem, part, target);
        return target.toUri();
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
