package vinelake.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;

/**
 * The hub of the benchmark: two contracts that differ in the charset, or many that differ in nothing. It is read from YAML by the loader that an operator's hub goes through, so that
 * what is measured is what an operator can write down; the policies are there because a hub has them, no ingest reads
 * them.
 */
final class BenchmarkHub {

    private static final String TAX = "contracts/tax/filing.odcs.yaml";
    private static final String LOCAL = "contracts/local_tax/filing.odcs.yaml";

    private static final String INBOX = "tax/filing";

    private static final List<String> FILES = List.of(
            "hub.yaml",
            TAX,
            LOCAL,
            "policy/network.yaml",
            "policy/features.yaml",
            "policy/label.yaml",
            "policy/scorecard.yaml");

    /** @param folder where the hub's files are put */
    static Hub load(Path folder) throws IOException {
        for (var file : FILES) {
            var text = resource(file.replace(LOCAL, TAX));
            write(folder.resolve(file), file.equals(LOCAL) ? inGb18030(text) : text);
        }
        return HubFolder.load(folder);
    }

    /**
     * A hub of many datasets, each of a tax office of its own; the first is the tax department's.
     *
     * @param folder where the hub's files are put
     * @return the folders below the inbox where the datasets are delivered
     */
    static List<String> write(Path folder, int datasets) throws IOException {
        var contract = "";
        for (var file : FILES) {
            if (file.equals(LOCAL)) {
                continue;
            }
            var text = resource(file);
            contract = file.equals(TAX) ? text : contract;
            write(folder.resolve(file), text);
        }
        var inboxes = new ArrayList<>(List.of(INBOX));
        for (int i = 2; i <= datasets; i++) {
            var office = "tax_office_%04d".formatted(i);
            write(
                    folder.resolve("contracts/%s/filing.odcs.yaml".formatted(office)),
                    contract.replace("id: tax-filing", "id: %s-filing".formatted(office.replace('_', '-')))
                            .replace("domain: tax", "domain: " + office)
                            .replace(INBOX + "/{as_of_date}", office + "/filing/{as_of_date}"));
            inboxes.add(office + "/filing");
        }
        return inboxes;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String resource(String file) throws IOException {
        try (var in = BenchmarkHub.class.getResourceAsStream("hub/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String inGb18030(String contract) {
        return contract.replace("value: UTF-8", "value: GB18030")
                .replace("id: tax-filing", "id: local-tax-filing")
                .replace("domain: tax", "domain: local_tax")
                .replace("tax/filing/{as_of_date}", "local_tax/filing/{as_of_date}");
    }

    private BenchmarkHub() {}
}
