package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;

/** A lake on an object store, with a relay before it. One at a time, because the hub names one port. */
final class StoreSite implements AutoCloseable {

    private static final ReentrantLock PORT = new ReentrantLock();
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Site site;
    private final Path folder;
    private final Endpoint endpoint;
    private final Relay relay;

    private StoreSite(Site site, Path folder, Endpoint endpoint, Relay relay) {
        this.site = site;
        this.folder = folder;
        this.endpoint = endpoint;
        this.relay = relay;
    }

    /** @param folder of the lake, absent */
    static StoreSite open(Site site, Path folder, int port, Random random) throws IOException, InterruptedException {
        PORT.lock();
        try {
            var endpoint = Endpoint.start(site.tree().home(), folder);
            return new StoreSite(site, folder, endpoint, Relay.start(port, endpoint.port(), random));
        } catch (IOException | InterruptedException | RuntimeException e) {
            PORT.unlock();
            throw e;
        }
    }

    Relay relay() {
        return relay;
    }

    Run refresh() throws IOException {
        return site.refreshOnStore("s3a://" + Site.BUCKET + "/lake", folder);
    }

    /** @return whether it came to where the relay halts it; otherwise it has ended */
    boolean awaitHalt(Run run) throws InterruptedException {
        while (!relay.isHalted()) {
            if (run.process().awaitEnd(LOOK)) {
                return false;
            }
        }
        return true;
    }

    /** The lake as the store keeps it, for readers past it. */
    Path files() {
        return folder.resolve("data").resolve(Site.BUCKET).resolve("lake");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try {
            relay.close();
            endpoint.close();
        } finally {
            PORT.unlock();
        }
    }
}
