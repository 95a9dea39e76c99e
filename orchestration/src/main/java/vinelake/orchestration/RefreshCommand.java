package vinelake.orchestration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.hub.HubFolder;
import vinelake.models.release.Releases;

@Command(
        name = "refresh",
        description = {
            "Takes in what the departments delivered and publishes the profiles anew.",
            "reports/latest in the lake then tells what came, what is late or held and what changed, as pages, as Markdown and as"
                    + " JSON; reports/<run> keeps it."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub examples/cumcm --lake /data/lake refresh --landing /data/inbox --as-of 2020-02-21",
            "  vinelake --hub hub refresh --as-of 2026-06-30 --report refresh.json",
            "  vinelake --hub hub refresh --as-of 2026-06-30 --memory 6g --cores 4 --temp /scratch --log-dir /var/log/vinelake"
        })
final class RefreshCommand implements Callable<Integer> {

    @ParentCommand
    private Vinelake parent;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Option(
            names = "--complete",
            description = "Runs every job, also where nothing has changed since the last run of the date.")
    private boolean isComplete;

    @Option(names = "--report", paramLabel = "FILE", description = "Writes what the jobs of this run did as JSON.")
    private Path report;

    @Option(names = "--show-profile", description = "Ends with one profile in words.")
    private boolean isProfileShown;

    @Override
    public Integer call() {
        var startedAt = RunOptions.now();
        var hub = HubFolder.load(parent.hub());
        var landing = options.landing(hub);
        var landingKey = HubKeys.landing(hub);
        var personalHash = HubKeys.personalData(hub);
        Secrets.checkExchanges(hub);
        requireWritable(report);
        var plan = RefreshPlan.of(hub, landing, personalHash, landingKey);
        var run = new WritingRun(parent, options, hub, landing, plan);
        var reported = new ReportedRun(plan, startedAt);
        WritingRun.Work work = refresh -> refresh.run(plan, startedAt, isComplete);
        return run.run(plan.jobs(), startedAt, r -> reported.run(r, work), (context, refresh) -> {
            var releases = new Releases(context.lake()).all();
            var summary = RefreshSummary.of(context, plan.ingest(), refresh, releases);
            var out = spec.commandLine().getOut();
            out.println(summary.toText());
            if (isProfileShown) {
                summary.sampleProfile().ifPresent(profile -> out.println("\n" + ProfileText.of(profile)));
            }
            out.flush();
            if (report != null) {
                summary.writeJson(report);
            }
            out.println("report      " + reported.report(refresh, releases));
            out.flush();
        });
    }

    /** Before the run: after it, a report that cannot be written would make a success a failure. */
    private static void requireWritable(Path report) {
        if (report == null) {
            return;
        }
        var folder = Optional.ofNullable(report.toAbsolutePath().getParent()).orElse(report.toAbsolutePath());
        if (Files.isDirectory(report) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new ConfigurationException(
                    "--report: %s cannot be written. Allowed: a file in a folder that is there and may be written"
                            .formatted(report));
        }
    }
}
