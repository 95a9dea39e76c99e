package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeLockTest {

    @TempDir
    private Path folder;

    @Test
    void letsOneRunWriteToALakeAtATime() {
        var lake = folder.resolve("lake").toUri();
        try (var first = LakeLock.take(lake)) {
            assertThat(first).isNotNull();
            assertThatIllegalStateException()
                    .isThrownBy(() -> LakeLock.take(lake))
                    .withMessageContaining("another run writes to this lake");
        }
        try (var next = LakeLock.take(lake)) {
            assertThat(next).isNotNull();
        }
    }

    @Test
    void takesNothingOnAnObjectStore() {
        try (var first = LakeLock.take(URI.create("s3a://lake"));
                var second = LakeLock.take(URI.create("s3a://lake"))) {
            assertThat(first).isNotSameAs(second);
        }
    }
}
