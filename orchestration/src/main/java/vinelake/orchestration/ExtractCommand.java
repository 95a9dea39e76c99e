package vinelake.orchestration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;
import vinelake.core.value.PersonalHash;
import vinelake.etl.subject.LinkIdentifiers;
import vinelake.lake.JobContext;
import vinelake.models.extract.ExtractObservations;

@Command(
        name = "extract",
        description = {
            "Writes what a bank's data scientist may learn from, as Delta tables: the subjects that have granted it, under"
                    + " pseudonyms, what was known of them on past days, and who defaulted within the window.",
            "The running service says who has granted it, and enters the extract in its log."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  VINELAKE_TOKEN=... vinelake --hub hub extract --institution B001 --purpose model_development \\",
            "    --as-of 2026-06-30 --out extract",
            "  vinelake --hub hub extract --service https://credit.example --token file:/run/secrets/token ..."
        })
final class ExtractCommand implements Callable<Integer> {

    @ParentCommand
    private Vinelake parent;

    @Spec
    private CommandSpec spec;

    @Option(names = "--institution", required = true, paramLabel = "NAME", description = "For whom, as grants name it.")
    private String institution;

    @Option(names = "--purpose", required = true, paramLabel = "PURPOSE", description = "For what, as grants name it.")
    private String purpose;

    @Option(
            names = "--as-of",
            required = true,
            paramLabel = "DATE",
            description = "The last day that is looked at, as 2026-06-30.")
    private LocalDate asOf;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "An absent or empty folder.")
    private Path out;

    @Option(
            names = "--vintages",
            paramLabel = "N",
            defaultValue = "8",
            description = "Quarters with a known outcome, the latest ones. Default: ${DEFAULT-VALUE}")
    private int vintages;

    @Option(
            names = "--service",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "The running service. Default: ${DEFAULT-VALUE}")
    private URI service;

    @Option(
            names = "--token",
            paramLabel = "REF",
            defaultValue = "env:VINELAKE_TOKEN",
            description = "An operator's token: env:NAME or file:PATH. Default: ${DEFAULT-VALUE}")
    private String token;

    @Mixin
    private Machine machine;

    @Override
    public Integer call() {
        var knownAt = RunOptions.now();
        var hub = HubFolder.load(parent.hub());
        var hash = HubKeys.personalData(hub)
                .orElseThrow(
                        () -> new ConfigurationException(
                                "hub.yaml: /keys/personalData is missing: pseudonyms need its key. Allowed: an environment variable or a file"));
        requireEmpty();
        if (vintages < 1) {
            throw new ConfigurationException("--vintages: is %d. Allowed: 1 and above".formatted(vintages));
        }
        var order = new ServiceClient(service, secret(token)).order(institution, purpose, asOf);
        var pseudonyms = new LinkedHashMap<String, String>();
        order.subjects().forEach(subject -> pseudonyms.put(subject, pseudonym(hash, subject)));
        try (var workspace = Workspace.open(hub, parent, machine);
                var progress = TerminalProgress.start(
                        System.err, workspace.lake().spark().sparkContext().statusTracker())) {
            var scratch = Files.createTempDirectory(machine.temp(), "vinelake-extract");
            try {
                var context = new JobContext(
                        "extract-" + order.extractId(),
                        asOf,
                        knownAt,
                        Clock.systemUTC(),
                        hub,
                        workspace.lake().withDerivedAt(scratch.toUri()),
                        progress,
                        Optional.empty());
                progress.at("link-identifiers");
                new LinkIdentifiers(hub).run(context);
                progress.at("features of %d days".formatted(vintages + 1));
                var days = ExtractObservations.days(asOf, hub.label(), vintages);
                long rows = ExtractObservations.write(context, days, pseudonyms, out.toUri());
                writeManifest(hub, order, context, days, rows);
                spec.commandLine()
                        .getOut()
                        .printf(
                                "extract %s: %,d observations of %,d subjects on %d days, in %s%n",
                                order.extractId(), rows, pseudonyms.size(), days.size(), out);
                return ExitCode.OK;
            } finally {
                delete(scratch);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same subject has another name at each institution, so that two extracts cannot be joined. */
    private String pseudonym(PersonalHash hash, String subject) {
        return hash.hash("extract %s %s".formatted(institution, subject));
    }

    private void requireEmpty() {
        try {
            if (Files.exists(out)
                    && (!Files.isDirectory(out) || Files.list(out).findAny().isPresent())) {
                throw new ConfigurationException(
                        "--out: %s is there. Allowed: an absent or empty folder".formatted(out));
            }
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new ConfigurationException("--out: %s cannot be written: %s".formatted(out, e.getMessage()));
        }
    }

    private void writeManifest(Hub hub, ServiceClient.Order order, JobContext context, List<LocalDate> days, long rows)
            throws IOException {
        var manifest = new LinkedHashMap<String, Object>();
        manifest.put("extract_id", order.extractId());
        manifest.put("hub", hub.name());
        manifest.put("institution", institution);
        manifest.put("purpose", purpose);
        manifest.put("as_of_date", asOf.toString());
        manifest.put("known_at", context.knownAt().toString());
        manifest.put("observation_dates", days.stream().map(LocalDate::toString).toList());
        manifest.put("granted_sections", order.sections());
        manifest.put("subjects", order.subjects().size());
        manifest.put("observations", rows);
        manifest.put("label", hub.label().meaning());
        Files.writeString(out.resolve("extract.json"), Json.write(manifest) + "\n", StandardCharsets.UTF_8);
    }

    private static String secret(String reference) {
        if (reference.startsWith("env:")) {
            var name = reference.substring("env:".length());
            return Optional.ofNullable(System.getenv(name))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .orElseThrow(() -> new ConfigurationException(
                            "--token: the environment variable %s is not set. Allowed: an operator's token"
                                    .formatted(name)));
        }
        if (reference.startsWith("file:")) {
            var file = Path.of(reference.substring("file:".length()));
            try {
                return Files.readString(file).strip();
            } catch (IOException e) {
                throw new ConfigurationException(
                        "--token: the file %s cannot be read. Allowed: a file with a token".formatted(file));
            }
        }
        // What was given may be the token itself: it is not repeated.
        throw new ConfigurationException("--token: is no reference. Allowed: env:NAME or file:PATH");
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        }
    }
}
