package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;

/**
 * The hub of the benchmark: one contract. It is read from YAML by the loader that an operator's hub goes through, so that
 * what is measured is what an operator can write down; the policies are there because a hub has them, no ingest reads
 * them.
 */
final class BenchmarkHub {

    private static final List<String> FILES = List.of(
            "hub.yaml",
            "contracts/tax/filing.odcs.yaml",
            "policy/network.yaml",
            "policy/features.yaml",
            "policy/label.yaml",
            "policy/scorecard.yaml");

    /** @param folder where the hub's files are put */
    static Hub load(Path folder) throws IOException {
        for (var file : FILES) {
            var target = folder.resolve(file);
            Files.createDirectories(target.getParent());
            try (var in = BenchmarkHub.class.getResourceAsStream("hub/" + file)) {
                Files.write(target, in.readAllBytes());
            }
        }
        return HubFolder.load(folder);
    }

    private BenchmarkHub() {}
}
