package vinelake.models.release;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import vinelake.core.table.Tables;
import vinelake.lake.Digest;
import vinelake.lake.Lake;

/** The releases of a lake. */
public final class Releases {

    /**
     * A published release.
     *
     * @param inputHash over all that its profiles were computed from
     * @param contentHash over its profiles' hashes
     */
    public record Release(
            String releaseId,
            LocalDate asOf,
            Instant knownAt,
            Instant createdAt,
            String inputHash,
            long profileCount,
            String contentHash,
            String manifest) {

        /** The version of the code that computed it. */
        public String version() {
            return Manifest.fromJson(manifest).version();
        }

        private static Release of(Row row) {
            return new Release(
                    row.getString(0),
                    row.getDate(1).toLocalDate(),
                    row.getTimestamp(2).toInstant(),
                    row.getTimestamp(3).toInstant(),
                    row.getString(4),
                    row.getLong(5),
                    row.getString(6),
                    row.getString(7));
        }
    }

    private final Lake lake;

    public Releases(Lake lake) {
        this.lake = lake;
    }

    /** All releases, the current one last: that of the highest as-of date, of these the newest. */
    public List<Release> all() {
        return lake.read(Tables.RELEASE).orderBy("as_of_date", "created_at", "release_id").collectAsList().stream()
                .map(Release::of)
                .toList();
    }

    public Optional<Release> find(String releaseId) {
        return all().stream().filter(r -> r.releaseId().equals(releaseId)).findFirst();
    }

    /** After all moments of release: of those for one date the newest is the current one, also when a clock was put back. */
    Instant nextMoment(Instant now) {
        return all().stream()
                .map(r -> r.createdAt().plusMillis(1))
                .filter(now::isBefore)
                .max(Instant::compareTo)
                .orElse(now);
    }

    Optional<Release> withInput(String inputHash) {
        return all().stream().filter(r -> r.inputHash().equals(inputHash)).findFirst();
    }

    /** The profiles of a release. */
    public Dataset<Row> profiles(String releaseId) {
        return lake.read(Tables.releaseProfile(releaseId));
    }

    /** The deliveries that a release pins. */
    public static Set<String> deliveries(Release release) {
        return Set.copyOf(Manifest.fromJson(release.manifest()).deliveries());
    }

    /** Says of a release again how many profiles it has and what their hash is, after some of them were erased. */
    public void restate(String releaseId) {
        var profiles = profiles(releaseId);
        long count = profiles.count();
        var hash = contentHash(profiles);
        var is = col("release_id").equalTo(releaseId);
        lake.rewrite(
                Tables.RELEASE,
                rows -> rows.withColumn(
                        Lake.HIT,
                        is.and(not(col("profile_count")
                                .equalTo(count)
                                .and(col("content_hash").equalTo(hash))))),
                rows -> rows.withColumn("profile_count", when(is, count).otherwise(col("profile_count")))
                        .withColumn("content_hash", when(is, hash).otherwise(col("content_hash"))));
    }

    /** SHA-256 over the profiles' hashes, in order of subject. */
    static String contentHash(Dataset<Row> profiles) {
        var sha256 = Digest.newSha256();
        profiles.select("subject_id", "sha256")
                .orderBy(col("subject_id"))
                .toLocalIterator()
                .forEachRemaining(r -> sha256.update((r.getString(0) + " " + r.getString(1) + "\n")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return Digest.hex(sha256.digest());
    }
}
