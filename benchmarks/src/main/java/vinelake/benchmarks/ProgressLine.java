package vinelake.benchmarks;

import java.io.PrintWriter;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;

/** One line on the terminal that says what runs and for how long; where the output is no terminal, what has ended. */
final class ProgressLine implements AutoCloseable {

    private static final int WIDTH = 78;
    private static final long PERIOD_MILLIS = 500;

    private final PrintWriter out;
    private final Timer clock = new Timer("progress", true);
    private String step = "";
    private long startedAt;
    private boolean isShown;

    private ProgressLine(PrintWriter out) {
        this.out = out;
    }

    // This is Java 17, where there is no console unless input and output are a terminal.
    @SuppressWarnings("SystemConsoleNull")
    static ProgressLine start(PrintWriter out) {
        var line = new ProgressLine(out);
        if (System.console() != null) {
            line.tick();
        }
        return line;
    }

    private void tick() {
        var task = new TimerTask() {
            @Override
            public void run() {
                show();
            }
        };
        clock.schedule(task, PERIOD_MILLIS, PERIOD_MILLIS);
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
        clock.cancel();
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
