package vinelake.service.repair;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vinelake.service.repair.Outcome.Failure;

/** Runs the command line, one at a time: each is a Java of its own with Spark in it, and the lake has one writer. */
public final class Runs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

    /** Ended runs that are kept for whoever comes back to their page. */
    private static final int KEPT = 50;

    private static final Duration LONGEST = Duration.ofMinutes(30);

    /** A replay stops between two commits. */
    private static final Duration TO_STOP = Duration.ofSeconds(30);

    private static final long LARGEST_ANSWER = 8L << 20;
    private static final int LARGEST_ERROR = 64 << 10;

    private final Launcher launcher;
    private final Clock clock;
    private final Duration longest;
    private final Map<UUID, Run> runs = new LinkedHashMap<>();
    private Optional<Process> process = Optional.empty();
    private Optional<Thread> waiting = Optional.empty();
    private boolean isClosed;

    public Runs(Launcher launcher, Clock clock) {
        this(launcher, clock, LONGEST);
    }

    /** @param longest that one may take */
    public Runs(Launcher launcher, Clock clock, Duration longest) {
        this.launcher = launcher;
        this.clock = clock;
        this.longest = longest;
    }

    public Launcher launcher() {
        return launcher;
    }

    public synchronized Optional<Run> find(UUID id) {
        return Optional.ofNullable(runs.get(id));
    }

    /** The one that runs. */
    public synchronized Optional<Run> current() {
        return runs.values().stream().filter(run -> run.outcome().isEmpty()).findFirst();
    }

    /**
     * Starts one, and does not wait for it.
     *
     * @param atEnd is told how it ended before anybody else sees it
     * @throws IllegalStateException when one runs already, or nobody has said what starts the command line
     */
    public synchronized Run start(Task task, BiConsumer<Run, Outcome> atEnd) {
        if (isClosed || launcher.program().isEmpty() || current().isPresent()) {
            throw new IllegalStateException("the command line runs already, or cannot be run. Allowed: one at a time");
        }
        var run = new Run(task, clock.instant());
        try {
            var folder = Files.createTempDirectory("vinelake-run");
            var started = process(task, folder);
            process = Optional.of(started);
            var thread = new Thread(() -> end(run, ended(run, started, folder), atEnd), "run " + run.id());
            thread.setDaemon(true);
            thread.start();
            waiting = Optional.of(thread);
            LOG.info(
                    "run {} of {} started: {}",
                    run.id(),
                    task.dataset(),
                    task.kind().text());
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "run {} of {}: {}: {}",
                    run.id(),
                    task.dataset(),
                    task.kind().text(),
                    e.getMessage());
            end(run, Outcome.failed(Failure.FAILED, String.valueOf(e.getMessage())), atEnd);
        }
        runs.put(run.id(), run);
        if (runs.size() > KEPT) {
            runs.remove(runs.keySet().iterator().next());
        }
        return run;
    }

    private Process process(Task task, Path folder) throws IOException {
        boolean isStarted = false;
        try {
            var builder = new ProcessBuilder(launcher.command(task.verb()))
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(folder.resolve("out").toFile())
                    .redirectError(folder.resolve("err").toFile());
            launcher.environment(builder.environment());
            var started = builder.start();
            isStarted = true;
            return started;
        } finally {
            if (!isStarted) {
                remove(folder);
            }
        }
    }

    /** Whoever is told may fail; the run ends all the same, or none could be started after it. */
    private static void end(Run run, Outcome outcome, BiConsumer<Run, Outcome> atEnd) {
        try {
            atEnd.accept(run, outcome);
        } catch (RuntimeException e) {
            LOG.error(
                    "run {} of {}: {} as {}, and that could not be noted: {}",
                    run.id(),
                    run.task().dataset(),
                    outcome.failure().map(Failure::text).orElse("done"),
                    outcome.decisionId().orElse("no decision"),
                    e.toString());
        } finally {
            run.end(outcome);
        }
    }

    private Outcome ended(Run run, Process started, Path folder) {
        try {
            var outcome = outcome(run.task(), started, folder);
            LOG.info(
                    "run {} ended after {} s: {}",
                    run.id(),
                    run.seconds(clock.instant()),
                    outcome.failure().map(Failure::text).orElse("done"));
            return outcome;
        } catch (Throwable e) {
            // Nobody else waits for it, so whatever it is, memory that has run out say, it is how the run has ended.
            started.destroyForcibly();
            LOG.error("run {} of {}", run.id(), run.task().dataset(), e);
            return Outcome.failed(Failure.FAILED, e.toString());
        }
    }

    private Outcome outcome(Task task, Process started, Path folder) {
        try {
            boolean isInTime = started.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
            if (!isInTime) {
                stop(started);
                return Outcome.failed(Failure.TOO_LONG, "stopped after %d s".formatted(longest.toSeconds()));
            }
            var out = folder.resolve("out");
            return Files.size(out) > LARGEST_ANSWER
                    ? Outcome.failed(Failure.FAILED, "the command line's answer is too long")
                    : Outcome.of(task.kind(), started.exitValue(), Files.readString(out), tail(folder.resolve("err")));
        } catch (IOException e) {
            return Outcome.failed(Failure.FAILED, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed(Failure.FAILED, "interrupted");
        } finally {
            remove(folder);
        }
    }

    private static String tail(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            in.skipNBytes(Math.max(0, Files.size(file) - LARGEST_ERROR));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void stop(Process started) throws InterruptedException {
        started.destroy();
        if (!started.waitFor(TO_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
            started.destroyForcibly();
            started.waitFor();
        }
    }

    private static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve("out"));
            Files.deleteIfExists(folder.resolve("err"));
            Files.delete(folder);
        } catch (IOException e) {
            LOG.warn("{} is left: {}", folder, e.getMessage());
        }
    }

    /**
     * Stops what runs, and waits until somebody was told how it ended; what it has committed stands, and the rest is done by
     * running it again.
     */
    @Override
    public void close() {
        Optional<Process> running;
        Optional<Thread> last;
        synchronized (this) {
            isClosed = true;
            running = process.filter(Process::isAlive);
            last = waiting;
        }
        try {
            if (running.isPresent()) {
                stop(running.get());
            }
            if (last.isPresent()) {
                last.get().join(TO_STOP.toMillis());
            }
        } catch (InterruptedException e) {
            running.ifPresent(Process::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
