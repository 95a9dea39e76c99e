package vinelake.service.release;

import java.net.URI;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vinelake.service.store.Store;

/** Decides which release is served, and serves it. */
public final class Releases {

    private final Store store;
    private final LakeReleases lake;
    private final ReleaseLoader loader;
    private final Clock clock;

    public Releases(Store store, URI lake, Clock clock) {
        this.store = store;
        this.lake = new LakeReleases(lake);
        this.loader = new ReleaseLoader(store.dataSource(), this.lake, clock);
        this.clock = clock;
    }

    /** All releases of the lake, the one of the highest as-of date last. */
    public List<PublishedRelease> published() {
        return lake.all();
    }

    /** The release that reads see now. */
    public Optional<ServedRelease> served() {
        return store.jdbi()
                .withHandle(handle -> handle.createQuery("""
                                SELECT l.*, s.switched_at,
                                    EXISTS (SELECT 1 FROM release_pin p WHERE p.release_id = l.release_id) AS is_pinned
                                FROM served_release s JOIN release_load l USING (load_id)""")
                        .map((row, context) -> new ServedRelease(
                                row.getString("release_id"),
                                row.getObject("as_of_date", java.time.LocalDate.class),
                                row.getTimestamp("known_at").toInstant(),
                                row.getTimestamp("created_at").toInstant(),
                                row.getLong("profile_count"),
                                row.getString("content_hash"),
                                row.getTimestamp("switched_at").toInstant(),
                                row.getBoolean("is_pinned")))
                        .findOne());
    }

    /** Counts the sections of the served release, if nobody has yet; that may take a minute. */
    void countSections() {
        loader.countSections();
    }

    /** How many profiles of the served release show a section of each dataset; empty until they are counted. */
    public Optional<Map<String, Long>> sections() {
        Map<String, Long> counted = new HashMap<>();
        store.jdbi()
                .useHandle(handle -> handle.createQuery("""
                                SELECT c.dataset, c.profiles FROM release_section c JOIN served_release s USING (load_id)""")
                        .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                        .forEach(dataset -> counted.put(dataset.getKey(), dataset.getValue())));
        return Optional.of(counted).filter(c -> !c.isEmpty());
    }

    /**
     * Serves what should be served: the pinned release, else that of the highest as-of date.
     *
     * @return whether another release is served now
     */
    public boolean refresh() {
        var published = lake.all();
        if (published.isEmpty()) {
            return false;
        }
        var pin = pinned();
        var wanted = pin.isPresent() ? find(published, pin.get()) : published.get(published.size() - 1);
        if (served().filter(s -> s.releaseId().equals(wanted.releaseId())).isPresent()) {
            return false;
        }
        loader.serve(wanted);
        return true;
    }

    /**
     * Pins a release and serves it. A release that cannot be loaded leaves the pin that was there before.
     *
     * @throws IllegalArgumentException when the lake has no such release
     */
    public void pin(String releaseId) {
        var release = find(lake.all(), releaseId);
        var before = pinned();
        setPin(releaseId);
        try {
            loader.serve(release);
        } catch (RuntimeException e) {
            before.ifPresentOrElse(this::setPin, this::removePin);
            throw e;
        }
    }

    /** @throws IllegalArgumentException when the lake has no such release */
    public void require(String releaseId) {
        find(lake.all(), releaseId);
    }

    private static PublishedRelease find(List<PublishedRelease> published, String releaseId) {
        return published.stream()
                .filter(r -> r.releaseId().equals(releaseId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no release %s. Allowed: current, or one of %s"
                        .formatted(
                                releaseId,
                                published.stream()
                                        .map(PublishedRelease::releaseId)
                                        .toList())));
    }

    /** Removes the pin and serves the release of the highest as-of date. */
    public void unpin() {
        removePin();
        refresh();
    }

    /** The release that an operator pinned. */
    public Optional<String> pinned() {
        return store.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT release_id FROM release_pin")
                        .mapTo(String.class)
                        .findOne());
    }

    private void setPin(String releaseId) {
        store.jdbi()
                .useHandle(handle -> handle.createUpdate("""
                                INSERT INTO release_pin (release_id, pinned_at) VALUES (:id, :at)
                                ON CONFLICT (is_only) DO UPDATE
                                SET release_id = EXCLUDED.release_id, pinned_at = EXCLUDED.pinned_at""")
                        .bind("id", releaseId)
                        .bind("at", Timestamp.from(clock.instant()))
                        .execute());
    }

    private void removePin() {
        store.jdbi().useHandle(handle -> handle.execute("DELETE FROM release_pin"));
    }
}
