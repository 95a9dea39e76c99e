package vinelake.orchestration;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.hub.HubFolder;
import vinelake.core.identifier.Uscc;
import vinelake.etl.ingest.LandedDeliveries;
import vinelake.lake.Erasures;
import vinelake.lake.Erasures.Line;
import vinelake.lake.Erasures.Step;

@Command(
        name = "erase",
        description = {
            "Erases a subject, or what is past its retention: rows of every table with the files that they were in, also of"
                    + " releases, and the copies of deliveries in the landing zone. It records that it did, and says which releases it touches.",
            "Nobody brings it back. Killed, it is ended by the same command."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub hub erase --subject S00000007 --reason '当事人申请删除，2026年第12号' --by li.na",
            "  vinelake --hub hub erase --uscc 91320500MA00000045 --reason 'court order 12/2026'",
            "  vinelake --hub hub erase --retention --as-of 2026-06-30"
        })
final class EraseCommand implements Callable<Integer> {

    @ParentCommand
    private Vinelake parent;

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private What what;

    /** One of three. */
    static final class What {

        @Option(
                names = "--subject",
                required = true,
                paramLabel = "ID",
                description = "A subject by its id, as S00000007.")
        private String subject;

        @Option(
                names = "--uscc",
                required = true,
                paramLabel = "CODE",
                description = "A subject by its unified social credit code.")
        private String uscc;

        @Option(
                names = "--retention",
                required = true,
                description = "What its contract (retentionMonths) or policy/retention.yaml no longer keeps.")
        private boolean isRetention;
    }

    @Option(
            names = "--as-of",
            paramLabel = "DATE",
            description = "With --retention: the day that it is judged on. Default: today")
    private LocalDate asOf;

    @Mixin
    private Decider decider;

    @Mixin
    private Machine machine;

    @Override
    public Integer call() throws IOException {
        var at = RunOptions.now();
        var hub = HubFolder.load(parent.hub());
        var today = at.atZone(hub.timeZone()).toLocalDate();
        check(today);
        var order = new Erasure.Order(decider.hasReason() ? decider.reason() : "retention", decider.by(), at);
        var hash = HubKeys.personalData(hub);
        var key = HubKeys.landing(hub);
        // The lock of writers: no refresh brings back what goes.
        try (var workspace = Workspace.openToWrite(hub, parent, machine);
                var progress = TerminalProgress.start(
                        System.err, workspace.lake().spark().sparkContext().statusTracker())) {
            var lake = workspace.lake();
            var landed = new LandedDeliveries(
                    lake.root(), lake.spark().sparkContext().hadoopConfiguration(), key);
            var erasure = new Erasure(hub, lake, landed, hash, progress);
            progress.begin("erase");
            var lines = what.isRetention
                    ? erasure.retention(Optional.ofNullable(asOf).orElse(today), order)
                    : erasure.subject(Optional.ofNullable(what.subject), Optional.ofNullable(what.uscc), order);
            progress.end();
            if (lines.isEmpty() && !what.isRetention) {
                // The code is the person's own where the subject is one: it is not said again.
                throw new ParameterException(
                        spec.commandLine(),
                        "%s: the lake has no such subject, and erased none. Allowed: one that it has"
                                .formatted(what.subject != null ? "--subject: " + what.subject : "--uscc"));
            }
            print(lines, new Erasures(lake).unfinished());
        }
        return ExitCode.OK;
    }

    private void check(LocalDate today) {
        if (!decider.hasName() || !what.isRetention && !decider.hasReason()) {
            throw Decider.missing(spec, "");
        }
        if (asOf != null && (!what.isRetention || asOf.isAfter(today))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--as-of: %s. Allowed: with --retention, a day up to today, %s".formatted(asOf, today));
        }
        if (what.uscc != null && !Uscc.isValid(Uscc.normalize(what.uscc))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--uscc: it is no unified social credit code. Allowed: 18 characters with right checks");
        }
    }

    private void print(List<Line> lines, List<Line> unfinished) {
        var out = spec.commandLine().getOut();
        if (lines.isEmpty()) {
            out.println("nothing is past its retention");
        }
        for (var line : lines) {
            if (line.step() == Step.BEGUN) {
                out.printf(
                        "erasure %s%s by %s at %s: %s%n",
                        line.erasureId(),
                        line.subjectId().map(id -> " of " + id).orElse(""),
                        line.by(),
                        line.at(),
                        line.reason());
            }
            line.place()
                    .filter(place -> !place.startsWith(Erasure.LANDING))
                    .ifPresent(place -> out.printf("  %-40s %,10d rows%n", place, line.rows()));
        }
        long copies = lines.stream()
                .filter(line -> line.place()
                        .filter(place -> place.startsWith(Erasure.LANDING))
                        .isPresent())
                .count();
        if (copies > 0) {
            out.printf("  %-40s %,10d copies of deliveries%n", "landing", copies);
        }
        lines.stream()
                .filter(line -> line.step() == Step.BEGUN)
                .forEach(line -> out.printf(
                        "releases touched: %s%n",
                        line.releases().isEmpty() ? "none" : String.join(", ", line.releases())));
        if (!lines.isEmpty()) {
            out.println("next: vinelake refresh, so that nothing of it is served or rests on it any more;"
                    + " and what lies outside of the lake: the senders' files, extracts, backups");
        }
        unfinished.forEach(line -> out.printf(
                "erasure %s%s was killed: run the same command again%n",
                line.erasureId(), line.subjectId().map(id -> " of " + id).orElse("")));
        out.flush();
    }
}
