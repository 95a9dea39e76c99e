package vinelake.orchestration;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.hub.HubFolder;
import vinelake.models.release.Releases;

@Command(
        name = "run",
        description = "Runs one job of the plan.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub hub run ingest-deliveries --as-of 2026-06-30",
            "  vinelake --hub hub run build-network --as-of 2026-06-30"
        })
final class RunCommand implements Callable<Integer> {

    @ParentCommand
    private Vinelake parent;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "JOB", description = "Its name, as vinelake plan prints it.")
    private String job;

    @Mixin
    private RunOptions options;

    @Override
    public Integer call() {
        var startedAt = RunOptions.now();
        var hub = HubFolder.load(parent.hub());
        var landing = options.landing(hub);
        Secrets.checkExchanges(hub);
        var plan = RefreshPlan.of(hub, landing, HubKeys.personalData(hub), HubKeys.landing(hub));
        var found = plan.job(job)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "no job %s. Allowed: %s"
                                .formatted(
                                        job,
                                        plan.jobs().stream().map(j -> j.name()).collect(Collectors.joining(", ")))));
        var reported = new ReportedRun(plan, startedAt);
        WritingRun.Work work = refresh -> refresh.run(List.of(found), startedAt, plan.ingest());
        return new WritingRun(parent, options, hub, landing, plan)
                .run(List.of(found), startedAt, r -> reported.run(r, work), (context, refresh) -> {
                    if (found == plan.last()) {
                        reported.report(refresh, new Releases(context.lake()).all());
                    }
                });
    }
}
