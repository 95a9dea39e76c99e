package vinelake.service;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import vinelake.core.hub.Hub;
import vinelake.core.value.Secret;
import vinelake.service.store.Credentials;
import vinelake.service.store.Store;

/** Which PostgreSQL a hub's service keeps its data in. */
public final class StoreChoice {

    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";

    private final URI lake;
    private final Optional<Credentials> credentials;

    private StoreChoice(URI lake, Optional<Credentials> credentials) {
        this.lake = lake;
        this.credentials = credentials;
    }

    /**
     * What the command line says, each part empty where it says nothing.
     *
     * @param url {@code jdbc:postgresql://...}
     * @param user a reference: {@code env:NAME} or {@code file:PATH}
     * @param password likewise
     */
    public record Options(Optional<String> url, Optional<String> user, Optional<String> password) {
        public static final Options NONE = new Options(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * The options' store, else the hub's, else the one that the service brings.
     *
     * @throws IllegalArgumentException when a secret is not where it should be, or the lake is on no file system of
     *     this machine and there is no store
     */
    public static StoreChoice of(Hub hub, URI lake, Options options) {
        var settings = hub.service().store();
        if (options.url().isPresent()) {
            var url = options.url().get();
            if (!url.startsWith("jdbc:postgresql:")) {
                throw new IllegalArgumentException(
                        "--store: is '%s'. Allowed: jdbc:postgresql://host:port/database".formatted(url));
            }
            return new StoreChoice(
                    lake,
                    Optional.of(new Credentials(
                            url,
                            options.user()
                                    .map(text -> referred("--store-user", text))
                                    .or(() -> settings.map(s -> secret(hub, "user", s.user())))
                                    .orElseThrow(() -> missing("--store-user")),
                            options.password()
                                    .map(text -> referred("--store-password", text))
                                    .or(() -> settings.map(s -> secret(hub, "password", s.password())))
                                    .orElseThrow(() -> missing("--store-password")))));
        }
        if (options.user().isPresent() || options.password().isPresent()) {
            throw new IllegalArgumentException(
                    "--store-user, --store-password: are of no use without --store. Allowed: with it");
        }
        if (settings.isEmpty() && !"file".equals(lake.getScheme())) {
            throw new IllegalArgumentException(
                    "lake: %s is no folder of this machine, where the service could keep a store of its own. Allowed: with it a --store, or hub.yaml, /service/store"
                            .formatted(lake));
        }
        return new StoreChoice(
                lake,
                settings.map(s -> new Credentials(
                        s.url(), secret(hub, "user", s.user()), secret(hub, "password", s.password()))));
    }

    /** Opens the store for the service. */
    public Store open() {
        return credentials.map(Store::at).orElseGet(() -> Store.embedded(Path.of(lake)));
    }

    /** Opens the store for a command beside a service that may run. */
    public Store openBeside() {
        return credentials.map(Store::at).orElseGet(() -> Store.embeddedOrRunning(Path.of(lake)));
    }

    private static IllegalArgumentException missing(String option) {
        return new IllegalArgumentException(
                option + ": is missing. Allowed: env:NAME or file:PATH, or the same in hub.yaml, /service/store");
    }

    private static String referred(String option, String text) {
        if (text.startsWith(ENVIRONMENT)) {
            return fromEnvironment(option, text.substring(ENVIRONMENT.length()));
        }
        if (text.startsWith(FILE)) {
            return fromFile(option, Path.of(text.substring(FILE.length())));
        }
        throw new IllegalArgumentException(option
                + ": is no reference. Allowed: env:NAME or file:PATH, so that no secret stands on a command line");
    }

    private static String secret(Hub hub, String name, Secret secret) {
        return secretAt("hub.yaml: /service/store/" + name, hub, secret);
    }

    /**
     * What a reference of hub.yaml refers to.
     *
     * @param place where the reference stands, for messages
     * @throws IllegalArgumentException when there is nothing
     */
    static String secretAt(String place, Hub hub, Secret secret) {
        return secret.environment()
                .map(variable -> fromEnvironment(place, variable))
                .orElseGet(
                        () -> fromFile(place, hub.folder().resolve(secret.file().orElseThrow())));
    }

    private static String fromEnvironment(String place, String variable) {
        return Optional.ofNullable(System.getenv(variable))
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s: the environment variable %s is not set. Allowed: one that is".formatted(place, variable)));
    }

    private static String fromFile(String place, Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s: the file %s cannot be read. Allowed: a file that this user may read".formatted(place, file),
                    e);
        }
    }
}
