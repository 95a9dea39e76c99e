package vinelake.orchestration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;
import vinelake.lake.ConditionalPutLogStore;
import vinelake.lake.Lake;
import vinelake.lake.ObjectStoreAccess;
import vinelake.lake.SparkSessions;

/** A hub, checked, with a Spark session and its lake open; closing it stops the session that it has started. */
final class Workspace implements AutoCloseable {

    /** Up to here a landing folder and a lake are little. */
    private static final long LITTLE_BYTES = 64L << 20;

    private final Hub hub;
    private final Lake lake;
    private final ScratchFolder scratch;
    private final boolean isOwnSession;
    private final Optional<LakeLock> lock;

    private Workspace(Hub hub, Lake lake, ScratchFolder scratch, boolean isOwnSession, Optional<LakeLock> lock) {
        this.hub = hub;
        this.lake = lake;
        this.scratch = scratch;
        this.isOwnSession = isOwnSession;
        this.lock = lock;
    }

    /** Checks the whole hub folder before it starts Spark. */
    static Workspace open(Vinelake command, Machine machine) {
        return open(HubFolder.load(command.hub()), command, machine);
    }

    static Workspace open(Hub hub, Vinelake command, Machine machine) {
        var root = root(hub, command);
        return open(hub, root, machine, access(hub, root), isLittle(root), Optional.empty());
    }

    /** For what reads no table: it asks for no keys of the lake's store. */
    static Workspace openWithoutTables(Hub hub, Vinelake command, Machine machine) {
        return open(hub, root(hub, command), machine, ObjectStoreAccess.DEFAULT, true, Optional.empty());
    }

    /**
     * Opens the lake for the only process that writes to it.
     *
     * @throws IllegalStateException when another process does
     */
    static Workspace openToWrite(Hub hub, Vinelake command, Machine machine, Path landing) {
        var root = root(hub, command);
        var access = access(hub, root);
        boolean isLittle = isLittle(root) && isLittle(landing.toUri());
        var workspace = open(hub, root, machine, access, isLittle, Optional.of(LakeLock.take(root)));
        if ("s3a".equals(root.getScheme())) {
            workspace.requireConditionalPut();
        }
        return workspace;
    }

    /** The same for what takes in no deliveries. */
    static Workspace openToWrite(Hub hub, Vinelake command, Machine machine) {
        var root = root(hub, command);
        return open(hub, root, machine, access(hub, root), isLittle(root), Optional.of(LakeLock.take(root)));
    }

    private void requireConditionalPut() {
        try {
            ConditionalPutLogStore.requireHeeded(
                    lake.root(), lake.spark().sparkContext().hadoopConfiguration());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static URI root(Hub hub, Vinelake command) {
        return LakeRoot.of(hub, command);
    }

    private static Workspace open(
            Hub hub, URI root, Machine machine, ObjectStoreAccess access, boolean isLittle, Optional<LakeLock> lock) {
        var scratch = ScratchFolder.create(machine.temp());
        int cores = machine.cores();
        // One that was there before is somebody else's to stop.
        boolean isOwnSession = SparkSession.getDefaultSession().isEmpty();
        var spark = isLittle
                ? SparkSessions.localForLittle(cores, scratch.path())
                : SparkSessions.local(cores, scratch.path(), access);
        return new Workspace(hub, Lake.at(spark, root), scratch, isOwnSession, lock);
    }

    /** A hub may name keys that are not at hand where its lake is on this machine. */
    private static ObjectStoreAccess access(Hub hub, URI root) {
        return "s3a".equals(root.getScheme()) ? LakeAccess.of(hub) : ObjectStoreAccess.DEFAULT;
    }

    /** Looks no further than it must: a city's lake has very many files. Of an object store nobody knows it cheaply. */
    private static boolean isLittle(URI folder) {
        if (!"file".equals(folder.getScheme())) {
            return false;
        }
        if (!Files.isDirectory(Path.of(folder))) {
            return true;
        }
        try (var files = Files.walk(Path.of(folder))) {
            long bytes = 0;
            for (var file = files.iterator(); file.hasNext() && bytes <= LITTLE_BYTES; ) {
                bytes += file.next().toFile().length();
            }
            return bytes <= LITTLE_BYTES;
        } catch (IOException | UncheckedIOException e) {
            // A folder that cannot be read is reported where its files are taken in.
            return false;
        }
    }

    Hub hub() {
        return hub;
    }

    Lake lake() {
        return lake;
    }

    /** A folder for what a verb computes on the way; it goes with the session. */
    Path scratch() {
        return scratch.path();
    }

    @Override
    public void close() {
        if (isOwnSession) {
            lake.spark().stop();
        }
        scratch.close();
        lock.ifPresent(LakeLock::close);
    }
}
