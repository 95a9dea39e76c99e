package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A process with all that it starts: signals go to all of them. None outlives this one, however this one ends. */
final class ProcessGroup {

    private static final Set<ProcessGroup> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(ProcessGroup::killQuietly)));
    }

    private final Process process;

    private ProcessGroup(Process process) {
        this.process = process;
    }

    /** @param log gets what the process says, after what it holds */
    static ProcessGroup start(List<String> command, Map<String, String> environment, Path log) throws IOException {
        var builder = new ProcessBuilder("setsid")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.command().addAll(command);
        builder.environment().putAll(environment);
        var group = new ProcessGroup(builder.start());
        RUNNING.add(group);
        return group;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() throws IOException, InterruptedException {
        signal("KILL");
        awaitEnd();
    }

    void stop() throws IOException, InterruptedException {
        signal("STOP");
    }

    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, "--", "-" + process.pid())
                .start()
                .waitFor();
    }

    /** @return the exit code */
    int awaitEnd() throws InterruptedException {
        int exitCode = process.waitFor();
        RUNNING.remove(this);
        return exitCode;
    }

    /** @return whether it has ended by then */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        boolean hasEnded = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (hasEnded) {
            RUNNING.remove(this);
        }
        return hasEnded;
    }

    private void killQuietly() {
        try {
            signal("KILL");
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
