package vinelake.orchestration;

import java.util.Optional;
import picocli.CommandLine.Option;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;
import vinelake.service.StoreChoice;

/** Which PostgreSQL a verb works on. */
final class StoreOptions {

    @Option(
            names = "--store",
            paramLabel = "URL",
            description =
                    "A PostgreSQL, jdbc:postgresql://host/database. Default: hub.yaml, else one in the lake's folder.")
    private String url;

    @Option(names = "--store-user", paramLabel = "REF", description = "Its user: env:NAME or file:PATH.")
    private String user;

    @Option(names = "--store-password", paramLabel = "REF", description = "Its password: env:NAME or file:PATH.")
    private String password;

    /** What a verb does on a hub and its store. */
    interface Action<T> {
        T on(Hub hub, StoreChoice store);
    }

    /** @throws ConfigurationException when the options, or what they refer to, are not as the service needs them */
    <T> T with(Vinelake command, Action<T> action) {
        var hub = HubFolder.load(command.hub());
        try {
            return action.on(
                    hub,
                    StoreChoice.of(
                            hub,
                            LakeRoot.of(hub, command),
                            new StoreChoice.Options(
                                    Optional.ofNullable(url),
                                    Optional.ofNullable(user),
                                    Optional.ofNullable(password))));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }
}
