package vinelake.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.Contract;
import vinelake.core.hub.HubFolder;

class BenchmarkHubTest {

    @TempDir
    private Path folder;

    @Test
    void hasAContractForEachDataset() throws IOException {
        var inboxes = BenchmarkHub.write(folder, 12);
        var hub = HubFolder.load(folder);
        assertThat(hub.contracts()).hasSize(12);
        assertThat(hub.contracts().stream().map(Contract::name).distinct()).hasSize(12);
        assertThat(inboxes).hasSize(12).doesNotHaveDuplicates().startsWith("tax/filing", "tax_office_0002/filing");
    }
}
