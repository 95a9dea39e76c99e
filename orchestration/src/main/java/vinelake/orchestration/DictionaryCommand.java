package vinelake.orchestration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.contract.DatasetName;
import vinelake.lake.Delivery;
import vinelake.lake.Ledger;

@Command(
        name = "dictionary",
        description = {
            "Writes the data dictionary: every dataset and column with its meaning, class, legal basis, rules, fill rate,"
                    + " counts by delivery, and the most frequent values of columns that are not personal and identify nobody.",
            "dictionary-zh.html and dictionary-en.html: each a page that needs no server."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub hub dictionary --out dictionary",
            "  vinelake --hub examples/cumcm --lake /data/lake dictionary --out /srv/www/dictionary"
        })
final class DictionaryCommand implements Callable<Integer> {

    @ParentCommand
    private Vinelake parent;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where the pages go; a dictionary that is there is replaced.")
    private Path folder;

    @Mixin
    private Machine machine;

    @Override
    public Integer call() throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new ConfigurationException("--out: %s is a file. Allowed: a folder".formatted(folder));
        }
        try (var workspace = Workspace.open(parent, machine);
                var progress = TerminalProgress.start(
                        System.err, workspace.lake().spark().sparkContext().statusTracker())) {
            var hub = workspace.hub();
            var deliveries = new Ledger(workspace.lake())
                    .lines().stream()
                            .filter(line -> !line.isHeld())
                            .sorted(Comparator.comparing(Delivery::asOfDate)
                                    .thenComparing(Delivery::receivedAt)
                                    .thenComparing(Delivery::deliveryId))
                            .collect(Collectors.groupingBy(Delivery::dataset));
            progress.begin("dictionary");
            var facts = new TreeMap<DatasetName, DatasetFacts>();
            for (var contract : hub.contracts()) {
                progress.at("%s, %d of %d"
                        .formatted(
                                contract.name(),
                                facts.size() + 1,
                                hub.contracts().size()));
                facts.put(contract.name(), DatasetFacts.of(workspace.lake(), contract));
            }
            progress.end();
            Files.createDirectories(folder);
            var out = spec.commandLine().getOut();
            for (var language : List.of(DictionaryPage.Language.ZH, DictionaryPage.Language.EN)) {
                var file = folder.resolve(
                        "dictionary-%s.html".formatted(language.name().toLowerCase(Locale.ROOT)));
                Files.writeString(file, new DictionaryPage(hub, facts, deliveries, language).html());
                out.println(file);
            }
            out.printf(
                    "%s: %d datasets, %,d columns, %,d records%n",
                    hub.name(),
                    hub.contracts().size(),
                    hub.contracts().stream().mapToInt(c -> c.columns().size()).sum(),
                    facts.values().stream().mapToLong(DatasetFacts::rows).sum());
            out.flush();
        }
        return ExitCode.OK;
    }
}
