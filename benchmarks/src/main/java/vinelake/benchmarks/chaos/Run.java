package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/**
 * A refresh that was started.
 *
 * @param startedAt by System.nanoTime
 */
record Run(ProcessGroup process, RunFiles files, long startedAt) {

    private static final Duration LOOK = Duration.ofMillis(20);

    /** Longer than any run takes that goes on at all. */
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    /** @return whether it came to its halt; otherwise it has ended */
    boolean awaitHalt() throws IOException, InterruptedException {
        while (!Files.exists(HaltingLogStore.halted(files.journal()))) {
            if (process.awaitEnd(LOOK)) {
                return false;
            }
            requirePatience();
        }
        return true;
    }

    /** @return whether it said so; otherwise it has ended */
    boolean awaitSaying(String text) throws IOException, InterruptedException {
        while (!files.says(text)) {
            if (process.awaitEnd(LOOK)) {
                return false;
            }
            requirePatience();
        }
        return true;
    }

    /** @return whether it still runs when so long is over since it began */
    boolean awaitMoment(Duration sinceStart) throws InterruptedException {
        var left = sinceStart.minusNanos(System.nanoTime() - startedAt);
        return !process.awaitEnd(left.isNegative() ? Duration.ZERO : left);
    }

    /** Nothing, when it took in and published all that was delivered. */
    Verdict awaitSuccess() throws IOException, InterruptedException {
        int exitCode = awaitEnd();
        return exitCode == 0
                ? Verdict.RIGHT
                : Verdict.complaint("%s: a run that nobody disturbed ended with %d: %s"
                        .formatted(files.log(), exitCode, files.end()));
    }

    /** @return the exit code */
    int awaitEnd() throws IOException, InterruptedException {
        while (!process.awaitEnd(Duration.ofSeconds(1))) {
            requirePatience();
        }
        return process.awaitEnd();
    }

    private void requirePatience() throws IOException, InterruptedException {
        if (System.nanoTime() - startedAt > PATIENCE.toNanos()) {
            process.kill();
            throw new IOException("%s: the run does not end".formatted(files.log()));
        }
    }
}
