package vinelake.orchestration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.hub.HubFolder;
import vinelake.etl.ingest.LandedDeliveries;
import vinelake.lake.audit.PersonalDataScan;
import vinelake.lake.audit.PersonalDataScan.Finding;
import vinelake.lake.audit.PersonalDataScan.Outcome;

@Command(
        name = "personal-data",
        description = {
            "Looks for personal data in clear: citizens' identity numbers and mobile phones by their form, and given values,"
                    + " in every file of every table, in landing, logs and reports.",
            "It tells places, kinds and counts, never a value. Exit code 4: something was found."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub hub audit personal-data",
            "  vinelake --hub hub audit personal-data --known names.txt --also reports",
            "  vinelake --hub hub audit personal-data --in-clear records/registry/enterprise:office_phone"
        })
final class PersonalDataCommand implements Callable<Integer> {

    /** The service's own store: a copy of a release, which is looked at, in files that only PostgreSQL reads. */
    private static final String STORE = ".service/";

    private static final String LANDING = "landing/";

    @ParentCommand
    private AuditCommand parent;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--known",
            paramLabel = "FILE",
            description =
                    "Values that must stand nowhere, like names: UTF-8, one in a line. Keep it as safe as they are.")
    private Path known;

    @Option(
            names = "--also",
            paramLabel = "PATH",
            description = "A folder or file beside the lake: reports, extracts. May be given again.")
    private List<Path> also = List.of();

    @Option(
            names = "--in-clear",
            paramLabel = "TABLE:COLUMN",
            description =
                    "A column that may hold such numbers, by decision: it is listed, and no finding unless a known value stands in it. May be given again.")
    private Set<String> inClear = Set.of();

    @Option(names = "--json", description = "As JSON.")
    private boolean isJson;

    @Mixin
    private Machine machine;

    @Override
    public Integer call() throws IOException {
        var hub = HubFolder.load(parent.vinelake().hub());
        var values = known();
        for (var path : also) {
            if (!Files.exists(path)) {
                throw new ParameterException(
                        spec.commandLine(), "--also: %s is not there. Allowed: a folder or a file".formatted(path));
            }
        }
        var key = HubKeys.landing(hub);
        try (var workspace = Workspace.open(hub, parent.vinelake(), machine)) {
            var lake = workspace.lake();
            PersonalDataScan scan;
            try {
                scan = new PersonalDataScan(lake.spark(), values);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--known: %s: %s".formatted(known, e.getMessage()));
            }
            var landed = new LandedDeliveries(
                    lake.root(), lake.spark().sparkContext().hadoopConfiguration(), key);
            return print(scan(scan, lake.root(), landed.inClear(), key.isPresent(), also), scan.known());
        }
    }

    /**
     * Scans a lake and what lies beside it.
     *
     * @param clear files of the landing zone that nothing encrypts
     * @param isEncrypted whether all should be
     */
    static Outcome scan(PersonalDataScan scan, URI root, List<String> clear, boolean isEncrypted, List<Path> also) {
        var readable = Set.copyOf(clear);
        var outcome = scan.scan(
                root, file -> !file.startsWith(STORE) && (!file.startsWith(LANDING) || readable.contains(file)));
        if (isEncrypted && !clear.isEmpty()) {
            var byDelivery = new TreeMap<String, Long>();
            clear.forEach(file ->
                    byDelivery.merge(file.substring(0, file.indexOf('/', LANDING.length())), 1L, Long::sum));
            var findings = new ArrayList<Finding>();
            byDelivery.forEach((delivery, count) -> findings.add(new Finding(delivery, "", "file in clear", count)));
            outcome = outcome.plus(new Outcome(0, 0, findings));
        }
        for (var path : also) {
            outcome = outcome.plus(named(path, scan.scan(path.toAbsolutePath().toUri(), file -> true)));
        }
        return outcome;
    }

    private static Outcome named(Path path, Outcome outcome) {
        boolean isFolder = Files.isDirectory(path);
        return new Outcome(
                outcome.files(),
                outcome.rows(),
                outcome.findings().stream()
                        .map(f -> new Finding(
                                isFolder ? path.resolve(f.place()).toString() : path.toString(),
                                f.column(),
                                f.kind(),
                                f.count()))
                        .toList());
    }

    private List<String> known() {
        if (known == null) {
            return List.of();
        }
        try {
            return Files.readAllLines(known);
        } catch (IOException | UncheckedIOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--known: %s cannot be read. Allowed: a file in UTF-8, a value in each line".formatted(known));
        }
    }

    private int print(Outcome outcome, int values) {
        var allowed = outcome.findings().stream().filter(this::isAllowed).toList();
        var findings = outcome.findings().stream().filter(f -> !isAllowed(f)).toList();
        var out = spec.commandLine().getOut();
        if (isJson) {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("files", outcome.files());
            fields.put("rows", outcome.rows());
            fields.put("known_values", values);
            fields.put("findings", findings);
            fields.put("in_clear", allowed);
            out.println(Json.write(fields));
        } else {
            findings.forEach(f -> out.println(line(f)));
            allowed.forEach(f -> out.println(line(f) + "  in clear by decision"));
            out.printf(
                    "%,d files, %,d rows and lines looked at for numbers of citizens, mobile phones and %,d known values: %,d found%n",
                    outcome.files(),
                    outcome.rows(),
                    values,
                    findings.stream().mapToLong(Finding::count).sum());
        }
        out.flush();
        return findings.isEmpty() ? ExitCode.OK : ExitCode.HELD;
    }

    private boolean isAllowed(Finding finding) {
        return inClear.contains(finding.place() + ":" + finding.column())
                && !finding.kind().equals(PersonalDataScan.KNOWN);
    }

    private static String line(Finding f) {
        return "%s  %s  %s  %,d".formatted(f.place(), f.column().isEmpty() ? "text" : f.column(), f.kind(), f.count());
    }
}
