package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import vinelake.benchmarks.process.ShiftedClock;

/** The clock of the machine is put back two hours, as a run sees it through Debian's faketime. */
final class ClockBack {

    private static final Duration EARLIER = Duration.ofHours(-2);
    private static final Duration RIGHT = Duration.ZERO;

    private final Lab lab;

    ClockBack(Lab lab) {
        this.lab = lab;
    }

    static Optional<String> obstacle() throws IOException {
        return ShiftedClock.obstacle();
    }

    /** In turn: before a run that goes on from a kill, in the middle of a run, before a run that has nothing to do. */
    Trial attempt(String fault, int number) throws Exception {
        return lab.onDisk(fault, number, (lake, random, happened) -> switch (number % 3) {
            case 0 -> afterAKill(lake, random, happened);
            case 1 -> inTheMiddle(lake, random, happened);
            default -> afterARun(lake, happened);
        });
    }

    private Verdict afterAKill(Path lake, Random random, List<String> happened) throws Exception {
        var killed = lab.site().refresh(lake, Optional.empty());
        killed.awaitMoment(lab.moment(random, 0.6, 0.9));
        killed.process().kill();
        happened.add("between a kill and the next run");
        return underEarlierClock(lake, EARLIER).awaitSuccess().plus(endWithRightClock(lake));
    }

    private Verdict inTheMiddle(Path lake, Random random, List<String> happened) throws Exception {
        var run = underEarlierClock(lake, RIGHT);
        var moment = lab.moment(random, 0.2, 0.8);
        run.awaitMoment(moment);
        clock(lake).shift(EARLIER);
        happened.add("after %d s of a run".formatted(moment.toSeconds()));
        return run.awaitSuccess().plus(endWithRightClock(lake));
    }

    private Verdict afterARun(Path lake, List<String> happened) throws Exception {
        var verdict = lab.site().refresh(lake, Optional.empty()).awaitSuccess();
        happened.add("between two runs");
        return verdict.plus(underEarlierClock(lake, EARLIER).awaitSuccess()).plus(endWithRightClock(lake));
    }

    /** Right under the wrong clock and right again afterwards. */
    private Verdict endWithRightClock(Path lake) throws Exception {
        return lab.judge()
                .judge(lake)
                .plus(lab.site().refresh(lake, Optional.empty()).awaitSuccess())
                .plus(lab.judge().judge(lake));
    }

    private Run underEarlierClock(Path lake, Duration offset) throws IOException {
        Files.createDirectories(lake.getParent());
        clock(lake).shift(offset);
        return lab.site()
                .refresh(List.of(), clock(lake).environment(), lake, lab.site().landing(), Optional.empty());
    }

    private static ShiftedClock clock(Path lake) {
        return new ShiftedClock(lake.resolveSibling(lake.getFileName() + ".run-clock"));
    }
}
