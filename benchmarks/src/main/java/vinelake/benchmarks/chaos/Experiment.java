package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs all that is asked for and not done yet, on as many lakes side by side as there are lanes. */
final class Experiment {

    private final Site site;
    private final State state;
    private final int lanes;
    private final PrintWriter out;
    private final long startedAt = System.nanoTime();

    Experiment(Site site, State state, int lanes, PrintWriter out) {
        this.site = site;
        this.state = state;
        this.lanes = lanes;
        this.out = out;
    }

    /**
     * @param kills how many in all, those of earlier commands with the same folder included
     * @param tries of each other fault
     * @param names of the faults that are tried
     */
    ChaosReport run(int kills, int tries, List<String> names) throws Exception {
        var settings = state.settings().orElseThrow();
        site.prepare(settings.seed(), settings.subjects(), settings.months(), settings.port());
        if (state.undisturbed().isEmpty()) {
            say("three runs that nobody disturbs ...");
            state.add(undisturbed());
        }
        var undisturbed = state.undisturbed().orElseThrow();
        say(
                "an undisturbed run takes %d s and makes %d commits; kills are by time and before, in the middle of and after each of them"
                        .formatted(
                                undisturbed.millis() / 1000,
                                undisturbed.commits().size()));
        var hub = site.loadedHub();
        var scratch = Files.createTempDirectory(site.folder().resolve("temp"), "judge");
        try (var judge = Judge.start(site.undisturbed(1), hub, site.landing(), scratch)) {
            say("%d tables, %,d rows to compare"
                    .formatted(judge.right().names().size(), judge.right().rows()));
            var same = judge.judge(site.undisturbed(2))
                    .plus(judge.judge(site.undisturbed(3)))
                    .plus(judge.judgeLaw(site.undisturbed(1)));
            if (!same.isRight()) {
                throw new IOException("the undisturbed runs differ, or break the law: " + same.complaints());
            }
            var faults = Faults.of(new Lab(site, judge, undisturbed, settings), tries).stream()
                    .filter(f -> names.contains(f.name()))
                    .toList();
            runFaults(faults);
            if (names.contains(Trial.KILL)) {
                kill(judge, undisturbed, kills);
            }
            return report(kills, names, faults);
        } finally {
            Lakes.deleteFolder(site.folder().resolve("temp"));
        }
    }

    /**
     * The first run alone, because it may leave an archive of classes to the others; then as many at once as later, so that
     * the moments of kills are spread over runs of that length.
     */
    private State.Undisturbed undisturbed() throws IOException, InterruptedException {
        var first = undisturbed(1);
        require(first.awaitSuccess());
        var runs = List.of(undisturbed(2), undisturbed(3));
        long millis = 0;
        for (var run : runs) {
            require(run.awaitSuccess());
            millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - run.startedAt());
        }
        return new State.Undisturbed(millis, first.files().commits());
    }

    private Run undisturbed(int number) throws IOException {
        var lake = site.undisturbed(number);
        Lakes.delete(lake);
        return site.refresh(lake, Optional.empty());
    }

    private static void require(Verdict verdict) throws IOException {
        if (!verdict.isRight()) {
            throw new IOException(String.join("; ", verdict.complaints()));
        }
    }

    private void runFaults(List<Fault> faults) throws Exception {
        var left = new ConcurrentLinkedQueue<Callable<Trial>>();
        for (var fault : faults) {
            for (int number = 0; number < fault.times() && fault.obstacle().isEmpty(); number++) {
                if (!state.has(fault.name(), number)) {
                    int n = number;
                    left.add(() -> fault.attempt(n));
                }
            }
        }
        inLanes(() -> {
            for (var next = left.poll(); next != null; next = left.poll()) {
                var trial = next.call();
                state.add(trial);
                say("%s %d, %.0f s: %s. %s; %d tries left"
                        .formatted(
                                trial.fault(),
                                trial.number(),
                                trial.seconds(),
                                String.join(", ", trial.happened()),
                                text(trial.verdict()),
                                left.size()));
            }
            return null;
        });
    }

    private void kill(Judge judge, State.Undisturbed undisturbed, int kills) throws Exception {
        var plan = new KillPlan(state.settings().orElseThrow().seed(), undisturbed.commits());
        int done = killed();
        var budget = new AtomicInteger(Math.max(0, kills - done));
        var chain = new Chain(site, judge, plan, Duration.ofMillis(undisturbed.millis()), budget);
        var next = new AtomicInteger();
        long start = System.nanoTime();
        inLanes(() -> {
            while (budget.get() > 0) {
                int number = next.getAndIncrement();
                if (state.has(Trial.KILL, number)) {
                    continue;
                }
                var trial = chain.run(number);
                state.add(trial);
                double seconds = (System.nanoTime() - start) / 1e9;
                int now = killed();
                say("chain %d: %d kills, %.0f s: %s. %d of %d kills%s"
                        .formatted(
                                number,
                                trial.tried(),
                                trial.seconds(),
                                text(trial.verdict()),
                                now,
                                kills,
                                now > done
                                        ? ", %.0f s for each, about %.0f min left"
                                                .formatted(
                                                        seconds / (now - done),
                                                        seconds / (now - done) * (kills - now) / 60)
                                        : ""));
            }
            return null;
        });
    }

    private int killed() {
        return state.trials().stream()
                .filter(t -> t.fault().equals(Trial.KILL))
                .mapToInt(Trial::tried)
                .sum();
    }

    private void inLanes(Callable<Void> lane) throws Exception {
        var pool = Executors.newFixedThreadPool(lanes);
        try {
            var running = new ArrayList<Future<Void>>();
            for (int number = 0; number < lanes; number++) {
                running.add(pool.submit(lane));
            }
            for (var one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            pool.shutdownNow();
        }
    }

    private ChaosReport report(int kills, List<String> names, List<Fault> faults) {
        var asked = new LinkedHashMap<String, Integer>();
        var obstacles = new LinkedHashMap<String, String>();
        if (names.contains(Trial.KILL)) {
            asked.put(Trial.KILL, kills);
        }
        for (var fault : faults) {
            asked.put(fault.name(), fault.times());
            fault.obstacle().ifPresent(why -> obstacles.put(fault.name(), why));
        }
        var trials = state.trials().stream()
                .filter(t -> asked.containsKey(t.fault()))
                .toList();
        return new ChaosReport(
                state.settings().orElseThrow(),
                state.undisturbed().orElseThrow(),
                asked,
                obstacles,
                trials,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedAt));
    }

    private static String text(Verdict verdict) {
        return verdict.isRight()
                ? "equal"
                : "%d lost, %d doubled, %d unequal: %s"
                        .formatted(
                                verdict.lost(),
                                verdict.doubled(),
                                verdict.unequal(),
                                String.join("; ", verdict.complaints()));
    }

    private synchronized void say(String text) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedAt);
        out.printf(Locale.ROOT, "%3d:%02d  %s%n", seconds / 60, seconds % 60, text);
        out.flush();
    }
}
