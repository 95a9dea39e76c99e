package vinelake.orchestration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.lake.LeftoverSweep;
import vinelake.lake.StopSignal;
import vinelake.models.release.Releases;

@Command(
        name = "tidy",
        description = {
            "Removes files that no reader needs any more: of older versions of tables, of writes that were never committed,"
                    + " of releases that were never entered, claims of runs that are past, and the temporary files of killed ones.",
            "Every refresh does the same where it is due; no release loses anything by it."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub hub tidy --dry-run",
            "  vinelake --hub hub tidy --retain 14",
            "  vinelake --hub hub tidy --retain 0 --no-readers"
        })
final class TidyCommand implements Callable<Integer> {

    @ParentCommand
    private Vinelake parent;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--retain",
            paramLabel = "DAYS",
            defaultValue = "7",
            description =
                    "How long a file is kept after no version needs it: longer than anybody reads, or a run lasts. 1 to 30. Default: ${DEFAULT-VALUE}")
    private int retain;

    @Option(
            names = "--no-readers",
            description = "Allows --retain 0, which breaks whoever reads an older version now, and whoever writes.")
    private boolean isAlone;

    @Option(names = "--dry-run", description = "Says what would go, and removes nothing.")
    private boolean isDryRun;

    @Mixin
    private Machine machine;

    @Override
    public Integer call() {
        long longest = LeftoverSweep.LONGEST_RETENTION.toDays();
        if (retain > longest || retain < (isAlone ? 0 : 1)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--retain: %d days. Allowed: 1 to %d. Where nobody reads the lake or writes to it: --retain 0 --no-readers"
                            .formatted(retain, longest));
        }
        var startedAt = RunOptions.now();
        var hub = HubFolder.load(parent.hub());
        try (var workspace =
                        isDryRun ? Workspace.open(hub, parent, machine) : Workspace.openToWrite(hub, parent, machine);
                var progress = TerminalProgress.start(
                        System.err, workspace.lake().spark().sparkContext().statusTracker())) {
            var stop = isDryRun ? StopSignal.NEVER : SignalStop.listen();
            progress.begin("tidy");
            var leftovers = new LeftoverSweep(
                            workspace.lake(),
                            tables(hub, workspace),
                            startedAt,
                            Duration.ofDays(retain),
                            isDryRun,
                            progress,
                            stop)
                    .all();
            progress.end();
            var scratch = ScratchFolder.left(machine.temp(), startedAt.minus(Duration.ofDays(retain)));
            if (!isDryRun) {
                ScratchFolder.remove(scratch);
            }
            var all = new ArrayList<>(leftovers);
            scratch.forEach(
                    left -> all.add(new LeftoverSweep.Leftover(left.folder().toString(), left.files(), left.bytes())));
            print(all);
        }
        return ExitCode.OK;
    }

    /** A release's table never changes, but a killed publication may have left a file in its folder. */
    private static List<Table> tables(Hub hub, Workspace workspace) {
        var tables = new ArrayList<>(RefreshPlan.of(hub, hub.landing(), Optional.empty(), Optional.empty())
                .tables());
        new Releases(workspace.lake()).all().forEach(release -> tables.add(Tables.releaseProfile(release.releaseId())));
        return tables;
    }

    private void print(List<LeftoverSweep.Leftover> leftovers) {
        var out = spec.commandLine().getOut();
        leftovers.forEach(
                left -> out.printf("%-36s %,8d files %,16d bytes%n", left.place(), left.files(), left.bytes()));
        out.printf(
                "%,d files, %,d bytes %s; kept for %d days%n",
                leftovers.stream().mapToLong(LeftoverSweep.Leftover::files).sum(),
                leftovers.stream().mapToLong(LeftoverSweep.Leftover::bytes).sum(),
                isDryRun ? "would be removed" : "removed",
                retain);
        out.flush();
    }
}
