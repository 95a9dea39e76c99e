package vinelake.models.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.RowFactory;
import vinelake.core.Version;
import vinelake.core.hub.Hub;
import vinelake.core.table.AuditHeadFile;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.lake.CommitNote;
import vinelake.lake.Digest;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.models.LinkedRecords;

/** Publishes the profiles as an immutable release with all that a replay needs; unchanged inputs publish nothing. */
public final class PublishRelease implements Job {

    private static final int SHORT_HASH = 8;

    private final Hub hub;

    public PublishRelease(Hub hub) {
        this.hub = hub;
    }

    @Override
    public String name() {
        return "publish-release";
    }

    @Override
    public List<Table> reads() {
        return List.of(Tables.PROFILE, Tables.SCORECARD, Tables.DELIVERY, Tables.SUBJECT, Tables.IDENTIFIER);
    }

    @Override
    public List<Table> writes() {
        return List.of(Tables.RELEASE);
    }

    @Override
    public Map<String, Long> run(JobContext context) {
        var lake = context.lake();
        var releases = new Releases(lake);
        var manifest = manifest(context);
        var counts = new LinkedHashMap<String, Long>();
        var inputHash = inputHash(context, manifest);
        var same = releases.withInput(inputHash);
        if (same.isPresent()) {
            counts.put("releases", 0L);
            counts.put("profiles", same.get().profileCount());
            return counts;
        }
        var table = Tables.releaseProfile(manifest.releaseId());
        lake.append(
                table,
                lake.read(Tables.PROFILE, context.asOf()).orderBy("subject_id"),
                new CommitNote("release:" + manifest.releaseId(), "{}"));
        var profiles = lake.read(table);
        long count = profiles.count();
        var row = RowFactory.create(
                manifest.releaseId(),
                context.asOfSql(),
                Timestamp.from(context.knownAt()),
                Timestamp.from(releases.nextMoment(context.clock().instant().truncatedTo(ChronoUnit.MILLIS))),
                inputHash,
                count,
                Releases.contentHash(profiles),
                manifest.toJson());
        lake.append(
                Tables.RELEASE,
                lake.spark()
                        .createDataFrame(List.of(row), Lake.schema(Tables.RELEASE))
                        .coalesce(1),
                new CommitNote("release:" + manifest.releaseId(), "{}"));
        counts.put("releases", 1L);
        counts.put("profiles", count);
        return counts;
    }

    private Manifest manifest(JobContext context) {
        var deliveries = RunInputs.deliveries(context, new Ledger(context.lake()).lines());
        var card = context.lake().read(Tables.SCORECARD, context.asOf()).head();
        var unnamed = new Manifest(
                "",
                context.asOf(),
                context.knownAt(),
                deliveries,
                LinkedRecords.subjects(context).count(),
                HubText.read(hub.folder()),
                new Manifest.ScorecardRow(
                        card.getDate(1).toLocalDate(),
                        card.getLong(2),
                        card.getLong(3),
                        card.getString(4),
                        card.getString(5)),
                Version.ofCode(),
                auditHead(context.lake()));
        return unnamed.named(context.asOf() + "-" + inputHash(context, unnamed).substring(0, SHORT_HASH));
    }

    private static String auditHead(Lake lake) {
        var file = new Path(URI.create(lake.root() + "/" + AuditHeadFile.PATH));
        try {
            var files = file.getFileSystem(lake.spark().sparkContext().hadoopConfiguration());
            if (!files.exists(file)) {
                return null;
            }
            try (var in = files.open(file)) {
                return AuditHeadFile.head(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
                        .orElse(null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Over all that the profiles depend on: neither the moment of the run nor the release's own name. */
    private static String inputHash(JobContext context, Manifest manifest) {
        return Digest.sha256(manifest.withoutMoment().toJson() + RunInputs.erased(context));
    }
}
