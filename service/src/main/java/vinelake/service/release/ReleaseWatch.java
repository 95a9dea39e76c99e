package vinelake.service.release;

import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the lake every few seconds, and serves a release that was published or pinned meanwhile; notes there what the
 * next release is to record.
 */
public final class ReleaseWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseWatch.class);

    private final Releases releases;
    private final AuditAnchor anchor;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "release-watch");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Optional<String> failure = Optional.empty();

    private ReleaseWatch(Releases releases, AuditAnchor anchor) {
        this.releases = releases;
        this.anchor = anchor;
    }

    /** @param seconds between two looks; the first one is now */
    public static ReleaseWatch start(Releases releases, AuditAnchor anchor, int seconds) {
        var watch = new ReleaseWatch(releases, anchor);
        watch.clock.scheduleWithFixedDelay(watch::look, 0, seconds, TimeUnit.SECONDS);
        return watch;
    }

    private void look() {
        try {
            if (releases.refresh()) {
                releases.served().ifPresent(r -> LOG.info("release {} is served", r.releaseId()));
            }
            anchor.note();
            // Behind the switch: nobody waits for a number.
            releases.countSections();
            failure = Optional.empty();
        } catch (RuntimeException e) {
            var message = String.valueOf(e.getMessage());
            if (!failure.equals(Optional.of(message))) {
                LOG.warn("what is served stays: {}", message);
            }
            failure = Optional.of(message);
        }
    }

    /** Why the last look could not do its work. */
    public Optional<String> failure() {
        return failure;
    }

    @Override
    public void close() {
        clock.shutdown();
        try {
            if (!clock.awaitTermination(5, TimeUnit.SECONDS)) {
                clock.shutdownNow();
            }
        } catch (InterruptedException e) {
            clock.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
