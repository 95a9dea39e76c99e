package vinelake.service.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** How often somebody may ask: so many times a second in the long run, twice as many at once. */
public final class RateLimit {

    private static final double NANOS = 1e9;

    /** More than there are officers in a city; beyond it the long silent are forgotten. */
    private static final int REMEMBERED = 50_000;

    private record Bucket(double tokens, long at) {}

    private final double perSecond;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();

    public RateLimit(double perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
    }

    /** Whether he may now; if so, it counts. */
    public boolean allows(String who) {
        long now = nanoTime.getAsLong();
        if (buckets.size() > REMEMBERED) {
            buckets.values().removeIf(bucket -> filled(bucket, now) >= burst());
        }
        var allowed = new boolean[1];
        buckets.compute(who, (name, bucket) -> {
            double tokens = bucket == null ? burst() : filled(bucket, now);
            allowed[0] = tokens >= 1;
            return new Bucket(allowed[0] ? tokens - 1 : tokens, now);
        });
        return allowed[0];
    }

    private double filled(Bucket bucket, long now) {
        return Math.min(burst(), bucket.tokens() + (now - bucket.at()) / NANOS * perSecond);
    }

    private double burst() {
        return Math.max(1, 2 * perSecond);
    }
}
