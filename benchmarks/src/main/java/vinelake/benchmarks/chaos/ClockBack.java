package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The clock of the machine is put back two hours, as a run sees it through Debian's faketime. */
final class ClockBack {

    private static final String EARLIER = "-2h";
    private static final String RIGHT = "+0";

    private final Lab lab;

    ClockBack(Lab lab) {
        this.lab = lab;
    }

    static Optional<String> obstacle() throws IOException {
        return library().isPresent() ? Optional.empty() : Optional.of("Debian's package faketime is not installed");
    }

    private static Optional<Path> library() throws IOException {
        try (var folders = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu")) {
            for (var folder : folders) {
                var library = folder.resolve("faketime/libfaketimeMT.so.1");
                if (Files.exists(library)) {
                    return Optional.of(library);
                }
            }
        }
        return Optional.empty();
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
        Files.writeString(clock(lake), EARLIER);
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

    private Run underEarlierClock(Path lake, String offset) throws IOException {
        Files.createDirectories(lake.getParent());
        Files.writeString(clock(lake), offset);
        var environment = Map.of(
                "LD_PRELOAD",
                library().orElseThrow().toString(),
                "FAKETIME_TIMESTAMP_FILE",
                clock(lake).toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1");
        return lab.site().refresh(List.of(), environment, lake, lab.site().landing(), Optional.empty());
    }

    private static Path clock(Path lake) {
        return lake.resolveSibling(lake.getFileName() + ".run-clock");
    }
}
