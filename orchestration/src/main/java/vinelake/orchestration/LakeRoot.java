package vinelake.orchestration;

import java.net.URI;
import vinelake.core.hub.Hub;

/** Where the lake of a command lies: where the command line says, else where the hub does. */
final class LakeRoot {

    /** @return without a slash at the end, as the hub gives it */
    static URI of(Hub hub, Vinelake command) {
        return command.lake()
                .map(path -> path.toAbsolutePath().normalize().toUri().toString())
                .map(text -> URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text))
                .orElse(hub.lake());
    }

    private LakeRoot() {}
}
