package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What tries of faults need, and what they have in common. */
record Lab(Site site, Judge judge, State.Undisturbed undisturbed, State.Settings settings) {

    /** The message of a run that finds another one at work. */
    static final String LOCKED = "another run writes to this lake";

    /** Those of a run that another one has overtaken. */
    static final List<String> OVERTAKEN = List.of(
            "another run has taken in deliveries of this dataset meanwhile",
            "another run has begun for this date and taken it over");

    /** A try on a lake on this machine. */
    interface OnDisk {
        Verdict attempt(Path lake, Random random, List<String> happened) throws Exception;
    }

    /** A try on a lake on an object store. */
    interface OnStore {
        Verdict attempt(StoreSite store, Random random, List<String> happened) throws Exception;
    }

    Trial onDisk(String fault, int number, OnDisk body) throws Exception {
        long start = System.nanoTime();
        var lake = lake(fault, number);
        var happened = new ArrayList<String>();
        var verdict = body.attempt(lake, random(fault, number), happened);
        return end(fault, number, happened, verdict, start, lake);
    }

    Trial onStore(String fault, int number, OnStore body) throws Exception {
        long start = System.nanoTime();
        var folder = lake(fault, number);
        var happened = new ArrayList<String>();
        var random = random(fault, number);
        try (var store = StoreSite.open(site, folder, settings.port(), random)) {
            var verdict = body.attempt(store, random, happened);
            return end(fault, number, happened, verdict, start, folder);
        }
    }

    private Trial end(String fault, int number, List<String> happened, Verdict verdict, long start, Path lake)
            throws IOException {
        if (verdict.isRight()) {
            Lakes.delete(lake);
        }
        double seconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1000.0;
        return new Trial(fault, number, happened, verdict, seconds);
    }

    private Path lake(String fault, int number) throws IOException {
        var lake = site.folder().resolve("lakes/%s-%d".formatted(fault, number));
        Lakes.delete(lake);
        return lake;
    }

    private Random random(String fault, int number) {
        return new Random(31 * (31 * settings.seed() + fault.hashCode()) + number);
    }

    /** A moment of an undisturbed run. */
    Duration moment(Random random, double fromShare, double toShare) {
        double share = fromShare + random.nextDouble() * (toShare - fromShare);
        return Duration.ofMillis((long) (share * undisturbed.millis()));
    }

    /** A commit of an undisturbed run, but for the claim, which comes before all. */
    Halt commit(Random random, Place place) {
        var commits = undisturbed.commits().stream()
                .filter(c -> !c.startsWith("ops/fence") && !c.startsWith("ops/run"))
                .toList();
        var commit = commits.get(random.nextInt(commits.size()));
        return Halt.at(commit, place);
    }

    /** Complains unless a run ended as a failure that is worth a retry, and said why. */
    static Verdict requireFailure(Run run, int exitCode, List<String> messages) throws IOException {
        if (exitCode == 1) {
            for (var message : messages) {
                if (run.files().says(message)) {
                    return Verdict.RIGHT;
                }
            }
        }
        return Verdict.complaint("%s: ended with %d: %s. Expected: 1 and '%s'"
                .formatted(run.files().log(), exitCode, run.files().end(), String.join("' or '", messages)));
    }
}
