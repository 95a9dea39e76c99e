package vinelake.orchestration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import vinelake.core.hub.Hub;
import vinelake.core.value.PersonalHash;

/** Fetches the key of the personal columns' hash from where hub.yaml says it lies. */
final class PersonalDataKey {

    /**
     * @return empty where the hub has no personal columns
     * @throws ConfigurationException when there is no key, or it is too short
     */
    static Optional<PersonalHash> of(Hub hub) {
        return hub.personalDataKey().map(reference -> {
            var secret = reference
                    .environment()
                    .map(PersonalDataKey::fromEnvironment)
                    .orElseGet(() -> fromFile(hub, reference.file().orElseThrow()));
            try {
                return PersonalHash.of(secret.strip().getBytes(StandardCharsets.UTF_8), reference.version());
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException("hub.yaml: /keys/personalData: " + e.getMessage());
            }
        });
    }

    private static String fromEnvironment(String name) {
        var secret = System.getenv(name);
        if (secret == null) {
            throw new ConfigurationException(
                    "hub.yaml: /keys/personalData: the environment variable %s is not set. Set it to a secret of at least 32 characters"
                            .formatted(name));
        }
        return secret;
    }

    private static String fromFile(Hub hub, String name) {
        var file = hub.folder().resolve(name);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "hub.yaml: /keys/personalData: the file %s cannot be read. Make it with: head -c 48 /dev/urandom | base64 > %s"
                            .formatted(file, file));
        }
    }

    private PersonalDataKey() {}
}
