package vinelake.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Section.Disclosure;
import vinelake.core.policy.DisclosurePolicy;

/** What a hub decides about its service: who may see what, where it is kept, whose tokens it takes. */
class ServiceOfHubTest {

    @TempDir
    Path hub;

    @BeforeEach
    void copyTheCity() throws IOException {
        var city = Path.of("../examples/city");
        try (Stream<Path> files = Files.walk(city)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = hub.resolve(city.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    @Test
    void aHubWithoutADisclosurePolicyGuardsWhatIsComputed() throws IOException {
        Files.delete(hub.resolve("policy/disclosure.yaml"));

        assertThat(HubFolder.load(hub).disclosure()).isEqualTo(DisclosurePolicy.STRICT);
        assertThat(HubFolder.load(hub).service()).isEqualTo(ServiceSettings.NONE);
    }

    @Test
    void theDisclosurePolicyAndTheServiceAreRead() throws IOException {
        Files.writeString(hub.resolve("policy/disclosure.yaml"), """
                assessment: authorized
                network: internal
                overrides:
                  - { dataset: court/judgment, disclosure: authorized, reason: 当事人申请 }
                adverse:
                  personKinds: [self_employed]
                  years: 3
                  datasets:
                    - { dataset: penalty/decision, endedOn: decided_on }
                """);
        addToHub("""
                service:
                  store:
                    url: jdbc:postgresql://db.example/vinelake
                    user: { environment: DB_USER }
                    password: { file: db.key }
                  tokens: { issuer: "https://id.example", audience: vinelake, keys: keys.json }
                  tls: { certificate: cert.pem, key: key.pem }
                """);

        var read = HubFolder.load(hub);

        assertThat(read.disclosure())
                .isEqualTo(new DisclosurePolicy(
                        Disclosure.AUTHORIZED,
                        Disclosure.INTERNAL,
                        Map.of(DatasetName.parse("court/judgment"), Disclosure.AUTHORIZED),
                        Optional.of(new DisclosurePolicy.Adverse(
                                Set.of("self_employed"),
                                3,
                                Map.of(DatasetName.parse("penalty/decision"), "decided_on")))));
        assertThat(read.service().store().orElseThrow().password().file()).contains("db.key");
        assertThat(read.service().tokens().orElseThrow().audience()).isEqualTo("vinelake");
    }

    @Test
    void allThatIsWrongIsTold() throws IOException {
        Files.writeString(hub.resolve("policy/disclosure.yaml"), """
                assessment: open
                overrides:
                  - { dataset: tax/secrets, disclosure: hidden, reason: x }
                adverse:
                  personKinds: [self_employed]
                  years: 6
                  datasets:
                    - { dataset: penalty/decision, endedOn: fine_cny }
                    - { dataset: penalty/decision, endedOn: decided_on }
                """);
        addToHub("""
                service:
                  store:
                    url: jdbc:postgresql://db.example/vinelake?password=x
                    user: { environment: DB_USER, file: db.user }
                    password: {}
                  tokens: { issuer: i, audience: a, keys: "http://id.example/keys" }
                  ports: 1
                """);

        var problems = catchThrowableOfType(HubException.class, () -> HubFolder.load(hub))
                .problems();

        assertThat(problems)
                .extracting(p -> p.file() + " " + p.path())
                .containsExactlyInAnyOrder(
                        "policy/disclosure.yaml /assessment",
                        "policy/disclosure.yaml ",
                        "policy/disclosure.yaml /overrides/0/dataset",
                        "policy/disclosure.yaml /overrides/0/disclosure",
                        "policy/disclosure.yaml /adverse/years",
                        "policy/disclosure.yaml /adverse/datasets/0/endedOn",
                        "policy/disclosure.yaml /adverse/datasets/1/dataset",
                        "hub.yaml /service/store/url",
                        "hub.yaml /service/store/user",
                        "hub.yaml /service/store/password",
                        "hub.yaml /service/tokens/keys",
                        "hub.yaml /service");
    }

    private void addToHub(String yaml) throws IOException {
        Files.writeString(hub.resolve("hub.yaml"), Files.readString(hub.resolve("hub.yaml")) + yaml);
    }
}
