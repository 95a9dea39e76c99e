package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;

class LakeRootTest {

    private static final Path CITY = Path.of("..", "examples", "city");

    @TempDir
    private Path folder;

    private Path hub;

    @BeforeEach
    void copyHub() throws IOException {
        hub = folder.resolve("hub");
        try (var files = Files.walk(CITY)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var copy = hub.resolve(CITY.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    @Test
    void theCommandLineGoesBeforeTheHub() throws IOException {
        var city = load("");

        assertThat(LakeRoot.of(city, command())).isEqualTo(hub.resolve("lake").toUri());
        assertThat(LakeRoot.of(city, command("--lake", "s3a://city/lake/"))).hasToString("s3a://city/lake");
        assertThat(LakeRoot.of(city, command("--lake", folder + "/other/../lake")))
                .isEqualTo(folder.resolve("lake").toUri());
        assertThat(LakeRoot.of(city, command("--lake", "below")))
                .isEqualTo(Path.of("below").toAbsolutePath().toUri());
    }

    @Test
    void refusesAPlaceWhereNoTableCanBeKept() throws IOException {
        var city = load("");

        assertThatThrownBy(() -> LakeRoot.of(city, command("--lake", "s3://city/lake")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("--lake: is 's3://city/lake': the scheme of an object store is s3a");
    }

    @Test
    void fetchesTheKeysOfTheStoreFromWhereTheyLie() throws IOException {
        Files.writeString(hub.resolve("access.key"), "planted-access\n");
        Files.writeString(hub.resolve("secret.key"), "planted-secret\n");
        var city = load("objectStore: { accessKey: { file: access.key }, secretKey: { file: secret.key } }\n");

        assertThat(LakeAccess.of(city).settings())
                .containsEntry("fs.s3a.access.key", "planted-access")
                .containsEntry("fs.s3a.secret.key", "planted-secret");
    }

    @Test
    void namesTheKeyThatIsNotThere() throws IOException {
        Files.writeString(hub.resolve("access.key"), "planted-access\n");
        var city = load("objectStore: { accessKey: { file: access.key }, secretKey: { environment: NO_SUCH_KEY } }\n");

        assertThatThrownBy(() -> LakeAccess.of(city))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("/objectStore")
                .hasMessageContaining("NO_SUCH_KEY");
    }

    private Hub load(String section) throws IOException {
        Files.writeString(hub.resolve("hub.yaml"), section, StandardOpenOption.APPEND);
        return HubFolder.load(hub);
    }

    private static Vinelake command(String... arguments) {
        var command = new Vinelake();
        new CommandLine(command).parseArgs(arguments);
        return command;
    }
}
