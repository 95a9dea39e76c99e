package vinelake.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;

/**
 * The hub of the benchmark: two contracts that differ in the charset. It is read from YAML by the loader that an operator's hub goes through, so that
 * what is measured is what an operator can write down; the policies are there because a hub has them, no ingest reads
 * them.
 */
final class BenchmarkHub {

    private static final String TAX = "contracts/tax/filing.odcs.yaml";
    private static final String LOCAL = "contracts/local_tax/filing.odcs.yaml";

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
            var target = folder.resolve(file);
            Files.createDirectories(target.getParent());
            try (var in = BenchmarkHub.class.getResourceAsStream("hub/" + file.replace(LOCAL, TAX))) {
                var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                Files.writeString(target, file.equals(LOCAL) ? inGb18030(text) : text);
            }
        }
        return HubFolder.load(folder);
    }

    private static String inGb18030(String contract) {
        return contract.replace("value: UTF-8", "value: GB18030")
                .replace("id: tax-filing", "id: local-tax-filing")
                .replace("domain: tax", "domain: local_tax")
                .replace("tax/filing/{as_of_date}", "local_tax/filing/{as_of_date}");
    }

    private BenchmarkHub() {}
}
