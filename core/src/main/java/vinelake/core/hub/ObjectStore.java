package vinelake.core.hub;

import java.util.Optional;
import vinelake.core.value.Secret;

/**
 * How the store of a lake at {@code s3a://} is reached.
 *
 * @param endpoint its address, {@code https://obs.example.cn}; empty for AWS
 * @param region empty where the store has none, or the environment says it
 * @param isPathStyle whether the bucket stands in the path and not in the host's name
 * @param keys empty where the environment or the machine's role gives them
 */
public record ObjectStore(
        Optional<String> endpoint, Optional<String> region, boolean isPathStyle, Optional<Keys> keys) {

    public static final ObjectStore DEFAULT =
            new ObjectStore(Optional.empty(), Optional.empty(), false, Optional.empty());

    /** Both by reference. */
    public record Keys(Secret accessKey, Secret secretKey) {}
}
