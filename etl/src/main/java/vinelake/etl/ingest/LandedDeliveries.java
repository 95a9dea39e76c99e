package vinelake.etl.ingest;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.commons.io.IOUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import vinelake.etl.text.FileCipher;

/** What lies in the landing zone, delivery by delivery: looked over, and destroyed. */
public final class LandedDeliveries {

    private static final String PART = ".part";

    private final Path root;
    private final FileSystem fileSystem;
    private final Configuration configuration;
    private final Optional<LandingKey> key;

    /**
     * @param lake its root
     * @param key none where files lie as they came
     */
    public LandedDeliveries(URI lake, Configuration configuration, Optional<LandingKey> key) throws IOException {
        this.root = new Path(lake.toString().replaceAll("/$", "") + "/landing");
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

    private Optional<FileCipher> cipher(String id) throws IOException {
        var place = new Path(root, id + LandingZone.KEY);
        if (key.isEmpty() || !fileSystem.exists(place)) {
            return Optional.empty();
        }
        try (var in = fileSystem.open(place)) {
            return key.get()
                    .unwrap(id, IOUtils.toString(in, StandardCharsets.US_ASCII))
                    .map(FileCipher::of);
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
