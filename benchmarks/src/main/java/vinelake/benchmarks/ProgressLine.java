package vinelake.benchmarks;

import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One line on the terminal that says what runs and for how long; where the output is no terminal, what has ended. */
final class ProgressLine implements AutoCloseable {

    private static final int WIDTH = 78;

    private final PrintStream out;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private String step = "";
    private long startedAt;
    private boolean isShown;

    private ProgressLine(PrintStream out) {
        this.out = out;
    }

    static ProgressLine start(PrintStream out) {
        var line = new ProgressLine(out);
        if (System.console() != null) {
            line.clock.scheduleWithFixedDelay(line::show, 500, 500, TimeUnit.MILLISECONDS);
        }
        return line;
    }

    synchronized void begin(String what) {
        clear();
        step = what;
        startedAt = System.nanoTime();
    }

    synchronized void end() {
        clear();
        step = "";
    }

    /** Ends the step with a line that stays. */
    synchronized void end(String result) {
        end();
        out.println(result);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        end();
    }

    private synchronized void show() {
        if (step.isEmpty()) {
            return;
        }
        var line = "%s  %d s".formatted(step, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedAt));
        out.print("\r" + (line + " ".repeat(WIDTH)).substring(0, WIDTH));
        out.flush();
        isShown = true;
    }

    private void clear() {
        if (isShown) {
            out.print("\r" + " ".repeat(WIDTH) + "\r");
            out.flush();
            isShown = false;
        }
    }
}
