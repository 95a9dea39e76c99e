package vinelake.service;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import vinelake.core.hub.Hub;

/**
 * How a service is to be started.
 *
 * @param lake its root, without a slash at the end
 * @param bind the address to listen at
 * @param port 0 for a free one
 * @param hasDemoIssuer whether it gives tokens to whoever asks, on this machine
 * @param requestsPerSecond of one actor, in the long run
 * @param pollSeconds between two looks for a new release
 * @param launcher what starts the command line; empty where nobody says, and then it is only told what to type
 */
public record ServiceOptions(
        Hub hub,
        URI lake,
        StoreChoice store,
        String bind,
        int port,
        boolean hasDemoIssuer,
        double requestsPerSecond,
        int pollSeconds,
        Optional<Path> launcher) {

    /** More than a person or a careful program asks. */
    public static final double REQUESTS_PER_SECOND = 50;

    /** A release is there within so many seconds of being published. */
    public static final int POLL_SECONDS = 5;

    /** A service that starts no command line. */
    public ServiceOptions(
            Hub hub,
            URI lake,
            StoreChoice store,
            String bind,
            int port,
            boolean hasDemoIssuer,
            double requestsPerSecond,
            int pollSeconds) {
        this(hub, lake, store, bind, port, hasDemoIssuer, requestsPerSecond, pollSeconds, Optional.empty());
    }

    public ServiceOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("--port: is %d. Allowed: 0 to 65535, 0 for a free one".formatted(port));
        }
        if (pollSeconds < 1) {
            throw new IllegalArgumentException("--poll: is %d. Allowed: 1 and above".formatted(pollSeconds));
        }
        if (!(requestsPerSecond > 0)) {
            throw new IllegalArgumentException("--rate: is %s. Allowed: a number above 0".formatted(requestsPerSecond));
        }
    }
}
