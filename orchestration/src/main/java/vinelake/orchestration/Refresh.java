package vinelake.orchestration;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.sql.RowFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;
import vinelake.core.Version;
import vinelake.core.table.Tables;
import vinelake.etl.ingest.IngestDeliveries;
import vinelake.lake.CommitNote;
import vinelake.lake.Delivery;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.StoppedException;
import vinelake.models.release.RunInputs;

/** Runs jobs one after the other, with a line at the start and the end of each, and enters the run in its ledger. */
final class Refresh {

    private static final Logger LOG = LoggerFactory.getLogger("vinelake.run");

    private final JobContext context;
    private final TerminalProgress progress;
    private final List<JobRun> done = new ArrayList<>();
    private Optional<EarlierRun> sameAs = Optional.empty();
    private Optional<List<Delivery>> lines = Optional.empty();
    private String inputHash;

    Refresh(JobContext context, TerminalProgress progress) {
        this.context = context;
        this.progress = progress;
    }

    /**
     * Runs jobs and enters the run in its ledger, a failed or stopped one too.
     *
     * @return the exit code: {@link ExitCode#HELD} where the ingest held something
     */
    int run(List<Job> jobs, Instant startedAt, IngestDeliveries ingest) {
        return entering(startedAt, ingest, () -> jobs.forEach(this::runNext));
    }

    /**
     * Runs the plan. Where the run that had the date before had the same inputs, the jobs after the ingest would write what
     * stands there, and are left out, but for those that keep the lake small.
     *
     * @param isComplete whether they run nevertheless
     */
    int run(RefreshPlan plan, Instant startedAt, boolean isComplete) {
        return entering(startedAt, plan.ingest(), () -> {
            for (var job : plan.jobs()) {
                if (sameAs.isEmpty() || RefreshPlan.isUpkeep(job)) {
                    runNext(job);
                }
                if (job == plan.ingest()) {
                    lines = Optional.of(new Ledger(context.lake()).lines());
                    inputHash = RunInputs.hash(context, lines.get());
                    sameAs = isComplete ? Optional.empty() : EarlierRun.withInputs(context, inputHash, plan.jobs());
                    sameAs.ifPresent(earlier -> LOG.info(
                            "nothing has changed since run {}: the other jobs are left out, run {}",
                            earlier.runId(),
                            context.runId()));
                }
            }
        });
    }

    private int entering(Instant startedAt, IngestDeliveries ingest, Runnable jobs) {
        try {
            jobs.run();
        } catch (RuntimeException e) {
            try {
                int exitCode = e instanceof StoppedException ? ExitCode.STOPPED : ExitCode.FAILED;
                enter(startedAt, exitCode, Version.ofCode());
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        int exitCode = ingest.seen().stream().anyMatch(Delivery::isHeld) ? ExitCode.HELD : ExitCode.OK;
        enter(startedAt, exitCode, Version.ofCode());
        return exitCode;
    }

    private void runNext(Job job) {
        context.stop().stopIfRaised();
        run(job);
    }

    private void run(Job job) {
        LOG.info("{} started: as of {}, run {}", job.name(), context.asOf(), context.runId());
        progress.begin(job.name());
        long start = System.nanoTime();
        try {
            var counts = job.run(context);
            double seconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1000.0;
            done.add(new JobRun(job.name(), seconds, counts));
            progress.end();
            LOG.info(
                    "{} finished in {} s: {}, run {}",
                    job.name(),
                    "%.1f".formatted(seconds),
                    counts.entrySet().stream()
                            .map(e -> "%s %,d".formatted(e.getKey(), e.getValue()))
                            .collect(Collectors.joining(", ")),
                    context.runId());
        } catch (StoppedException e) {
            progress.end();
            LOG.info("{} stopped, run {}", job.name(), context.runId());
            throw e;
        } catch (Exception e) {
            progress.end();
            LOG.error("{} failed: {}, run {}", job.name(), FailureMessage.rootMessage(e), context.runId());
            // Spark throws checked exceptions that it does not declare, the failure of a task among them.
            throw e instanceof RuntimeException known ? known : new IllegalStateException(e.getMessage(), e);
        }
    }

    /** The run whose tables stand, where its inputs were the same. */
    Optional<EarlierRun> sameAs() {
        return sameAs;
    }

    JobContext context() {
        return context;
    }

    /** The ledger after the ingest, read once; no other job writes to it. */
    List<Delivery> lines() {
        return lines.orElseGet(() -> new Ledger(context.lake()).lines());
    }

    List<JobRun> done() {
        return List.copyOf(done);
    }

    private void enter(Instant startedAt, int exitCode, String version) {
        var jobs = done.stream()
                .map(j -> RowFactory.create(j.name(), j.seconds(), CollectionConverters.asScala(j.counts())))
                .toArray();
        var row = RowFactory.create(
                context.runId(),
                Date.valueOf(context.asOf()),
                Timestamp.from(context.knownAt()),
                Timestamp.from(startedAt),
                Timestamp.from(context.clock().instant().truncatedTo(ChronoUnit.MILLIS)),
                exitCode,
                jobs,
                version,
                inputHash);
        var spark = context.lake().spark();
        // Without the run's claim: a run that was overtaken is entered too.
        Lake.at(spark, context.lake().root())
                .append(
                        Tables.RUN,
                        spark.createDataFrame(List.of(row), Lake.schema(Tables.RUN))
                                .coalesce(1),
                        new CommitNote("run:" + context.runId(), "{}"));
    }
}
