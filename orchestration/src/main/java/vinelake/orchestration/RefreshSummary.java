package vinelake.orchestration;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import vinelake.core.contract.Lateness;
import vinelake.core.table.Tables;
import vinelake.etl.ingest.IngestDeliveries;
import vinelake.lake.Delivery;
import vinelake.lake.JobContext;
import vinelake.lake.Ledger;
import vinelake.models.release.Releases.Release;
import vinelake.models.scorecard.FittedScorecard;
import vinelake.models.scorecard.Interval;
import vinelake.models.scorecard.ScorecardJson;

/** What a refresh did, for a person and as JSON. */
final class RefreshSummary {

    private final JobContext context;
    private final IngestDeliveries ingest;
    private final List<JobRun> jobs;
    private final Optional<EarlierRun> sameAs;
    private final Optional<Release> release;
    private final List<Lateness> late;

    private RefreshSummary(
            JobContext context,
            IngestDeliveries ingest,
            List<JobRun> jobs,
            Optional<EarlierRun> sameAs,
            Optional<Release> release,
            List<Lateness> late) {
        this.late = late;
        this.context = context;
        this.ingest = ingest;
        this.jobs = jobs;
        this.sameAs = sameAs;
        this.release = release;
    }

    /** @param releases all of the lake, the current one last */
    static RefreshSummary of(JobContext context, IngestDeliveries ingest, Refresh refresh, List<Release> releases) {
        var ofDate =
                releases.stream().filter(r -> r.asOf().equals(context.asOf())).toList();
        var release = ofDate.isEmpty() ? Optional.<Release>empty() : Optional.of(ofDate.get(ofDate.size() - 1));
        return new RefreshSummary(context, ingest, refresh.done(), refresh.sameAs(), release, late(context, refresh));
    }

    /** By the senders' calendars, on the date that the run speaks for. */
    private static List<Lateness> late(JobContext context, Refresh refresh) {
        var contracts = context.hub().contracts();
        if (contracts.stream().allMatch(c -> c.promises().frequency().isEmpty())) {
            return List.of();
        }
        return Lateness.on(
                context.asOf(), contracts, Ledger.lastAsOf(refresh.lines(), context.asOf(), context.knownAt()));
    }

    /** The profile, as JSON, of the scored subject in the middle of the ranking. */
    Optional<String> sampleProfile() {
        var scored = context.lake().read(Tables.PROFILE, context.asOf()).where(col("is_scored"));
        long middle = scored.count() / 2;
        return scored.orderBy("score", "subject_id").select("profile").limit((int) middle + 1).collectAsList().stream()
                .skip(middle)
                .findFirst()
                .map(r -> r.getString(0));
    }

    String toText() {
        var lines = new ArrayList<String>();
        lines.add("");
        departments(lines);
        held(lines);
        if (!ingest.unclaimed().isEmpty()) {
            lines.add("%,d files that no contract claims, like %s"
                    .formatted(
                            ingest.unclaimed().size(),
                            String.join(
                                    ", ", ingest.unclaimed().stream().limit(3).toList())));
        }
        lines.add("");
        sameAs.ifPresent(earlier -> {
            lines.add("nothing has changed since run %s, and its tables stand:".formatted(earlier.runId()));
            lines.add("");
        });
        if (context.hub().hasSubjects()) {
            subjects(lines);
        } else {
            lines.add("subjects    none: hub.yaml names no spine, so that nobody is linked, scored or published");
        }
        upkeep(lines);
        return String.join("\n", lines);
    }

