package vinelake.lake.function;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.unsafe.types.UTF8String;

/** Time zones by name: the same few for all rows, and finding one is not free. */
final class Zones {

    private static final Map<String, ZoneId> KNOWN = new ConcurrentHashMap<>();

    static ZoneId of(UTF8String name) {
        return KNOWN.computeIfAbsent(name.toString(), Zones::parse);
    }

    private static ZoneId parse(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "time zone is '%s'. Allowed: names of the tz database and offsets, like Asia/Shanghai and +08:00"
                            .formatted(name),
                    e);
        }
    }

    private Zones() {}
}
