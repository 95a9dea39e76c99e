package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.lake.SharedSpark;
import vinelake.models.ToyHub;
import vinelake.models.ToyHub.Delivery;

/** The same deliveries in two lakes. */
@ExtendWith(SharedSpark.class)
class RefreshOrderTest {

    private final ToyRefresh toy;
    private final Path folder;

    RefreshOrderTest(SparkSession spark, @TempDir Path folder) {
        this.toy = new ToyRefresh(spark, folder);
        this.folder = folder;
    }

    @Test
    void theSameLandingGivesTheSameTablesWhateverTheOrderOfFilesAndThePartitions() throws IOException {
        var once = tables("once", ToyHub.deliveries(), 1);
        var backwards = new ArrayList<>(ToyHub.deliveries());
        Collections.reverse(backwards);
        var otherwise = tables("otherwise", backwards, 3);

        assertThat(otherwise.keySet()).isEqualTo(once.keySet());
        once.forEach((table, rows) -> {
            assertThat(rows).as(table).isNotEmpty();
            assertThat(otherwise.get(table)).as(table).isEqualTo(rows);
        });
    }

    private Map<String, List<String>> tables(String name, List<Delivery> deliveries, int partitions)
            throws IOException {
        var hub = toy.hub();
        var landing = Files.createDirectory(folder.resolve(name + "-landing"));
        deliveries.forEach(delivery -> ToyHub.land(hub, landing, delivery));
        var lake = toy.lake(name, partitions);
        toy.refresh(lake, landing, ToyHub.AS_OF, Instant.parse("2026-07-01T08:00:00Z"));
        return toy.contents(lake);
    }
}
