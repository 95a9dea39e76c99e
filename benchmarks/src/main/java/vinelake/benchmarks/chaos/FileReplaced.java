package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import vinelake.core.contract.Mode;

/** The sender puts another file in the place of one that a run is just taking in. */
final class FileReplaced {

    private static final int LATEST_MILLIS = 6_000;
    private static final String DATE = "{as_of_date}";
    private static final String STARTED = "ingest-deliveries started";

    private final Lab lab;

    FileReplaced(Lab lab) {
        this.lab = lab;
    }

    Trial attempt(String fault, int number) throws Exception {
        return lab.onDisk(fault, number, this::replace);
    }

    private Verdict replace(Path lake, Random random, List<String> happened) throws Exception {
        var inbox = copyOfLanding(lake, "inbox");
        var replaced = copyOfLanding(lake, "replaced");
        var files = appended(inbox);
        var file = files.get(random.nextInt(files.size()));
        shorten(replaced.resolve(file));

        var run = lab.site().refresh(lake, inbox, Optional.empty());
        run.awaitSaying(STARTED);
        int millis = random.nextInt(LATEST_MILLIS);
        Thread.sleep(millis);
        var next = inbox.resolve(file).resolveSibling(".next");
        Files.copy(replaced.resolve(file), next);
        Files.move(next, inbox.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        int exitCode = run.awaitEnd();
        happened.add("%s replaced after %d ms, the run ended with %d".formatted(file, millis, exitCode));

        // The old content lies no longer in the inbox: what was taken in of it is compared with the landing folder.
        if (exitCode == 0 && lab.judge().judge(lake).isRight()) {
            happened.add("the old content was taken in");
            return clean(lake, Verdict.RIGHT);
        }
        boolean isHeld = exitCode == 4;
        var verdict = Verdict.RIGHT;
        if (isHeld) {
            happened.add("it was held");
            verdict = lab.site().refresh(lake, inbox, Optional.empty()).awaitSuccess();
        } else if (exitCode == 0) {
            happened.add("the new content was taken in");
        } else {
            verdict = Verdict.complaint("%s: ended with %d: %s"
                    .formatted(run.files().log(), exitCode, run.files().end()));
        }
        var undisturbed = lake.resolveSibling(lake.getFileName() + ".undisturbed");
        Lakes.delete(undisturbed);
        if (isHeld) {
            verdict = verdict.plus(refreshWithout(file, replaced, undisturbed));
        }
        verdict = verdict.plus(
                lab.site().refresh(undisturbed, replaced, Optional.empty()).awaitSuccess());
        var judge = lab.judge().against(undisturbed, lab.site().loadedHub(), replaced);
        verdict = verdict.plus(isHeld ? judge.judgeWithHeldLine(lake) : judge.judge(lake));
        Lakes.delete(undisturbed);
        return clean(lake, verdict);
    }

    /** A run that holds a delivery publishes a release without it, and that stays. */
    private Verdict refreshWithout(Path file, Path inbox, Path lake) throws IOException, InterruptedException {
        var held = delivery(file, inbox);
        var aside = lake.resolveSibling(lake.getFileName() + ".aside");
        for (var one : held) {
            Files.createDirectories(aside.resolve(one).getParent());
            Files.move(inbox.resolve(one), aside.resolve(one));
        }
        var verdict = lab.site().refresh(lake, inbox, Optional.empty()).awaitSuccess();
        for (var one : held) {
            Files.move(aside.resolve(one), inbox.resolve(one));
        }
        Lakes.deleteFolder(aside);
        return verdict;
    }

    /** The files of a dataset and a date are one delivery. */
    private List<Path> delivery(Path file, Path inbox) throws IOException {
        for (var contract : lab.site().loadedHub().contracts()) {
            var pattern = Pattern.compile(
                    "\\Q" + contract.path().replace(DATE, "\\E([0-9-]+)\\Q").replace("*", "\\E[^/]*\\Q") + "\\E");
            var found = pattern.matcher(file.toString());
            if (found.matches() && found.groupCount() == 1) {
                return files(inbox)
                        .filter(other -> {
                            var date = pattern.matcher(other.toString());
                            return date.matches() && date.group(1).equals(found.group(1));
                        })
                        .toList();
            }
        }
        throw new IllegalStateException(file + ": no contract has it");
    }

    private static Verdict clean(Path lake, Verdict verdict) throws IOException {
        Lakes.deleteFolder(lake.resolveSibling(lake.getFileName() + ".inbox"));
        Lakes.deleteFolder(lake.resolveSibling(lake.getFileName() + ".replaced"));
        return verdict;
    }

    private Path copyOfLanding(Path lake, String name) throws IOException {
        var copy = lake.resolveSibling(lake.getFileName() + "." + name);
        Lakes.deleteFolder(copy);
        try (var files = Files.walk(lab.site().landing())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = copy.resolve(lab.site().landing().relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        return copy;
    }

    /** Files of datasets whose deliveries stand for themselves; a snapshot that is held would hold the next ones' place. */
    private List<Path> appended(Path inbox) throws IOException {
        var folders = lab.site().loadedHub().contracts().stream()
                .filter(c -> c.mode() == Mode.APPEND)
                .map(c -> c.path().replaceFirst("[{*].*", ""))
                .toList();
        return files(inbox)
                .filter(file -> folders.stream().anyMatch(file.toString()::startsWith))
                .toList();
    }

    private static Stream<Path> files(Path inbox) throws IOException {
        try (var files = Files.walk(inbox)) {
            return files.filter(Files::isRegularFile).map(inbox::relativize).sorted().toList().stream();
        }
    }

    /** Leaves the last line out. Every charset of the hub has line ends as ASCII has them. */
    private static void shorten(Path file) throws IOException {
        var latin = Charset.forName("ISO-8859-1");
        var text = Files.readString(file, latin);
        Files.writeString(file, text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1), latin);
    }
}
