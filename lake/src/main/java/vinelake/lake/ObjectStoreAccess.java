package vinelake.lake;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import vinelake.core.hub.ObjectStore;
import vinelake.core.value.Secret;

/**
 * How Hadoop reaches a lake at {@code s3a://}.
 *
 * @param settings Hadoop's own, by name; keys are among them
 */
public record ObjectStoreAccess(Map<String, String> settings) {

    /** AWS, with what the environment or the machine's role gives. */
    public static final ObjectStoreAccess DEFAULT = new ObjectStoreAccess(Map.of());

    public ObjectStoreAccess {
        settings = Map.copyOf(settings);
    }

    /** @param secrets fetches what a reference refers to */
    public static ObjectStoreAccess of(ObjectStore store, Function<Secret, String> secrets) {
        var settings = new TreeMap<String, String>();
        store.endpoint().ifPresent(endpoint -> settings.put("fs.s3a.endpoint", endpoint));
        store.region().ifPresent(region -> settings.put("fs.s3a.endpoint.region", region));
        if (store.isPathStyle()) {
            settings.put("fs.s3a.path.style.access", "true");
        }
        store.keys().ifPresent(keys -> {
            settings.put("fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
            settings.put("fs.s3a.access.key", secrets.apply(keys.accessKey()));
            settings.put("fs.s3a.secret.key", secrets.apply(keys.secretKey()));
        });
        return new ObjectStoreAccess(settings);
    }

    /** Names the settings only: some values are keys. */
    @Override
    public String toString() {
        return settings.keySet().toString();
    }
}
