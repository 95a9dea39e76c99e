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
import vinelake.core.value.Secret;

class LoginSettingsTest {

    @TempDir
    private Path folder;

    @Test
    void readsWherePeopleLogIn() throws IOException {
        assertThat(load("""
                        service:
                          login:
                            issuer: https://id.example.cn
                            clientId: vinelake
                            clientSecret: { environment: LOGIN_SECRET }
                            url: https://credit.example.cn
                        """).service().login())
                .contains(new ServiceSettings.Login(
                        "https://id.example.cn",
                        "vinelake",
                        Optional.of(new Secret(Optional.of("LOGIN_SECRET"), Optional.empty())),
                        "https://credit.example.cn"));
    }

    @Test
    void aClientMayProveItselfByPkceAlone() throws IOException {
        assertThat(load("""
                        service:
                          login: { issuer: "https://id.example.cn", clientId: vinelake, url: "https://credit.example.cn" }
                        """).service().login().orElseThrow().clientSecret()).isEmpty();
    }

    @Test
    void aProviderIsReachedByTlsUnlessItIsOnThisMachine() {
        assertThatThrownBy(() -> load("""
                        service:
                          login: { issuer: "http://id.example.cn", clientId: vinelake, url: "https://credit.example.cn" }
                        """))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("/service/login/issuer");
    }

    @Test
    void aSecretLiesInOnePlace() {
        assertThatThrownBy(() -> load("""
                        service:
                          login:
                            issuer: https://id.example.cn
                            clientId: vinelake
                            clientSecret: { environment: LOGIN_SECRET, file: login.secret }
                            url: https://credit.example.cn
                        """))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("/service/login/clientSecret");
    }

    private Hub load(String service) throws IOException {
        var hub = HubCopy.into(folder.resolve("hub")).folder();
        Files.writeString(hub.resolve("hub.yaml"), service, StandardOpenOption.APPEND);
        return HubFolder.load(hub);
    }
}
