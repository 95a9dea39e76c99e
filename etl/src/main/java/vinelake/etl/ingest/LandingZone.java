package vinelake.etl.ingest;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.zip.CheckedInputStream;
import java.util.zip.Checksum;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.commons.io.IOUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import vinelake.core.contract.HoldReason;
import vinelake.etl.text.FileCipher;
import vinelake.lake.Delivery.FileDigest;

/**
 * The hub's own copy of what was delivered: the evidence, by delivery. With a landing key its files are encrypted with a
 * data key of the delivery, which lies beside them, wrapped; on a disk of this machine only this user may read them.
 */
final class LandingZone {

    /** For files of some gigabytes: what a read costs by itself is then nothing. */
    static final int BUFFER = 256 << 10;

    /** Beside the delivery's folder: no delivered file can have its name. */
    static final String KEY = ".key";

    private final URI root;
    private final Configuration configuration;
    private final Optional<LandingKey> key;

    /** @param key none where files lie as they came */
    LandingZone(URI lake, Configuration configuration, Optional<LandingKey> key) {
        this.key = key;
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
     * @param cipher of the delivery
     * @return where the copy lies
     * @throws ChangedWhileReadException when the file is no longer the one that was seen, or is gone
     */
    URI take(java.nio.file.Path inbox, String deliveryId, FileDigest file, long checksum, FileCipher cipher)
            throws IOException {
        var target = copy(deliveryId, file);
        var fileSystem = target.getFileSystem(configuration);
        fileSystem.setWriteChecksum(false);
        if (fileSystem.exists(target)
                && fileSystem.getFileStatus(target).getLen() == cipher.head() + file.bytes()
                && cipher.hasWritten(target.toUri(), configuration)) {
            return target.toUri();
        }
        protect(new Path(new Path(root), deliveryId));
        var part = target.suffix(".part");
        var copied = newChecksum();
        try (var in = new CheckedInputStream(Files.newInputStream(inbox.resolve(file.name())), copied);
                var out = cipher.writingTo(create(fileSystem, part))) {
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

    /** Where the copy of a delivery's file lies. */
    URI location(String deliveryId, FileDigest file) {
        return copy(deliveryId, file).toUri();
    }

    private Path copy(String deliveryId, FileDigest file) {
        return new Path(new Path(root), deliveryId + "/" + file.name());
    }

    /**
     * What the files of a delivery are written and read with. A key that the hub's landing key cannot open, because that
     * was changed, gives way to a new one: the delivery is not taken in yet, and its files are copied again.
     */
    FileCipher cipher(String deliveryId) throws IOException {
        if (key.isEmpty()) {
            return FileCipher.NONE;
        }
        var place = new Path(new Path(root), deliveryId + KEY);
        var fileSystem = place.getFileSystem(configuration);
        fileSystem.setWriteChecksum(false);
        if (fileSystem.exists(place)) {
            try (var in = fileSystem.open(place)) {
                var data = key.get().unwrap(deliveryId, IOUtils.toString(in, StandardCharsets.US_ASCII));
                if (data.isPresent()) {
                    return FileCipher.of(data.get());
                }
            }
        }
        protect(new Path(root));
        var data = LandingKey.newDataKey();
        var part = place.suffix(".part");
        try (var out = create(fileSystem, part)) {
            out.write(key.get().wrap(deliveryId, data).getBytes(StandardCharsets.US_ASCII));
        }
        rename(fileSystem, part, place);
        return FileCipher.of(data);
    }

    /**
     * What opens a copy that was taken earlier.
     *
     * @param file as the ledger knows it
     * @throws IOException when the copy was destroyed, or its key was, or is another hub key's
     */
    FileCipher opening(String deliveryId, FileDigest file) throws IOException {
        var copy = copy(deliveryId, file);
        var place = new Path(new Path(root), deliveryId + KEY);
        var fileSystem = copy.getFileSystem(configuration);
        if (!fileSystem.exists(copy)) {
            throw new IOException(
                    ("landing/%s/%s: the copy of the delivery is gone: it was destroyed after its retention, or erased."
                                    + " Allowed: deliveries whose copy is there. Ask the sender to deliver it again")
                            .formatted(deliveryId, file.name()));
        }
        if (key.isPresent() && fileSystem.exists(place)) {
            try (var in = fileSystem.open(place)) {
                var data = key.get().unwrap(deliveryId, IOUtils.toString(in, StandardCharsets.US_ASCII));
                if (data.isPresent() && FileCipher.of(data.get()).hasWritten(copy.toUri(), configuration)) {
                    return FileCipher.of(data.get());
                }
            }
        }
        if (fileSystem.getFileStatus(copy).getLen() == file.bytes()) {
            return FileCipher.NONE;
        }
        throw new IOException(
                ("landing/%s/%s: no key of hub.yaml opens the copy. Allowed: keys.landing, or one of its former keys."
                                + " Name the key with which it was copied under former")
                        .formatted(deliveryId, file.name()));
    }

    static OutputStream create(FileSystem fileSystem, Path file) throws IOException {
        var out = fileSystem.create(file, true);
        permit(fileSystem, file, "rw-------");
        return out;
    }

    /** Makes a folder that nobody else may look into, where folders are what they are on a disk. */
    private void protect(Path folder) throws IOException {
        var fileSystem = folder.getFileSystem(configuration);
        if (isLocal(fileSystem)) {
            fileSystem.mkdirs(folder);
            permit(fileSystem, new Path(root), "rwx------");
            permit(fileSystem, folder, "rwx------");
        }
    }

    private static void permit(FileSystem fileSystem, Path path, String permissions) throws IOException {
        if (isLocal(fileSystem)) {
            var local = java.nio.file.Path.of(path.toUri().getPath());
            if (Files.getFileStore(local).supportsFileAttributeView(PosixFileAttributeView.class)) {
                Files.setPosixFilePermissions(local, PosixFilePermissions.fromString(permissions));
            }
        }
    }

    private static boolean isLocal(FileSystem fileSystem) {
        return "file".equals(fileSystem.getUri().getScheme());
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
            super("%s: %s".formatted(file, HoldReason.CHANGED_WHILE_READ.text()));
        }
    }
}
