package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.orchestration.DiskSpace.Disk;

class DiskSpaceTest {

    private static final Path LAKE = Path.of("/lake");
    private static final Path TEMP = Path.of("/temp");

    /** Of a delivery of 1 GB: three times its size, and 100 MiB that do not grow with it. */
    private static final long NEEDED = 3_000_000_000L + 104_857_600;

    @Test
    void isContentWithExactlyWhatIsNeeded() {
        assertThatCode(() -> of(NEEDED, NEEDED).require(1_000_000_000)).doesNotThrowAnyException();
    }

    @Test
    void namesEachDiskThatIsTooSmall() {
        assertThatThrownBy(() -> of(NEEDED - 1, 5_000_000).require(1_000_000_000))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("the lake /lake: 3.1 GB free. Needed: 3.2 GB, which is 3 times the 1.0 GB of new files and"
                        + " some room. Free some, or move the lake to a larger disk\n"
                        + "the temporary files /temp: 5 MB free. Needed: 3.2 GB, which is 3 times the 1.0 GB of new"
                        + " files and some room. Free some, or give --temp another disk");
    }

    @Test
    void addsUpWhatLiesOnOneDisk() {
        var disk = new DiskSpace(Optional.of(LAKE), TEMP, folder -> new Disk("one", 2 * NEEDED - 1));

        assertThat(disk.hasRoomFor(999_000_000)).isTrue();
        assertThatThrownBy(() -> disk.require(1_000_000_000))
                .hasMessageStartingWith("the lake /lake and the temporary files /temp, on one disk: ");
    }

    @Test
    void asksForTheTemporaryFilesOnlyWhenTheLakeIsOnAnObjectStore() {
        var disk = new DiskSpace(Optional.empty(), TEMP, folder -> new Disk(folder, NEEDED));

        assertThat(disk.hasRoomFor(1_000_000_000)).isTrue();
    }

    @Test
    void looksAtTheFolderAboveOneThatIsNotThereYet(@TempDir Path folder) {
        var disk = DiskSpace.of(Optional.of(folder.resolve("not/yet")), folder);

        assertThat(disk.toText()).contains("free at the lake", "free at " + folder);
    }

    @Test
    void knowsAFullDiskByWhatAnyCauseSays() {
        var full = new IllegalStateException("task failed", new IOException("/x: No space left on device"));

        assertThat(DiskSpace.isFull(full)).isTrue();
        assertThat(DiskSpace.isFull(new IllegalStateException("no power"))).isFalse();
    }

    private static DiskSpace of(long lakeFree, long tempFree) {
        var free = Map.of(LAKE, lakeFree, TEMP, tempFree);
        return new DiskSpace(Optional.of(LAKE), TEMP, folder -> new Disk(folder, free.get(folder)));
    }
}