    private void subjects(List<String> lines) {
        lines.add("subjects    %,d (%,d new)"
                .formatted(count("mint-subjects", "subjects"), count("mint-subjects", "minted")));
        lines.add("links       %,d rows exact, %,d repaired, %,d external, %,d unlinked"
                .formatted(
                        count("link-identifiers", "exact_rows"),
                        count("link-identifiers", "repaired_rows"),
                        count("link-identifiers", "external_rows"),
                        count("link-identifiers", "unlinked_rows")));
        lines.add("network     %,d edges between %,d parties (%,d external), %,d components"
                .formatted(
                        count("build-network", "edges"),
                        count("build-network", "vertices"),
                        count("build-network", "external"),
                        count("build-network", "components")));
        lines.add("features    %,d, %,d values"
                .formatted(count("compute-features", "features"), count("compute-features", "values")));
        scorecard(lines);
        lines.add("profiles    %,d, %,d of them scored"
                .formatted(count("write-profiles", "profiles"), count("write-profiles", "scored")));
        release.ifPresent(r -> lines.add("release     %s%s"
                .formatted(
                        r.releaseId(),
                        sameAs.isPresent() || count("publish-release", "releases") == 0
                                ? " (nothing new to publish)"
                                : "")));
    }

    private void upkeep(List<String> lines) {
        if (done("compact-tables", "files") > 0) {
            lines.add("compacted   %,d small files into %,d, in %,d tables"
                    .formatted(
                            done("compact-tables", "files"),
                            done("compact-tables", "joined_into"),
                            done("compact-tables", "tables")));
        }
        if (done("tidy-lake", "files") > 0) {
            lines.add("tidied      %,d files, %,d bytes, that no reader needs any more"
                    .formatted(done("tidy-lake", "files"), done("tidy-lake", "bytes")));
        }
    }

    private void departments(List<String> lines) {
        record Sum(
                long deliveries,
                long read,
                long accepted,
                long quarantined,
                long duplicate,
                long unchanged,
                long held) {
            Sum plus(Delivery d) {
                // Of a delivery that is not taken in nothing is in any table.
                var c = d.isAccepted() ? d.counts() : Delivery.Counts.NONE;
                return new Sum(
                        deliveries + 1,
                        read + c.read(),
                        accepted + c.accepted(),
                        quarantined + c.quarantined(),
                        duplicate + c.duplicate(),
                        unchanged + c.unchanged(),
                        held + (d.isHeld() ? 1 : 0));
            }
        }
        var byDataset = new TreeMap<String, Sum>();
        var zero = new Sum(0, 0, 0, 0, 0, 0, 0);
        var all = zero;
        for (var delivery : ingest.seen()) {
            byDataset.compute(delivery.dataset().toString(), (k, sum) -> (sum == null ? zero : sum).plus(delivery));
            all = all.plus(delivery);
        }
        byDataset.put("~", all);
        var format = "%-28s %10s %12s %12s %12s %10s %10s %5s";
        lines.add(format.formatted(
                "dataset", "deliveries", "read", "accepted", "quarantined", "duplicate", "unchanged", "held"));
        byDataset.forEach((name, s) -> lines.add(format.formatted(
                name.equals("~") ? "all" : name,
                grouped(s.deliveries()),
                grouped(s.read()),
                grouped(s.accepted()),
                grouped(s.quarantined()),
                grouped(s.duplicate()),
                grouped(s.unchanged()),
                grouped(s.held()))));
    }

    private void held(List<String> lines) {
        ingest.seen().stream()
                .filter(Delivery::isHeld)
                .forEach(d -> lines.add("held  %s as of %s, delivery %s: %s"
                        .formatted(
                                d.dataset(),
                                d.asOfDate(),
                                d.deliveryId(),
                                d.reason().orElseThrow())));
        ingest.seen().stream()
                .filter(d -> d.status() == Delivery.Status.REJECTED)
                .forEach(d -> lines.add("rejected  %s as of %s, delivery %s: %s"
                        .formatted(
                                d.dataset(),
                                d.asOfDate(),
                                d.deliveryId(),
                                d.reason().orElseThrow())));
        late.forEach(l -> lines.add("late  %s: the last delivery speaks for %s, the next was due by %s"
                .formatted(l.dataset(), l.last(), l.dueBy())));
    }

