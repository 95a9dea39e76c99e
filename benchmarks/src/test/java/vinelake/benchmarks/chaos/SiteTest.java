package vinelake.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.benchmarks.process.SourceTree;

class SiteTest {

    @TempDir
    private Path folder;

    @Test
    void itsHubIsThatOfTheExampleWithFewerFeaturesOfOneDay() throws IOException {
        var site = new Site(new SourceTree(Path.of("..").toAbsolutePath().normalize()), folder);
        site.writeHub(9000);

        var hub = site.loadedHub();

        assertThat(hub.features().features()).hasSize(7);
        assertThat(hub.label().isCrossSection()).isTrue();
        assertThat(hub.objectStore().endpoint()).hasValue("http://127.0.0.1:9000");
    }
}
