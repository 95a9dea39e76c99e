package vinelake.orchestration;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vinelake.core.contract.Contract;
import vinelake.core.hub.Hub;
import vinelake.core.value.Secret;

/** Fetches secrets from where the hub says they lie. */
final class Secrets {

    /**
     * What a reference refers to.
     *
     * @param place where the reference stands, for a message
     * @throws ConfigurationException when it is not there, or empty
     */
    static String of(Hub hub, String place, Secret secret) {
        var text = secret.environment()
                .map(name -> fromEnvironment(place, name))
                .orElseGet(() -> fromFile(hub, place, secret.file().orElseThrow()));
        return Optional.of(text.strip())
                .filter(key -> !key.isEmpty())
                .orElseThrow(() -> new ConfigurationException(place + ": a secret is empty. Allowed: one that is not"));
    }

    /** Of an exchange database. */
    static String ofExchange(Hub hub, Secret secret) {
        return of(hub, "contracts", secret);
    }

    /**
     * Fetches users and passwords of all exchange databases once, before any work.
     *
     * @throws ConfigurationException with all that are not there
     */
    static void checkExchanges(Hub hub) {
        var problems = hub.contracts().stream()
                .flatMap(contract -> missing(hub, contract))
                .distinct()
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems.stream().collect(Collectors.joining("\n")));
        }
    }

    private static Stream<String> missing(Hub hub, Contract contract) {
        return contract.exchange().stream()
                .flatMap(exchange -> Stream.of(exchange.user(), exchange.password()))
                .flatMap(secret -> {
                    try {
                        of(hub, "contracts/%s.odcs.yaml: /servers/0".formatted(contract.name()), secret);
                        return Stream.empty();
                    } catch (ConfigurationException e) {
                        return Stream.of(e.getMessage());
                    }
                });
    }

    private static String fromEnvironment(String place, String name) {
        return Optional.ofNullable(System.getenv(name))
                .orElseThrow(() -> new ConfigurationException(
                        "%s: the environment variable %s is not set. Allowed: one that is".formatted(place, name)));
    }

    private static String fromFile(Hub hub, String place, String name) {
        var file = hub.folder().resolve(name);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "%s: the file %s cannot be read. Allowed: a file that this user may read".formatted(place, file));
        }
    }

    private Secrets() {}
}
