package vinelake.orchestration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.BinaryOperator;
import vinelake.core.hub.Hub;
import vinelake.core.hub.Hub.KeyReference;
import vinelake.core.value.PersonalHash;
import vinelake.etl.ingest.LandingKey;

/** Fetches the keys of the personal columns' hash and of the landing zone from where hub.yaml says they lie. */
final class HubKeys {

    /**
     * @return empty where the hub has no personal columns
     * @throws ConfigurationException when there is no key, or it is too short
     */
    static Optional<PersonalHash> personalData(Hub hub) {
        return hub.personalDataKey()
                .map(reference ->
                        keys(hub, "hub.yaml: /keys/personalData", reference, PersonalHash::of, PersonalHash::after));
    }

    /**
     * @return empty where the landing zone is not encrypted
     * @throws ConfigurationException when there is no key, or it is too short
     */
    static Optional<LandingKey> landing(Hub hub) {
        return hub.landingKey()
                .map(reference -> keys(hub, "hub.yaml: /keys/landing", reference, LandingKey::of, LandingKey::after));
    }

    private interface Made<T> {
        T of(byte[] secret, int version);
    }

    /** A key after the former ones, in order of their versions. */
    private static <T> T keys(Hub hub, String place, KeyReference reference, Made<T> made, BinaryOperator<T> after) {
        var last = key(hub, place, reference, made);
        return reference.former().stream()
                .map(former -> key(hub, place + "/former", former, made))
                .reduce((earlier, later) -> after.apply(later, earlier))
                .map(former -> after.apply(last, former))
                .orElse(last);
    }

    private static <T> T key(Hub hub, String place, KeyReference reference, Made<T> made) {
        var secret = reference
                .environment()
                .map(name -> fromEnvironment(place, name))
                .orElseGet(() -> fromFile(hub, place, reference.file().orElseThrow()));
        try {
            return made.of(secret.strip().getBytes(StandardCharsets.UTF_8), reference.version());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(place + ": " + e.getMessage());
        }
    }

    private static String fromEnvironment(String place, String name) {
        var secret = System.getenv(name);
        if (secret == null) {
            throw new ConfigurationException(
                    "%s: the environment variable %s is not set. Set it to a secret of at least 32 characters"
                            .formatted(place, name));
        }
        return secret;
    }

    private static String fromFile(Hub hub, String place, String name) {
        var file = hub.folder().resolve(name);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "%s: the file %s cannot be read. Make it with: head -c 48 /dev/urandom | base64 > %s"
                            .formatted(place, file, file));
        }
    }

    private HubKeys() {}
}
