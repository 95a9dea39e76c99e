package vinelake.models.release;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that a release was computed from, which is what a replay needs, and where the service's log stood then.
 *
 * @param knownAt it saw what was received up to then
 * @param deliveries the ids of those that it saw, sorted
 * @param subjectCount subjects that had been minted
 * @param hub the hub folder's files by path, as text: contracts and policies in force
 * @param scorecard the fitted card, JSON; empty where nobody could be scored, then why
 * @param version of the code
 * @param auditHead the head of the service's log when the release was published, {@code SEQ:HASH}; null where no service
 *     has noted one
 */
record Manifest(
        String releaseId,
        LocalDate asOf,
        Instant knownAt,
        List<String> deliveries,
        long subjectCount,
        SortedMap<String, String> hub,
        ScorecardRow scorecard,
        String version,
        String auditHead) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The row of the scorecard's table, which a replay does not fit again. */
    record ScorecardRow(LocalDate observedOn, long observationCount, long defaultCount, String card, String refusal) {}

    Manifest {
        deliveries = deliveries.stream().sorted().toList();
        hub = new TreeMap<>(hub);
    }

    Manifest named(String id) {
        return new Manifest(id, asOf, knownAt, deliveries, subjectCount, hub, scorecard, version, auditHead);
    }

    /** What two releases with the same profiles have in common. */
    Manifest withoutMoment() {
        return new Manifest("", asOf, Instant.EPOCH, deliveries, subjectCount, hub, scorecard, version, null);
    }

    String toJson() {
        return JSON.writeValueAsString(this);
    }

    static Manifest fromJson(String json) {
        return JSON.readValue(json, Manifest.class);
    }
}
