package vinelake.etl.ingest;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Where an ingest spends its time: seconds of wall time by phase, summed over the datasets that are taken in side by side. */
final class PhaseTimes {

    enum Phase {
        SCAN_AND_DIGEST,
        COPY,
        FIRST_PASS,
        DUPLICATES,
        WRITE,
        COMMIT
    }

    private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);

    /** @param start by {@link System#nanoTime} */
    synchronized void since(long start, Phase phase) {
        nanos.merge(phase, System.nanoTime() - start, Long::sum);
    }

    synchronized Map<String, Double> seconds() {
        var seconds = new LinkedHashMap<String, Double>();
        for (var phase : Phase.values()) {
            seconds.put(phase.name().toLowerCase(Locale.ROOT), nanos.getOrDefault(phase, 0L) / 1e9);
        }
        return seconds;
    }
}
