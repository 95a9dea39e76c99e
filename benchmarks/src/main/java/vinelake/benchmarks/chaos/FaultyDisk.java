package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A disk that becomes full or read-only under a run: one of its own, in memory, that no other process sees. What the next
 * run makes of it, when the cause is gone, is copied to a folder.
 */
final class FaultyDisk {

    private static final List<String> FOLDERS = List.of("records", "ops");
    private static final int MOST_LEFT_BYTES = 200_000;
    private static final int MOST_TRIES = 4;

    private final Lab lab;

    FaultyDisk(Lab lab) {
        this.lab = lab;
    }

    /** Why there can be no such disk. */
    static Optional<String> obstacle() throws IOException, InterruptedException {
        var trial = new ProcessBuilder("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return trial.waitFor(10, TimeUnit.SECONDS) && trial.exitValue() == 0
                ? Optional.empty()
                : Optional.of("a disk of its own needs root");
    }

    Trial full(String fault, int number) throws Exception {
        return lab.onDisk(
                fault,
                number,
                (lake, random, happened) -> run(
                        lake,
                        random,
                        List.of("full", "" + random.nextInt(MOST_LEFT_BYTES)),
                        // The second where it was full before the run looked whether there is room.
                        List.of("a disk is full", "0 MB free. Needed: "),
                        happened));
    }

    /** The first time the whole lake from the start, then a folder of it in the middle of a run. */
    Trial readOnly(String fault, int number) throws Exception {
        return lab.onDisk(
                fault,
                number,
                (lake, random, happened) -> run(
                        lake,
                        random,
                        List.of("read-only", number == 0 ? "." : FOLDERS.get(number % FOLDERS.size())),
                        List.of("Read-only file system", "cannot be written"),
                        happened));
    }

    private Verdict run(Path lake, Random random, List<String> what, List<String> messages, List<String> happened)
            throws Exception {
        var script = Files.createTempFile(lab.site().folder().resolve("temp"), "disk", ".sh");
        try (var in = FaultyDisk.class.getResourceAsStream("faulty-disk.sh")) {
            Files.write(script, in.readAllBytes());
        }
        var disk = lake.resolveSibling(lake.getFileName() + ".disk");
        double seconds = lab.moment(random, 0.1, 0.6).toMillis() / 1000.0;
        var disturbed = attempt(script, lake, disk, seconds, what, happened);
        // A run may be quicker than the undisturbed one was, and have written all by then.
        for (int tries = 1; disturbed.run().files().says("disturbed run ended with 0") && tries < MOST_TRIES; tries++) {
            seconds /= 2;
            disturbed = attempt(script, lake, disk, seconds, what, happened);
        }
        var files = disturbed.run().files();
        boolean isRefused = files.says("disturbed run ended with 1") || files.says("disturbed run ended with 2");
        boolean isExplained = false;
        for (var message : messages) {
            isExplained |= files.says(message);
        }
        var verdict = isRefused && isExplained
                ? Verdict.RIGHT
                : Verdict.complaint("%s: the disturbed run must fail and say '%s'"
                        .formatted(files.log(), String.join("' or '", messages)));
        if (disturbed.exitCode() != 0) {
            verdict = verdict.plus(Verdict.complaint(
                    "%s: ended with %d: %s".formatted(files.log(), disturbed.exitCode(), files.end())));
        }
        verdict = verdict.plus(lab.judge().judge(lake));
        if (verdict.isRight()) {
            Lakes.delete(disk);
        }
        return verdict;
    }

    /** A run on a disk that went wrong, and the one after it on the same disk, mended: its exit code. */
    private record Disturbed(Run run, int exitCode) {}

    /** @param seconds after which the disk goes wrong */
    private Disturbed attempt(
            Path script, Path lake, Path disk, double seconds, List<String> what, List<String> happened)
            throws Exception {
        Lakes.delete(lake);
        var before = new ArrayList<>(
                List.of("unshare", "-m", "bash", script.toString(), disk.toString(), lake.toString(), "" + seconds));
        before.addAll(what);
        var run = lab.site().refresh(before, Map.of(), disk, lab.site().landing(), Optional.empty());
        int exitCode = run.awaitEnd();
        Lakes.deleteFolder(disk);
        happened.add("%s after %.1f s, %s"
                .formatted(
                        String.join(" ", what),
                        seconds,
                        Files.readAllLines(run.files().log()).stream()
                                .filter(line -> line.startsWith("disturbed run"))
                                .findFirst()
                                .orElse("the disturbed run did not end")));
        return new Disturbed(run, exitCode);
    }
}
