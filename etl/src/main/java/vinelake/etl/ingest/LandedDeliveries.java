package vinelake.etl.ingest;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.io.IOUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import vinelake.etl.format.Archive;
import vinelake.etl.text.FileCipher;

/** What lies in the landing zone, delivery by delivery: looked over, and destroyed. */
public final class LandedDeliveries {

    private static final String PART = ".part";

    /** How a zip, which a workbook is, too, and Parquet begin. */
    private static final Set<String> PACKED = Set.of("PK\3\4", "PAR1");

    private static final int MAGIC_BYTES = 4;

    private final Path root;
    private final FileSystem fileSystem;
    private final Configuration configuration;
    private final Optional<LandingKey> key;

    /**
     * @param lake its root
     * @param key none where files lie as they came
     */
    public LandedDeliveries(URI lake, Configuration configuration, Optional<LandingKey> key) throws IOException {
        this.root = new Path(URI.create(lake.toString().replaceAll("/$", "") + "/landing"));
        this.fileSystem = root.getFileSystem(configuration);
        this.configuration = configuration;
        this.key = key;
    }

    /** The deliveries that have files or a key there. */
    public List<String> ids() throws IOException {
        var ids = new TreeSet<String>();
        try {
            for (var status : fileSystem.listStatus(root)) {
                var name = status.getPath().getName();
                ids.add(status.isDirectory() ? name : name.replace(PART, "").replace(LandingZone.KEY, ""));
            }
        } catch (FileNotFoundException e) {
            return List.of();
        }
        return List.copyOf(ids);
    }

    /** The files that their delivery's key does not open, by path below the lake: all of them where there is no key. */
    public List<String> inClear() throws IOException {
        var found = new ArrayList<String>();
        for (var id : ids()) {
            var cipher = cipher(id);
            for (var file : files(id)) {
                if (cipher.isEmpty() || !cipher.get().hasWritten(file.toUri(), configuration)) {
                    var path = file.toUri().getPath();
                    found.add(path.substring(root.getParent().toUri().getPath().length() + 1));
                }
            }
        }
        return found;
    }

    /**
     * Removes the key of a delivery and then its files, so that no copy of the files can be read that lies elsewhere. Done
     * again, it removes what was left.
     *
     * @return whether there was anything
     */
    public boolean destroy(String deliveryId) throws IOException {
        boolean hadKey = false;
        for (var name : List.of(LandingZone.KEY, LandingZone.KEY + PART)) {
            hadKey |= fileSystem.delete(new Path(root, deliveryId + name), false);
        }
        return fileSystem.delete(new Path(root, deliveryId), true) || hadKey;
    }

    /**
     * What became of the deliveries' data keys.
     *
     * @param wrapped by the hub's key instead of a former one
     * @param before that it had wrapped already
     * @param closed that none of its keys opens
     */
    public record Rewrapped(long wrapped, long before, long closed) {}

    /**
     * Wraps the data keys of all deliveries by the hub's key; no file is written anew. A key is in its place at any moment,
     * wrapped by one or the other.
     */
    public Rewrapped rewrap() throws IOException {
        var current = key.orElseThrow();
        long wrapped = 0;
        long before = 0;
        long closed = 0;
        for (var id : ids()) {
            if (!hasKey(id)) {
                continue;
            }
            var line = line(id);
            var data = current.unwrap(id, line);
            if (data.isEmpty()) {
                closed++;
            } else if (current.isCurrent(line)) {
                before++;
            } else {
                replaceKey(id, current.wrap(id, data.get()));
                wrapped++;
            }
        }
        return new Rewrapped(wrapped, before, closed);
    }

