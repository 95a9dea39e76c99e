package vinelake.benchmarks.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Two runs for one date that overlap. */
final class SeveralRuns {

    private static final int LATEST_MILLIS = 4_000;

    private final Lab lab;

    SeveralRuns(Lab lab) {
        this.lab = lab;
    }

    Trial atOnce(String fault, int number) throws Exception {
        return lab.onDisk(fault, number, this::atOnce);
    }

    Trial atOnceOnStore(String fault, int number) throws Exception {
        return lab.onStore(fault, number, this::atOnceOnStore);
    }

    Trial overlapping(String fault, int number) throws Exception {
        return lab.onDisk(fault, number, this::overlapping);
    }

    Trial overlappingOnStore(String fault, int number) throws Exception {
        return lab.onStore(fault, number, this::overlappingOnStore);
    }

    /** The lock lets one go on. */
    private Verdict atOnce(Path lake, Random random, List<String> happened) throws Exception {
        var first = lab.site().refresh(lake, Optional.empty());
        Thread.sleep(random.nextInt(LATEST_MILLIS));
        var second = lab.site().refresh(lake, Optional.empty());
        int firstCode = first.awaitEnd();
        int secondCode = second.awaitEnd();
        happened.add("ended with %d and %d".formatted(firstCode, secondCode));
        var refused = firstCode == 0 ? second : first;
        return (firstCode == 0 ^ secondCode == 0
                        ? Lab.requireFailure(refused, firstCode == 0 ? secondCode : firstCode, List.of(Lab.LOCKED))
                        : Verdict.complaint(
                                "ended with %d and %d. Expected: one with 0".formatted(firstCode, secondCode)))
                .plus(lab.judge().judge(lake));
    }

    /** The fence lets one go on; both may lose to each other, and then the next one goes on. */
    private Verdict atOnceOnStore(StoreSite store, Random random, List<String> happened) throws Exception {
        var runs = new ArrayList<Run>();
        runs.add(store.refresh());
        Thread.sleep(random.nextInt(LATEST_MILLIS));
        runs.add(store.refresh());
        var verdict = Verdict.RIGHT;
        boolean isDone = false;
        for (var run : runs) {
            int exitCode = run.awaitEnd();
            happened.add("ended with %d".formatted(exitCode));
            isDone |= exitCode == 0;
            if (exitCode != 0) {
                verdict = verdict.plus(Lab.requireFailure(run, exitCode, Lab.OVERTAKEN));
            }
        }
        if (!isDone) {
            happened.add("a third run ended the work");
            verdict = verdict.plus(store.refresh().awaitSuccess());
        }
        return verdict.plus(lab.judge().judge(store.files()));
    }

    /** The put of a commit is on its way when the process is stopped; it arrives when the retry has ended. */
    private Verdict overlappingOnStore(StoreSite store, Random random, List<String> happened) throws Exception {
        var halt = lab.commit(random, Place.BEFORE);
        store.relay().haltNextRunAt(halt);
        var predecessor = store.refresh();
        if (!store.awaitHalt(predecessor)) {
            return Verdict.complaint("the run never came to %s".formatted(halt));
        }
        predecessor.process().stop();
        var verdict = store.refresh().awaitSuccess();
        store.relay().letGo();
        predecessor.process().goOn();
        int exitCode = predecessor.awaitEnd();
        happened.add("stopped at %s, ended with %d after its retry".formatted(halt, exitCode));
        return verdict.plus(Lab.requireFailure(predecessor, exitCode, Lab.OVERTAKEN))
                .plus(lab.judge().judge(store.files()));
    }

    /** A stopped process keeps the lock: the retry says so and ends, and the predecessor does the work. */
    private Verdict overlapping(Path lake, Random random, List<String> happened) throws Exception {
        var halt = lab.commit(random, Place.BEFORE);
        var predecessor = lab.site().refresh(lake, Optional.of(halt));
        if (!predecessor.awaitHalt()) {
            return Verdict.complaint("the run never came to %s".formatted(halt));
        }
        predecessor.process().stop();
        var retry = lab.site().refresh(lake, Optional.empty());
        int exitCode = retry.awaitEnd();
        Files.delete(HaltingLogStore.halted(predecessor.files().journal()));
        predecessor.process().goOn();
        happened.add("stopped at %s, its retry ended with %d".formatted(halt, exitCode));
        return Lab.requireFailure(retry, exitCode, List.of(Lab.LOCKED))
                .plus(predecessor.awaitSuccess())
                .plus(lab.judge().judge(lake));
    }
}
