package vinelake.orchestration;

import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkStatusTracker;
import vinelake.lake.Progress;

/**
 * One line on the terminal that says what runs, for how long and how far; nothing where the output is no terminal, and
 * nothing for what takes less than a few seconds.
 */
final class TerminalProgress implements Progress, AutoCloseable {

    private static final long PATIENCE_SECONDS = 2;
    private static final int WIDTH = 78;

    private final PrintStream out;
    private final SparkStatusTracker tracker;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private String job = "";
    private String detail = "";
    private long startedAt;
    private boolean isShown;

    private TerminalProgress(PrintStream out, SparkStatusTracker tracker) {
        this.out = out;
        this.tracker = tracker;
    }

    static TerminalProgress start(PrintStream out, SparkStatusTracker tracker) {
        var progress = new TerminalProgress(out, tracker);
        if (System.console() != null) {
            progress.clock.scheduleWithFixedDelay(progress::show, 500, 500, TimeUnit.MILLISECONDS);
        }
        return progress;
    }

    synchronized void begin(String name) {
        clear();
        job = name;
        detail = "";
        startedAt = System.nanoTime();
    }

    @Override
    public synchronized void at(String what) {
        detail = what;
    }

    synchronized void end() {
        clear();
        job = "";
    }

    @Override
    public void close() {
        clock.shutdownNow();
        end();
    }

    private synchronized void show() {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedAt);
        if (job.isEmpty() || seconds < PATIENCE_SECONDS) {
            return;
        }
        var line = "%s  %d s  %s%s".formatted(job, seconds, detail, tasks());
        out.print("\r" + (line + " ".repeat(WIDTH)).substring(0, WIDTH));
        out.flush();
        isShown = true;
    }

    private String tasks() {
        int done = 0;
        int all = 0;
        for (int id : tracker.getActiveStageIds()) {
            var stage = tracker.getStageInfo(id);
            if (stage.isDefined()) {
                done += stage.get().numCompletedTasks();
                all += stage.get().numTasks();
            }
        }
        return all == 0 ? "" : "  (%d of %d tasks)".formatted(done, all);
    }

    private void clear() {
        if (isShown) {
            out.print("\r" + " ".repeat(WIDTH) + "\r");
            out.flush();
            isShown = false;
        }
    }
}