    private void replaceKey(String id, String line) throws IOException {
        var place = new Path(root, id + LandingZone.KEY);
        var part = place.suffix(PART);
        fileSystem.setWriteChecksum(false);
        try (var out = LandingZone.create(fileSystem, part)) {
            out.write(line.getBytes(StandardCharsets.US_ASCII));
        }
        if ("file".equals(fileSystem.getUri().getScheme())) {
            Files.move(
                    java.nio.file.Path.of(part.toUri().getPath()),
                    java.nio.file.Path.of(place.toUri().getPath()),
                    StandardCopyOption.ATOMIC_MOVE);
        } else {
            // On an object store a put replaces what is there in one step, and a rename does not.
            try (var out = fileSystem.create(place, true)) {
                out.write(line.getBytes(StandardCharsets.US_ASCII));
            }
            fileSystem.delete(part, false);
        }
    }

    /** Whether anything of a delivery lies there. */
    public boolean has(String deliveryId) throws IOException {
        return hasKey(deliveryId) || fileSystem.exists(new Path(root, deliveryId));
    }

    /**
     * Whether one of some byte sequences stands in a delivery's files.
     *
     * @return empty where a file cannot be looked through: its key is another hub key's, or it is packed or no text
     */
    public Optional<Boolean> holds(String deliveryId, Collection<byte[]> sequences, boolean isText) throws IOException {
        var cipher = cipher(deliveryId);
        for (var file : files(deliveryId)) {
            boolean isMarked = cipher.isPresent() && cipher.get().hasWritten(file.toUri(), configuration);
            if (!isText || Archive.isArchive(file.getName()) || (cipher.isEmpty() && hasKey(deliveryId))) {
                return Optional.empty();
            }
            try (var in = new BufferedInputStream(
                    (isMarked ? cipher.get() : FileCipher.NONE).open(file.toUri(), configuration, 0))) {
                if (isPacked(in)) {
                    return Optional.empty();
                }
                if (holds(in, sequences)) {
                    return Optional.of(true);
                }
            }
        }
        return Optional.of(false);
    }

    /** A file may be held because it is of another format than its contract says: a workbook, say, or Parquet. */
    private static boolean isPacked(BufferedInputStream in) throws IOException {
        in.mark(MAGIC_BYTES);
        var head = new String(in.readNBytes(MAGIC_BYTES), StandardCharsets.ISO_8859_1);
        in.reset();
        return PACKED.contains(head);
    }

    private static boolean holds(InputStream in, Collection<byte[]> sequences) throws IOException {
        int longest = sequences.stream().mapToInt(s -> s.length).max().orElse(1);
        var buffer = new byte[LandingZone.BUFFER + longest];
        int kept = 0;
        for (int read = in.read(buffer, 0, LandingZone.BUFFER);
                read > 0;
                read = in.read(buffer, kept, LandingZone.BUFFER)) {
            int length = kept + read;
            for (var sequence : sequences) {
                if (stands(sequence, buffer, length)) {
                    return true;
                }
            }
            kept = Math.min(length, longest - 1);
            System.arraycopy(buffer, length - kept, buffer, 0, kept);
        }
        return false;
    }

    private static boolean stands(byte[] sequence, byte[] in, int length) {
        for (int at = 0; at + sequence.length <= length; at++) {
            if (in[at] == sequence[0] && Arrays.equals(in, at, at + sequence.length, sequence, 0, sequence.length)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasKey(String id) throws IOException {
        return fileSystem.exists(new Path(root, id + LandingZone.KEY));
    }

    private Optional<FileCipher> cipher(String id) throws IOException {
        if (key.isEmpty() || !hasKey(id)) {
            return Optional.empty();
        }
        return key.get().unwrap(id, line(id)).map(FileCipher::of);
    }

    private String line(String id) throws IOException {
        try (var in = fileSystem.open(new Path(root, id + LandingZone.KEY))) {
            return IOUtils.toString(in, StandardCharsets.US_ASCII);
        }
    }

    private List<Path> files(String id) throws IOException {
        var folder = new Path(root, id);
        var files = new ArrayList<Path>();
        if (fileSystem.exists(folder)) {
            for (var found = fileSystem.listFiles(folder, true); found.hasNext(); ) {
                files.add(found.next().getPath());
            }
        }
        return files;
    }
}
