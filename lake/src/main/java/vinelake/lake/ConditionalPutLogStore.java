package vinelake.lake;

import io.delta.storage.HadoopFileSystemLogStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Delta's log on an object store that several drivers write to: a version is created by a put on the condition that
 * there is no such object, so the store itself lets just one of them win. Delta's own store for S3 only knows of the
 * drivers in its process and loses commits of the others.
 *
 * <p>Delta makes it by its name, which {@link SparkSessions} sets for {@code s3a}.
 */
public final class ConditionalPutLogStore extends HadoopFileSystemLogStore {

    private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";
    /** The condition is the probe: none by requests of their own before it. */
    private static final String WITHOUT_PROBES = "fs.s3a.create.performance";

    public ConditionalPutLogStore(Configuration configuration) {
        super(configuration);
    }

    /**
     * Writes a file of the log whole or not at all.
     *
     * @throws FileAlreadyExistsException when another commit has the version
     */
    @Override
    public void write(Path path, Iterator<String> actions, Boolean isOverwritten, Configuration configuration)
            throws IOException {
        var fileSystem = path.getFileSystem(configuration);
        if (isOverwritten) {
            new Commit(actions).writeTo(fileSystem.create(path, true));
        } else {
            create(fileSystem, path, new Commit(actions));
        }
    }

    @Override
    public Boolean isPartialWriteVisible(Path path, Configuration configuration) {
        return false;
    }

    /**
     * Tries whether the store heeds the condition of a put. Some take it and overwrite all the same: commits would be
     * lost in silence.
     *
     * @param lake root of a lake that may be written
     * @throws IllegalStateException when it does not
     */
    public static void requireHeeded(URI lake, Configuration configuration) {
        var probe = new Path(URI.create(lake + "/.probe-" + UUID.randomUUID()));
        try {
            var fileSystem = probe.getFileSystem(configuration);
            create(fileSystem, probe, new Commit(List.of("first").iterator()));
            try {
                create(fileSystem, probe, new Commit(List.of("second").iterator()));
                throw new IllegalStateException(
                        "%s: its store overwrites where a put must not, and two runs would lose each other's commits. Allowed: a store that heeds If-None-Match"
                                .formatted(lake));
            } catch (FileAlreadyExistsException heeded) {
                return;
            } finally {
                fileSystem.delete(probe, false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot be written: %s".formatted(lake, e.getMessage()), e);
        }
    }

    /**
     * What lies at the path decides, not what the put says: its answer may be lost after it was done, and the client's
     * own second try is then refused because of the first.
     */
    private static void create(FileSystem fileSystem, Path path, Commit commit) throws IOException {
        try {
            commit.writeTo(open(fileSystem, path));
        } catch (IOException e) {
            var there = digest(fileSystem, path, e);
            if (there.isEmpty()) {
                throw e;
            }
            if (!commit.isOnlyOne() || !there.get().equals(commit.digest())) {
                var taken = new FileAlreadyExistsException(path.toString());
                taken.initCause(e);
                throw taken;
            }
        }
    }

    private static FSDataOutputStream open(FileSystem fileSystem, Path path) throws IOException {
        FSDataOutputStreamBuilder<?, ?> builder = fileSystem.createFile(path);
        builder.overwrite(true);
        builder.recursive();
        builder.must(CONDITIONAL, true);
        builder.opt(WITHOUT_PROBES, true);
        return builder.build();
    }

    /** @return empty when there is no object */
    private static Optional<String> digest(FileSystem fileSystem, Path path, IOException failure) throws IOException {
        var sha256 = Digest.newSha256();
        try (var in = fileSystem.open(path);
                var out = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
            in.transferTo(out);
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            failure.addSuppressed(e);
            throw failure;
        }
        return Optional.of(Digest.hex(sha256.digest()));
    }

    /** The lines of one file of the log, with what tells them from those of any other commit. */
    private static final class Commit {

        private final Iterator<String> actions;
        private final MessageDigest sha256 = Digest.newSha256();
        private String digest = "";
        private boolean hasTransactionId;

        Commit(Iterator<String> actions) {
            this.actions = actions;
        }

        void writeTo(FSDataOutputStream target) throws IOException {
            boolean isWhole = false;
            try {
                var out = new DigestOutputStream(target, sha256);
                while (actions.hasNext()) {
                    var action = actions.next();
                    hasTransactionId |= action.startsWith("{\"commitInfo\":") && action.contains("\"txnId\":");
                    out.write((action + "\n").getBytes(StandardCharsets.UTF_8));
                }
                isWhole = true;
            } finally {
                if (!isWhole) {
                    // To close it would put the lines so far.
                    target.abort();
                }
            }
            digest = Digest.hex(sha256.digest());
            target.close();
        }

        String digest() {
            return digest;
        }

        /** Delta gives every transaction an id of its own; without it two drivers could write the same text. */
        boolean isOnlyOne() {
            return hasTransactionId;
        }
    }
}
