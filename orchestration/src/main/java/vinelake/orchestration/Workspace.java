package vinelake.orchestration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;
import vinelake.lake.Lake;
import vinelake.lake.SparkSessions;

/** A hub, checked, with a Spark session and its lake open; closing it stops the session. */
final class Workspace implements AutoCloseable {

    private final Hub hub;
    private final Lake lake;
    private final Path scratch;

    private Workspace(Hub hub, Lake lake, Path scratch) {
        this.hub = hub;
        this.lake = lake;
        this.scratch = scratch;
    }

    /** Checks the whole hub folder before it starts Spark. */
    static Workspace open(Vinelake command) {
        return open(HubFolder.load(command.hub()), command);
    }

    static Workspace open(Hub hub, Vinelake command) {
        URI root =
                command.lake().map(p -> p.toAbsolutePath().normalize().toUri()).orElse(hub.lake());
        try {
            var scratch = Files.createTempDirectory("vinelake");
            int cores = Runtime.getRuntime().availableProcessors();
            return new Workspace(hub, Lake.at(SparkSessions.local(cores, scratch), root), scratch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Hub hub() {
        return hub;
    }

    Lake lake() {
        return lake;
    }

    @Override
    public void close() {
        lake.spark().stop();
        try (var files = Files.walk(scratch)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
