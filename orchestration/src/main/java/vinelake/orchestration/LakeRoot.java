package vinelake.orchestration;

import java.net.URI;
import java.nio.file.Path;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;

/** Where the lake of a command lies: where the command line says, else where the hub does. */
final class LakeRoot {

    /**
     * @return without a slash at the end, as the hub gives it
     * @throws ConfigurationException when the command line says no place where tables can be kept
     */
    static URI of(Hub hub, Vinelake command) {
        return command.lake().map(LakeRoot::of).orElse(hub.lake());
    }

    private static URI of(String text) {
        try {
            return HubFolder.lake(Path.of("").toAbsolutePath(), text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "--lake: %s. Allowed: a folder, or a URI like s3a://bucket/lake".formatted(e.getMessage()));
        }
    }

    private LakeRoot() {}
}
