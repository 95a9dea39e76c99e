package vinelake.service.page;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps things for a while under words that nobody can guess. When it is full, what was untouched longest goes. */
final class Kept<T> {

    private record Entry<T>(T value, Instant since, Instant touched) {}

    private final Map<String, Entry<T>> entries = new ConcurrentHashMap<>();
    private final int most;
    private final Duration idle;
    private final Duration longest;
    private final Clock clock;

    Kept(int most, Duration idle, Duration longest, Clock clock) {
        this.most = most;
        this.idle = idle;
        this.longest = longest;
        this.clock = clock;
    }

    void put(String key, T value) {
        var now = clock.instant();
        if (entries.size() >= most) {
            entries.values().removeIf(entry -> isOver(entry, now));
        }
        if (entries.size() >= most) {
            entries.entrySet().stream()
                    .min(Comparator.comparing(entry -> entry.getValue().touched()))
                    .ifPresent(entry -> entries.remove(entry.getKey()));
        }
        entries.put(key, new Entry<>(value, now, now));
    }

    Optional<T> find(String key) {
        var now = clock.instant();
        return Optional.ofNullable(entries.computeIfPresent(
                        key, (k, entry) -> isOver(entry, now) ? null : new Entry<>(entry.value(), entry.since(), now)))
                .map(Entry::value);
    }

    /** Finds what is then no longer kept: it serves once. */
    Optional<T> take(String key) {
        var now = clock.instant();
        return Optional.ofNullable(entries.remove(key))
                .filter(entry -> !isOver(entry, now))
                .map(Entry::value);
    }

    private boolean isOver(Entry<T> entry, Instant now) {
        return !now.isBefore(entry.touched().plus(idle))
                || !now.isBefore(entry.since().plus(longest));
    }
}