    private void scorecard(List<String> lines) {
        var row = context.lake().read(Tables.SCORECARD, context.asOf()).head();
        long defaults = row.getLong(3);
        var basis = "%,d subjects observed on %s, %,d defaults".formatted(row.getLong(2), row.getDate(1), defaults);
        if (row.isNullAt(4)) {
            lines.add("scorecard   none: %s (%s)".formatted(row.getString(5), basis));
            return;
        }
        FittedScorecard fitted = ScorecardJson.read(row.getString(4));
        var metrics = fitted.evaluation().metrics();
        lines.add(
                "scorecard   %d features, %s".formatted(fitted.card().features().size(), basis));
        lines.add("            cross-validated AUC %s, KS %s, Gini %s (95 %% intervals%s)"
                .formatted(
                        interval(metrics.auc()),
                        interval(metrics.ks()),
                        interval(metrics.gini()),
                        defaults < 100 ? "; wide, because defaults are few" : ""));
    }

    private static String interval(Interval value) {
        return "%.3f [%.3f, %.3f]".formatted(value.estimate(), value.lower(), value.upper());
    }

    void writeJson(Path file) {
        var report = new LinkedHashMap<String, Object>();
        report.put("run", context.runId());
        report.put("as_of_date", context.asOf().toString());
        report.put("deliveries", ingest.seen().stream().map(this::delivery).toList());
        report.put("late", late.stream().map(RefreshSummary::late).toList());
        report.put("unclaimed_files", ingest.unclaimed());
        report.put("subjects", count("mint-subjects", "subjects"));
        report.put("edges", count("build-network", "edges"));
        report.put("profiles", count("write-profiles", "profiles"));
        report.put("release", release.map(Release::releaseId).orElse(null));
        report.put("same_as_run", sameAs.map(EarlierRun::runId).orElse(null));
        report.put("jobs", jobs);
        try {
            Files.writeString(file, Json.write(report) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("--report: %s cannot be written".formatted(file), e);
        }
    }

    private Map<String, Object> delivery(Delivery delivery) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("department", delivery.dataset().department());
        fields.put("dataset", delivery.dataset().dataset());
        fields.put("as_of_date", delivery.asOfDate().toString());
        fields.put("delivery_id", delivery.deliveryId());
        fields.put("known", !delivery.runId().equals(context.runId()));
        fields.put("read", delivery.counts().read());
        fields.put("accepted", delivery.counts().accepted());
        fields.put("quarantined", delivery.counts().quarantined());
        fields.put("duplicate", delivery.counts().duplicate());
        fields.put("unchanged", delivery.counts().unchanged());
        fields.put("ended", delivery.counts().ended());
        fields.put("held", delivery.isHeld());
        fields.put("rejected", delivery.status() == Delivery.Status.REJECTED);
        fields.put("reason", delivery.reason().orElse(null));
        fields.put("declared", delivery.declaredRows().orElse(null));
        fields.put("decision_id", delivery.decisionId().orElse(null));
        return fields;
    }

    private static Map<String, Object> late(Lateness late) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("department", late.dataset().department());
        fields.put("dataset", late.dataset().dataset());
        fields.put("last_as_of_date", late.last().toString());
        fields.put("due_by", late.dueBy().toString());
        return fields;
    }

    /** Of this run alone. */
    private long done(String job, String noun) {
        return jobs.stream()
                .filter(j -> j.name().equals(job))
                .mapToLong(j -> j.counts().getOrDefault(noun, 0L))
                .sum();
    }

    private long count(String job, String noun) {
        return Stream.concat(jobs.stream(), sameAs.stream().flatMap(earlier -> earlier.jobs().stream()))
                .filter(j -> j.name().equals(job))
                .map(j -> j.counts().getOrDefault(noun, 0L))
                .findFirst()
                .orElse(0L);
    }

    private static String grouped(long number) {
        return "%,d".formatted(number);
    }
}
