package vinelake.models.release;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.RowFactory;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;
import vinelake.core.table.Tables;
import vinelake.lake.Erasures;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Progress;

/**
 * Computes the profiles of a release again, from the append-only tables and from what its manifest pins, and compares
 * them byte for byte.
 */
public final class ReplayRelease {

    /**
     * What a replay found.
     *
     * @param identical profiles that are the same in every byte of every column
     * @param different profiles of the same subject that are not
     * @param missing profiles of the release that were not computed
     * @param extra profiles that were computed and are not in the release
     * @param erasures what the law has erased of it since
     */
    public record Outcome(long identical, long different, long missing, long extra, List<Erasures.Line> erasures) {

        /** Of a release that nothing was erased of. */
        public Outcome(long identical, long different, long missing, long extra) {
            this(identical, different, missing, extra, List.of());
        }

        public Outcome {
            erasures = List.copyOf(erasures);
        }

        public boolean isIdentical() {
            return different == 0 && missing == 0 && extra == 0;
        }

        /** Whether it is as it must be: what was erased is gone from what others rest on, too, and these may differ. */
        public boolean isAsExpected() {
            return erasures.isEmpty() ? isIdentical() : extra == 0;
        }
    }

    private final Lake lake;
    private final Path scratch;
    private final Progress progress;
    private final Function<Hub, List<Job>> jobs;

    /**
     * @param scratch where the profiles are computed again
     * @param jobs those that lead from records to profiles, for the hub that the release pins
     */
    public ReplayRelease(Lake lake, Path scratch, Progress progress, Function<Hub, List<Job>> jobs) {
        this.lake = lake;
        this.scratch = scratch;
        this.progress = progress;
        this.jobs = jobs;
    }

    public Outcome run(Releases.Release release) {
        var manifest = Manifest.fromJson(release.manifest());
        var replay = temporaryFolder();
        try {
            var folder = replay.resolve("hub");
            HubText.write(manifest.hub(), folder);
            var hub = HubFolder.loadPublished(folder);
            var derived = lake.withDerivedAt(replay.resolve("lake").toUri());
            var context = new JobContext(
                    "replay-" + release.releaseId(),
                    manifest.asOf(),
                    manifest.knownAt(),
                    Clock.systemUTC(),
                    hub,
                    derived,
                    progress,
                    Optional.of(new HashSet<>(manifest.deliveries())));
            restoreScorecard(context, manifest.scorecard());
            for (var job : jobs.apply(hub)) {
                progress.at(job.name());
                job.run(context);
            }
            return compare(release, derived);
        } finally {
            delete(replay);
        }
    }

    private Outcome compare(Releases.Release release, Lake derived) {
        // Whole rows: the hash that stands in a row is no witness for the text beside it.
        var whole = struct(Lake.columns(Tables.PROFILE));
        var published =
                new Releases(lake).profiles(release.releaseId()).select(col("subject_id"), whole.as("published"));
        var computed = derived.read(Tables.PROFILE, release.asOf()).select(col("subject_id"), whole.as("computed"));
        var both = published
                .join(computed, new String[] {"subject_id"}, "full_outer")
                .cache();
        try {
            var isSame = col("published").equalTo(col("computed"));
            return new Outcome(
                    both.where(isSame).count(),
                    both.where(not(isSame)).count(),
                    both.where(col("computed").isNull()).count(),
                    both.where(col("published").isNull()).count(),
                    new Erasures(lake)
                            .all().stream()
                                    .filter(line -> line.releases().contains(release.releaseId()))
                                    .toList());
        } finally {
            both.unpersist();
        }
    }

    /** The model is pinned, not fitted again: a newer library may fit another one on the same data. */
    private static void restoreScorecard(JobContext context, Manifest.ScorecardRow card) {
        var row = RowFactory.create(
                context.asOfSql(),
                Date.valueOf(card.observedOn()),
                card.observationCount(),
                card.defaultCount(),
                card.card(),
                card.refusal());
        context.lake()
                .replace(
                        Tables.SCORECARD,
                        context.asOf(),
                        context.lake().spark().createDataFrame(List.of(row), Lake.schema(Tables.SCORECARD)));
    }

    private Path temporaryFolder() {
        try {
            return Files.createTempDirectory(scratch, "replay");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
