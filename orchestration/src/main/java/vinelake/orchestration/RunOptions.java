package vinelake.orchestration;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vinelake.core.hub.Hub;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.StopSignal;

/** The options of the verbs that run jobs. */
final class RunOptions {

    @Option(
            names = "--as-of",
            paramLabel = "DATE",
            required = true,
            description = "The business date that the run speaks for, as 2026-06-30.")
    private LocalDate asOf;

    @Option(
            names = "--known-at",
            paramLabel = "MOMENT",
            description = {
                "The run sees what was received up to then, as 2026-07-01T08:00:00Z. Default: now, and not before anything was received"
            })
    private Instant knownAt;

    @Option(
            names = "--landing",
            paramLabel = "DIR",
            description = "The inbox of deliveries, instead of the one in hub.yaml. It is only read.")
    private Path landing;

    @Option(
            names = "--log-dir",
            paramLabel = "DIR",
            description =
                    "Where the run's log file goes; the newest 100 are kept. Default: logs in the lake, or in the hub folder where the lake is on an object store")
    private Path logFolder;

    @Mixin
    private Machine machine;

    Machine machine() {
        return machine;
    }

    Path logFolder(Hub hub, URI lake) {
        var parent = "file".equals(lake.getScheme()) ? Path.of(lake) : hub.folder();
        return Optional.ofNullable(logFolder).orElseGet(() -> parent.resolve("logs"));
    }

    Path landing(Hub hub) {
        var folder = Optional.ofNullable(landing).orElse(hub.landing());
        if (!Files.isDirectory(folder)) {
            throw new ConfigurationException(
                    "--landing: %s is no folder. Allowed: a folder with deliveries".formatted(folder));
        }
        return folder;
    }

    JobContext context(
            Workspace workspace, Instant startedAt, String runId, TerminalProgress progress, StopSignal stop) {
        if (knownAt != null && knownAt.isAfter(startedAt)) {
            throw new ConfigurationException(
                    "--known-at: %s is in the future, and what is taken in would bear that moment. Allowed: up to now, %s"
                            .formatted(knownAt, startedAt));
        }
        var lake = workspace.lake().claimed(asOf, runId, startedAt);
        return new JobContext(
                runId,
                asOf,
                Optional.ofNullable(knownAt).orElseGet(() -> momentOfKnowledge(lake, workspace.hub(), startedAt)),
                Clock.systemUTC(),
                workspace.hub(),
                lake,
                progress,
                Optional.empty(),
                stop);
    }

    private static Instant momentOfKnowledge(Lake lake, Hub hub, Instant startedAt) {
        var moment = new Ledger(lake).momentOfKnowledge(hub.contracts(), startedAt);
        if (moment.isAfter(startedAt)) {
            // No field of this class: help shows its options with no library but picocli's.
            LoggerFactory.getLogger("vinelake.run")
                    .warn(
                            "the clock says {}, and the lake learned something at {}: this run sees all up to that. Set the clock right",
                            startedAt,
                            moment);
        }
        return moment;
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    String runId(Instant startedAt) {
        var suffix = new byte[3];
        new SecureRandom().nextBytes(suffix);
        var moment = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss")
                .withZone(ZoneOffset.UTC)
                .format(startedAt);
        return "%s-%s-%s".formatted(asOf, moment, HexFormat.of().formatHex(suffix));
    }
}
