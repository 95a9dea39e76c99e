package vinelake.etl.ingest;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Where an ingest spends its time: seconds by phase, summed over the threads that work side by side. */
final class PhaseTimes {

    enum Phase {
        /** Read what lies in the inbox, and make its digests. */
        DIGEST,
        /** Copy it to the landing zone. */
        COPY,
        /** Find the lines of a snapshot. */
        COUNT,
        /** Ask what the lake has already. */
        EARLIER,
        /** Read rows, type and hash them. */
        PARSE,
        /** Wait until what comes before was judged. */
        TURN,
        /** Find rows that repeat another one of the batch. */
        JUDGE,
        /** Ask the rules, and write what they refuse. */
        CHECK,
        /** Write what is accepted. */
        WRITE,
        /** Read, check and write in tasks of Spark: of snapshots, and of what may have been in the lake. */
        WRITE_AGAIN,
        COMMIT
    }

    private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);

    /** @param start by {@link System#nanoTime} */
    void since(long start, Phase phase) {
        add(System.nanoTime() - start, phase);
    }

    synchronized void add(long spent, Phase phase) {
        nanos.merge(phase, spent, Long::sum);
    }

    synchronized Map<String, Double> seconds() {
        var seconds = new LinkedHashMap<String, Double>();
        for (var phase : Phase.values()) {
            seconds.put(phase.name().toLowerCase(Locale.ROOT), nanos.getOrDefault(phase, 0L) / 1e9);
        }
        return seconds;
    }
}
