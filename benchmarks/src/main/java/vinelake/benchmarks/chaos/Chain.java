package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Kills the runs on one lake one after the other, lets the last one end, and looks what lies there. */
final class Chain {

    /** Of a run's length at least so much is left to one that goes on from a kill: what was taken in is not again. */
    private static final double LEFT = 0.8;

    private final Site site;
    private final Judge judge;
    private final KillPlan plan;
    private final Duration length;
    private final AtomicInteger budget;

    /**
     * @param length of an undisturbed run
     * @param budget how many kills are left to all chains
     */
    Chain(Site site, Judge judge, KillPlan plan, Duration length, AtomicInteger budget) {
        this.site = site;
        this.judge = judge;
        this.plan = plan;
        this.length = length;
        this.budget = budget;
    }

    Trial run(int number) throws IOException, InterruptedException, SQLException {
        long start = System.nanoTime();
        var lake = lake(number);
        Lakes.delete(lake);
        var happened = new ArrayList<String>();
        var before = new ArrayList<String>();
        Optional<Verdict> ended = Optional.empty();
        for (var kill : plan.chain(number)) {
            if (kill.halt().filter(halt -> !plan.canCome(halt, before)).isPresent()) {
                continue;
            }
            if (budget.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                break;
            }
            var run = site.refresh(lake, kill.halt());
            if (!isThere(run, kill, happened.isEmpty())) {
                budget.incrementAndGet();
                ended = Optional.of(run.awaitSuccess());
                break;
            }
            run.process().kill();
            var commits = run.files().commits();
            before.addAll(commits);
            happened.add("%s after %d commits, the last %s"
                    .formatted(kill, commits.size(), commits.isEmpty() ? "none" : commits.get(commits.size() - 1)));
        }
        var verdict = ended.isPresent()
                ? ended.get()
                : site.refresh(lake, Optional.empty()).awaitSuccess();
        verdict = verdict.plus(judge.judge(lake));
        if (verdict.isRight()) {
            Lakes.delete(lake);
        }
        return new Trial(
                Trial.KILL,
                number,
                happened,
                verdict,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1000.0);
    }

    Path lake(int number) {
        return site.folder().resolve("lakes/chain-" + number);
    }

    private boolean isThere(Run run, Kill kill, boolean isFirst) throws IOException, InterruptedException {
        if (kill.halt().isPresent()) {
            return run.awaitHalt();
        }
        double share = kill.share() * (isFirst ? 1 : LEFT);
        return run.awaitMoment(Duration.ofMillis((long) (share * length.toMillis())));
    }
}
