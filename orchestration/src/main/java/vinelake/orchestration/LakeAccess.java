package vinelake.orchestration;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import vinelake.core.hub.Hub;
import vinelake.core.hub.ServiceSettings.Secret;
import vinelake.lake.ObjectStoreAccess;

/** Fetches the keys of the object store from where hub.yaml says they lie. */
final class LakeAccess {

    private static final String PLACE = "hub.yaml: /objectStore: ";

    /** @throws ConfigurationException when a key is not there */
    static ObjectStoreAccess of(Hub hub) {
        return ObjectStoreAccess.of(hub.objectStore(), secret -> secret(hub, secret));
    }

    private static String secret(Hub hub, Secret secret) {
        var text = secret.environment()
                .map(LakeAccess::fromEnvironment)
                .orElseGet(() -> fromFile(hub, secret.file().orElseThrow()));
        return Optional.of(text.strip())
                .filter(key -> !key.isEmpty())
                .orElseThrow(() -> new ConfigurationException(PLACE + "a key is empty. Allowed: one of the store's"));
    }

    private static String fromEnvironment(String name) {
        return Optional.ofNullable(System.getenv(name))
                .orElseThrow(() -> new ConfigurationException(
                        PLACE + "the environment variable %s is not set. Allowed: one that is".formatted(name)));
    }

    private static String fromFile(Hub hub, String name) {
        var file = hub.folder().resolve(name);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ConfigurationException(
                    PLACE + "the file %s cannot be read. Allowed: a file that this user may read".formatted(file));
        }
    }

    private LakeAccess() {}
}
