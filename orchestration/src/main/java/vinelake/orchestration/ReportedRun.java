package vinelake.orchestration;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import vinelake.core.Version;
import vinelake.lake.StoppedException;
import vinelake.models.release.Releases.Release;
import vinelake.orchestration.RefreshReport.Run;

/**
 * A run that leaves a report in the lake: a whole refresh, or the last job of a schedule that runs the jobs one by one; and
 * any run that fails. One that was stopped leaves that to the next.
 */
final class ReportedRun {

    private final RefreshPlan plan;
    private final Instant startedAt;
    private int exitCode = ExitCode.FAILED;

    ReportedRun(RefreshPlan plan, Instant startedAt) {
        this.plan = plan;
        this.startedAt = startedAt;
    }

    /** @return the exit code */
    int run(Refresh refresh, WritingRun.Work work) {
        try {
            exitCode = work.run(refresh);
            return exitCode;
        } catch (StoppedException e) {
            throw e;
        } catch (RuntimeException e) {
            try {
                write(
                        refresh,
                        Optional.of(FailureMessage.rootMessage(e)),
                        FactsBySpark.read(refresh.context().lake()));
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /**
     * Writes the report of a run that ended. Where that fails the run has failed, because nobody would be alerted; the report
     * of the next one, which finds nothing to do, tells what this one did.
     *
     * @param releases all of the lake, the current one last
     * @return where its page lies
     */
    String report(Refresh refresh, List<Release> releases) {
        return write(
                refresh, Optional.empty(), FactsBySpark.read(refresh.context().lake(), refresh.lines(), releases));
    }

    private String write(Refresh refresh, Optional<String> failure, LakeFacts facts) {
        var context = refresh.context();
        var run = new Run(
                context.runId(),
                context.asOf(),
                context.knownAt(),
                startedAt,
                context.clock().instant().truncatedTo(ChronoUnit.MILLIS),
                exitCode,
                Version.ofCode(),
                failure,
                refresh.sameAs().map(EarlierRun::runId),
                refresh.done());
        var folder = ReportFolder.of(context.lake());
        return folder.write(
                context.hub(),
                RefreshReport.of(
                        context.hub(),
                        run,
                        facts,
                        folder.latest(),
                        plan.ingest().unclaimed()));
    }
}
