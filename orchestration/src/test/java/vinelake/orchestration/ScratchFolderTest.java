package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFolderTest {

    @TempDir
    private Path temp;

    @Test
    void goesWithItsProcess() throws IOException {
        var scratch = ScratchFolder.create(temp);
        Files.writeString(scratch.path().resolve("shuffle"), "12345");

        scratch.close();

        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void isLeftByAKilledProcessAndRemovedWhenItIsOld() throws IOException {
        var killed = Files.createDirectory(temp.resolve("vinelake123"));
        Files.writeString(killed.resolve("shuffle"), "12345");
        Files.writeString(killed.resolve(".lock"), "");
        Files.createDirectory(temp.resolve("vinelake-notes"));
        Files.createDirectory(temp.resolve("another456"));

        assertThat(ScratchFolder.left(temp, Instant.now().minus(Duration.ofDays(7))))
                .isEmpty();
        var left = ScratchFolder.left(temp, Instant.now().plusSeconds(60));
        assertThat(left).containsExactly(new ScratchFolder.Left(killed, 2, 5));
        ScratchFolder.remove(left);

        assertThat(killed).doesNotExist();
        assertThat(temp.resolve("vinelake-notes")).exists();
        assertThat(temp.resolve("another456")).exists();
    }

    @Test
    void staysWhileItsProcessLivesHoweverOldItIs() {
        try (var living = ScratchFolder.create(temp)) {
            assertThat(ScratchFolder.left(temp, Instant.now().plusSeconds(60))).isEmpty();
            assertThat(living.path()).exists();
        }
    }
}
