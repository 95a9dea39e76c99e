package vinelake.orchestration;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.util.SignalUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vinelake.lake.StopSignal;

/**
 * SIGTERM and Ctrl-C as a wish: the run ends when what is being written is whole. The second one is left to Java, which
 * ends the process at once.
 */
final class SignalStop implements StopSignal {

    private static final Logger LOG = LoggerFactory.getLogger("vinelake.run");

    private final AtomicBoolean isRaised = new AtomicBoolean();

    private SignalStop() {}

    /** Listens from now on to the end of the process. */
    static SignalStop listen() {
        var stop = new SignalStop();
        for (var signal : List.of("TERM", "INT")) {
            SignalUtils.register(signal, () -> stop.take(signal));
        }
        return stop;
    }

    /** @return whether that is all that follows from the signal */
    private boolean take(String signal) {
        boolean isFirst = isRaised.compareAndSet(false, true);
        if (isFirst) {
            LOG.warn(
                    "SIG{}: stopping when what is being written is whole. The same again stops at once, and the next run goes on all the same",
                    signal);
        }
        return isFirst;
    }

    @Override
    public boolean isRaised() {
        return isRaised.get();
    }
}
