package vinelake.benchmarks.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * When runs are killed: a function of the seed and of the commits of an undisturbed run. Half of the kills are by time,
 * half at commits; those go through all commits and places before any comes again, but for what a chain's runs have done
 * already.
 */
final class KillPlan {

    static final int LONGEST_CHAIN = 12;

    private static final long STEP = 0x9E3779B97F4A7C15L;

    private final long seed;
    private final List<String> commits;
    private final List<Halt> halts = new ArrayList<>();

    /** @param commits {@code TABLE#ORDINAL} in the order of an undisturbed run */
    KillPlan(long seed, List<String> commits) {
        this.seed = seed;
        this.commits = List.copyOf(commits);
        for (var commit : commits) {
            for (var place : Place.values()) {
                halts.add(Halt.at(commit, place));
            }
        }
        Collections.shuffle(halts, new Random(seed));
    }

    /**
     * The kills of one lake, each of a run that goes on from what the last kill left.
     *
     * @param number from 0
     */
    List<Kill> chain(int number) {
        var random = random(number);
        int length = length(random);
        int first = 0;
        for (int earlier = 0; earlier < number; earlier++) {
            first += haltsOf(earlier, length(random(earlier)));
        }
        // In the order of a run, because a commit of history that is done does not come again.
        var atCommits = new ArrayList<Halt>();
        for (int n = 0; n < haltsOf(number, length); n++) {
            atCommits.add(halts.get((first + n) % halts.size()));
        }
        atCommits.sort(Comparator.comparingInt((Halt h) -> commits.indexOf(h.table() + "#" + h.ordinal()))
                .thenComparing(Halt::place));
        var kills = new ArrayList<Kill>();
        var next = atCommits.iterator();
        for (int n = 0; n < length; n++) {
            kills.add(
                    isAtCommit(number, n)
                            ? new Kill(0, Optional.of(next.next()))
                            : new Kill(random.nextDouble(), Optional.empty()));
        }
        return kills;
    }

    /**
     * Whether a run can still come to a commit. A run that waits for one that was done would end undisturbed, and its chain
     * with it.
     *
     * @param before commits of the runs before
     */
    boolean canCome(Halt halt, List<String> before) {
        long done = isDoneOnce(halt.table()) ? count(before, halt.table()) : 0;
        return halt.ordinal() <= count(commits, halt.table()) - done;
    }

    private static long count(List<String> some, String table) {
        return some.stream()
                .filter(commit -> Halt.at(commit, Place.AFTER).table().equals(table))
                .count();
    }

    /** Of history: what is done is not done again. */
    private static boolean isDoneOnce(String table) {
        return table.startsWith("records/")
                || table.startsWith("release/")
                || table.equals("ops/quarantine")
                || table.equals("subject/subject");
    }

    private Random random(int number) {
        return new Random(seed + (number + 1) * STEP);
    }

    private static int length(Random random) {
        return 1 + random.nextInt(LONGEST_CHAIN);
    }

    private static boolean isAtCommit(int chain, int kill) {
        return (chain + kill) % 2 == 0;
    }

    private static int haltsOf(int chain, int length) {
        return chain % 2 == 0 ? (length + 1) / 2 : length / 2;
    }
}
