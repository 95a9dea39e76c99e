package vinelake.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vinelake.core.value.Secret;

class ObjectStoreTest {

    @TempDir
    private Path folder;

    @Test
    void readsHowTheStoreIsReached() throws IOException {
        assertThat(load("""
                        objectStore:
                          endpoint: https://obs.example.cn
                          region: cn-east-3
                          pathStyle: true
                          accessKey: { environment: LAKE_ACCESS_KEY }
                          secretKey: { file: lake-secret.key }
                        """).objectStore())
                .isEqualTo(new ObjectStore(
                        Optional.of("https://obs.example.cn"),
                        Optional.of("cn-east-3"),
                        true,
                        Optional.of(new ObjectStore.Keys(
                                new Secret(Optional.of("LAKE_ACCESS_KEY"), Optional.empty()),
                                new Secret(Optional.empty(), Optional.of("lake-secret.key"))))));
    }

    @Test
    void withoutASectionTheEnvironmentDecides() throws IOException {
        assertThat(load("").objectStore()).isEqualTo(ObjectStore.DEFAULT);
    }

    @Test
    void namesAllProblemsAtOnce() {
        assertThatThrownBy(() -> load("""
                        objectStore:
                          endpoint: http://obs.example.cn
                          region: ""
                          pathStyle: "yes"
                          accessKey: { environment: A, file: b }
                          token: abc
                        """))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("/objectStore/endpoint")
                .hasMessageContaining("/objectStore/region")
                .hasMessageContaining("/objectStore/pathStyle")
                .hasMessageContaining("/objectStore/accessKey")
                .hasMessageContaining("has one of accessKey and secretKey")
                .hasMessageContaining("key 'token' is not known");
    }

    @Test
    void aKeyIsAReferenceAndNeverAValue() {
        assertThatThrownBy(() -> load("""
                        objectStore:
                          accessKey: { environment: LAKE_ACCESS_KEY }
                          secretKey: the-secret-itself
                        """))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("/objectStore/secretKey");
    }

    @Test
    void aLakeMayLieInABucket() {
        assertThat(HubFolder.lake(folder, "s3a://city/lake/")).hasToString("s3a://city/lake");
        assertThat(HubFolder.lake(folder, "s3a://city")).hasToString("s3a://city");
        assertThat(HubFolder.lake(folder, "lake"))
                .isEqualTo(folder.resolve("lake").toUri());
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://city/lake", "s3n://city/lake", "s3a:///lake", "s3a:lake", "s3a://city/lake?x=1"})
    void refusesAUriThatTablesCannotBeKeptAt(String text) {
        assertThatThrownBy(() -> HubFolder.lake(folder, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s3a://key:planted@city/lake", "s3a://key:pla/planted@city/lake", "s3a://key:pla nted@city"})
    void neverRepeatsKeysThatStandInAUri(String text) {
        assertThatThrownBy(() -> HubFolder.lake(folder, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("pla");
    }

    private Hub load(String section) throws IOException {
        var hub = HubCopy.into(folder.resolve("hub")).folder();
        Files.writeString(hub.resolve("hub.yaml"), section, StandardOpenOption.APPEND);
        return HubFolder.load(hub);
    }
}
