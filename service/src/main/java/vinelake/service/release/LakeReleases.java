package vinelake.service.release;

import io.delta.kernel.data.Row;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import vinelake.core.table.Tables;

/** The releases that a lake has published. */
public final class LakeReleases {

    private static final List<String> COLUMNS =
            List.of("release_id", "as_of_date", "known_at", "created_at", "profile_count", "content_hash");
    static final List<String> PROFILE_COLUMNS =
            List.of("subject_id", "scheme", "code", "name", "kind", "profile", "sha256");

    private final URI lake;

    /** @param lake its root, without a slash at the end */
    public LakeReleases(URI lake) {
        this.lake = lake;
    }

    /** All releases, the current one last; none where the lake has not published yet. */
    public List<PublishedRelease> all() {
        var table = new DeltaTable(lake, Tables.RELEASE.path());
        if (table.version().isEmpty()) {
            return List.of();
        }
        var releases = new ArrayList<PublishedRelease>();
        table.read(COLUMNS, row -> releases.add(release(row)));
        return releases.stream().sorted(PublishedRelease.BY_DATE).toList();
    }

    private static PublishedRelease release(Row row) {
        return new PublishedRelease(
                row.getString(0),
                day(row.getInt(1)),
                moment(row.getLong(2)),
                moment(row.getLong(3)),
                row.getLong(4),
                row.getString(5));
    }

    /** The profiles of a release: subject_id, scheme, code, name, kind, profile, sha256. */
    void profiles(String releaseId, DeltaTable.Sink sink) {
        new DeltaTable(lake, Tables.releaseProfile(releaseId).path()).read(PROFILE_COLUMNS, sink);
    }

    static LocalDate day(int sinceEpoch) {
        return LocalDate.ofEpochDay(sinceEpoch);
    }

    static Instant moment(long microseconds) {
        return Instant.EPOCH.plus(microseconds, ChronoUnit.MICROS);
    }
}
