package vinelake.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {

    @TempDir
    private Path folder;

    @Test
    void deletesAFolderWithAllThatIsInItAndNothingBeside() throws IOException {
        Files.createDirectories(folder.resolve("run/deep/empty"));
        Files.writeString(folder.resolve("run/deep/file"), "text");
        var kept = Files.writeString(folder.resolve("kept"), "text");
        Folders.delete(folder.resolve("run"));
        assertThat(folder).isDirectoryContaining(kept::equals).isDirectoryNotContaining("glob:**/run");
    }

    @Test
    void takesAFolderThatIsGoneAsDeleted() throws IOException {
        Folders.delete(folder.resolve("nowhere"));
        assertThat(folder).isEmptyDirectory();
    }
}
