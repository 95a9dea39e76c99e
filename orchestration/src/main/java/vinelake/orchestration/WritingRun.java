package vinelake.orchestration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FSError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vinelake.core.Version;
import vinelake.core.hub.Hub;
import vinelake.lake.Delivery;
import vinelake.lake.Delivery.FileDigest;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.LeftoverSweep;
import vinelake.lake.StoppedException;

/** What is around the jobs of a run that writes: its log file, the lake's lock, room on the disks, and signals. */
final class WritingRun {

    private static final Logger LOG = LoggerFactory.getLogger("vinelake.run");

    private final Vinelake command;
    private final RunOptions options;
    private final Hub hub;
    private final Path landing;
    private final RefreshPlan plan;

    WritingRun(Vinelake command, RunOptions options, Hub hub, Path landing, RefreshPlan plan) {
        this.command = command;
        this.options = options;
        this.hub = hub;
        this.landing = landing;
        this.plan = plan;
    }

    /** What is run. */
    interface Work {
        /** @return the exit code */
        int run(Refresh refresh);
    }

    /**
     * @param jobs those of the plan that are run
     * @param work how they are
     * @param afterwards what is done with their outcome, while the lake is open
     * @return the exit code
     */
    int run(List<Job> jobs, Instant startedAt, Work work, BiConsumer<JobContext, Refresh> afterwards) {
        var root = LakeRoot.of(hub, command);
        var runId = options.runId(startedAt);
        try (var log = RunLog.open(options.logFolder(hub, root), runId)) {
            var disks = DiskSpace.of(local(root), options.machine().temp());
            long start = System.nanoTime();
            LOG.debug(
                    "run {} started: {} of hub {} into {}, landing {}, version {}, heap {} MB, {} cores, {}",
                    runId,
                    jobs.stream().map(Job::name).collect(Collectors.joining(", ")),
                    hub.name(),
                    root,
                    landing,
                    Version.ofCode(),
                    Runtime.getRuntime().maxMemory() >> 20,
                    options.machine().cores(),
                    disks.toText());
            try {
                int exitCode = run(jobs, startedAt, runId, disks, work, afterwards);
                LOG.debug(
                        "run {} finished in {} s: exit code {}",
                        runId,
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
                        exitCode);
                return exitCode;
            } catch (StoppedException e) {
                LOG.warn("run {} stopped: its tables are whole, and the next run goes on", runId);
                throw e;
            } catch (Exception | FSError e) {
                // Spark throws checked exceptions that it does not declare; Hadoop makes an error of a full disk.
                LOG.error("run {} failed with {}: see {}", runId, disks.toText(), log.file(), e);
                throw e instanceof RuntimeException known ? known : new IllegalStateException(e.getMessage(), e);
            }
        }
    }

    private int run(
            List<Job> jobs,
            Instant startedAt,
            String runId,
            DiskSpace disks,
            Work work,
            BiConsumer<JobContext, Refresh> afterwards) {
        try (var workspace = Workspace.openToWrite(hub, command, options.machine(), landing);
                var progress = TerminalProgress.start(
                        System.err, workspace.lake().spark().sparkContext().statusTracker())) {
            ScratchFolder.remove(
                    ScratchFolder.left(options.machine().temp(), startedAt.minus(LeftoverSweep.RETENTION)));
            var context = options.context(workspace, startedAt, runId, progress, SignalStop.listen());
            if (jobs.contains(plan.ingest())) {
                HubKeys.personalData(hub).ifPresent(hash -> PersonalKeyState.require(workspace.lake(), hash));
                requireRoom(disks, workspace.lake());
            }
            var refresh = new Refresh(context, progress);
            int exitCode = work.run(refresh);
            afterwards.accept(context, refresh);
            return exitCode;
        }
    }

    /** Asks the ledger which files are new only when not all of them would fit. */
    private void requireRoom(DiskSpace disks, Lake lake) {
        var files = files(landing);
        if (disks.hasRoomFor(files.stream().mapToLong(FileDigest::bytes).sum())) {
            return;
        }
        var known = new Ledger(lake)
                .lines().stream()
                        .filter(Delivery::isAccepted)
                        .flatMap(line -> line.files().stream())
                        .map(file -> new FileDigest(file.name(), "", file.bytes()))
                        .collect(Collectors.toSet());
        disks.require(files.stream()
                .filter(file -> !known.contains(file))
                .mapToLong(FileDigest::bytes)
                .sum());
    }

    /** The files of the landing folder, without digests. */
    private static List<FileDigest> files(Path landing) {
        try (var files = Files.walk(landing)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> new FileDigest(
                            landing.relativize(f).toString(), "", f.toFile().length()))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            // What cannot be read is held, and said, where it is taken in.
            LOG.debug("{}: its size is not known", landing, e);
            return List.of();
        }
    }

    private static Optional<Path> local(URI root) {
        return Optional.of(root).filter(r -> "file".equals(r.getScheme())).map(Path::of);
    }
}
