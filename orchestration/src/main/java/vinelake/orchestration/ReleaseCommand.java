package vinelake.orchestration;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.Version;
import vinelake.core.hub.Hub;
import vinelake.etl.subject.LinkIdentifiers;
import vinelake.lake.Job;
import vinelake.models.feature.ComputeFeatures;
import vinelake.models.network.BuildNetwork;
import vinelake.models.profile.WriteProfiles;
import vinelake.models.release.Releases;
import vinelake.models.release.Releases.Release;
import vinelake.models.release.ReplayRelease;
import vinelake.models.score.ScoreSubjects;

@Command(
        name = "release",
        description = "Lists and shows releases, computes one again, and chooses the one that is served.",
        subcommands = {
            ReleaseCommand.ListReleases.class,
            ReleaseCommand.Show.class,
            ReleaseCommand.Replay.class,
            ServeRelease.class
        },
        synopsisSubcommandLabel = "(list | show ID | replay ID | serve ID)",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub hub release list",
            "  vinelake --hub hub release replay 2026-06-30-1f0c9a3b",
            "  vinelake --hub hub release serve 2026-05-31-77ab01c2"
        })
final class ReleaseCommand {

    @ParentCommand
    private Vinelake parent;

    Vinelake vinelake() {
        return parent;
    }

    /** What a verb does with an open lake. */
    private interface Action {
        int on(Workspace workspace);
    }

    private int withWorkspace(Machine machine, Action action) {
        try (var workspace = Workspace.open(parent, machine)) {
            return action.on(workspace);
        }
    }

    private static Release find(CommandSpec spec, Releases releases, String id) {
        var all = releases.all();
        if (id.equals("current") && !all.isEmpty()) {
            return all.get(all.size() - 1);
        }
        return releases.find(id)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "no release %s. Allowed: current, or one of %s"
                                .formatted(
                                        id, all.stream().map(Release::releaseId).toList())));
    }

    @Command(
            name = "list",
            description = "One line per release, the current one last.",
            mixinStandardHelpOptions = true)
    static final class ListReleases implements Callable<Integer> {

        @ParentCommand
        private ReleaseCommand parent;

        @Spec
        private CommandSpec spec;

        @Mixin
        private Machine machine;

        @Override
        public Integer call() {
            return parent.withWorkspace(machine, workspace -> {
                var out = spec.commandLine().getOut();
                var all = new Releases(workspace.lake()).all();
                if (all.isEmpty()) {
                    out.println("no release yet. Make one with: vinelake refresh --as-of DATE");
                }
                for (var release : all) {
                    out.printf(
                            "%s  as of %s  known at %s  %,d profiles  %s%n",
                            release.releaseId(),
                            release.asOf(),
                            release.knownAt(),
                            release.profileCount(),
                            release.contentHash());
                }
                return ExitCode.OK;
            });
        }
    }

    @Command(name = "show", description = "All that a release pins, as JSON.", mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {

        @ParentCommand
        private ReleaseCommand parent;

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "ID", description = "As vinelake release list prints it, or current.")
        private String id;

        @Mixin
        private Machine machine;

        @Override
        public Integer call() {
            return parent.withWorkspace(machine, workspace -> {
                var release = find(spec, new Releases(workspace.lake()), id);
                spec.commandLine().getOut().println(Json.indented(release.manifest()));
                return ExitCode.OK;
            });
        }
    }

    @Command(
            name = "replay",
            description = "Computes the profiles of a release again from the append-only tables and compares them.",
            mixinStandardHelpOptions = true)
    static final class Replay implements Callable<Integer> {

        @ParentCommand
        private ReleaseCommand parent;

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "ID", description = "As vinelake release list prints it, or current.")
        private String id;

        @Mixin
        private Machine machine;

        @Override
        public Integer call() {
            return parent.withWorkspace(machine, workspace -> {
                var release = find(spec, new Releases(workspace.lake()), id);
                try (var progress = TerminalProgress.start(
                        System.err, workspace.lake().spark().sparkContext().statusTracker())) {
                    if (!release.version().equals(Version.ofCode())) {
                        spec.commandLine()
                                .getErr()
                                .printf(
                                        "note: the release was computed by %s, this is %s%n",
                                        release.version(), Version.ofCode());
                    }
                    progress.begin("replay " + release.releaseId());
                    var outcome = new ReplayRelease(
                                    workspace.lake(), workspace.scratch(), progress, ReleaseCommand::jobs)
                            .run(release);
                    progress.end();
                    spec.commandLine()
                            .getOut()
                            .printf(
                                    "%s: %,d of %,d profiles identical, %,d different, %,d missing, %,d extra%n",
                                    release.releaseId(),
                                    outcome.identical(),
                                    release.profileCount(),
                                    outcome.different(),
                                    outcome.missing(),
                                    outcome.extra());
                    outcome.erasures()
                            .forEach(line -> spec.commandLine()
                                    .getOut()
                                    .printf(
                                            "erased at %s: %s. What rested on it differs since%n",
                                            line.at(),
                                            line.subjectId()
                                                    .map(id -> "subject " + id)
                                                    .orElse("what its contracts no longer keep")));
                    return outcome.isAsExpected() ? ExitCode.OK : ExitCode.FAILED;
                }
            });
        }
    }

    /** From records and subjects to profiles; the fitted card is the release's own. */
    static List<Job> jobs(Hub hub) {
        return List.of(
                new LinkIdentifiers(hub),
                new BuildNetwork(hub),
                new ComputeFeatures(hub),
                new ScoreSubjects(hub),
                new WriteProfiles(hub));
    }
}
