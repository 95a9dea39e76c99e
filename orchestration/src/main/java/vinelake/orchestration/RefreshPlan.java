package vinelake.orchestration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.core.value.PersonalHash;
import vinelake.etl.ingest.IngestDeliveries;
import vinelake.etl.ingest.LandingKey;
import vinelake.etl.subject.LinkIdentifiers;
import vinelake.etl.subject.MintSubjects;
import vinelake.lake.CompactTables;
import vinelake.lake.Job;
import vinelake.lake.TidyLake;
import vinelake.models.feature.ComputeFeatures;
import vinelake.models.network.BuildNetwork;
import vinelake.models.profile.WriteProfiles;
import vinelake.models.release.PublishRelease;
import vinelake.models.score.FitScorecard;
import vinelake.models.score.ScoreSubjects;

/**
 * The jobs of a refresh, in an order in which each finds what it reads: written once, here. The command line runs it in
 * one session; a schedule runs the same jobs one by one.
 */
final class RefreshPlan {

    private final Hub hub;
    private final IngestDeliveries ingest;
    private final List<Job> jobs;

    /** @param jobs the ingest among them, first */
    RefreshPlan(Hub hub, IngestDeliveries ingest, List<Job> jobs) {
        this.hub = hub;
        this.ingest = ingest;
        this.jobs = List.copyOf(jobs);
    }

    static RefreshPlan of(Hub hub, Path landing, Optional<PersonalHash> personalHash, Optional<LandingKey> landingKey) {
        var ingest =
                new IngestDeliveries(hub, landing, personalHash, landingKey, secret -> Secrets.ofExchange(hub, secret));
        var jobs = new ArrayList<Job>();
        jobs.add(ingest);
        if (hub.hasSubjects()) {
            jobs.addAll(List.of(
                    new MintSubjects(hub),
                    new LinkIdentifiers(hub),
                    new BuildNetwork(hub),
                    new ComputeFeatures(hub),
                    new FitScorecard(hub),
                    new ScoreSubjects(hub),
                    new WriteProfiles(hub),
                    new PublishRelease(hub)));
        }
        jobs.add(new CompactTables(hub));
        jobs.add(new TidyLake(written(jobs)));
        return new RefreshPlan(hub, ingest, jobs);
    }

    List<Job> jobs() {
        return jobs;
    }

    /** All tables of the lake but those of the releases. */
    List<Table> tables() {
        return written(jobs);
    }

    private static List<Table> written(List<Job> jobs) {
        return jobs.stream().flatMap(job -> job.writes().stream()).distinct().toList();
    }

    /** Whether a job keeps the lake small and changes no rows: it has its own reasons to do something. */
    static boolean isUpkeep(Job job) {
        return job instanceof CompactTables || job instanceof TidyLake;
    }

    IngestDeliveries ingest() {
        return ingest;
    }

    /** After which a refresh is done. */
    Job last() {
        return jobs.get(jobs.size() - 1);
    }

    Optional<Job> job(String name) {
        return jobs.stream().filter(j -> j.name().equals(name)).findFirst();
    }

    /** The jobs that write what a job reads. */
    private List<String> after(Job job) {
        return jobs.stream()
                .takeWhile(j -> j != job)
                .filter(j -> j.writes().stream().anyMatch(job.reads()::contains))
                .map(Job::name)
                .toList();
    }

    String toText() {
        var lines = new ArrayList<String>();
        for (var job : jobs) {
            lines.add(job.name());
            lines.add("  after   " + (after(job).isEmpty() ? "-" : String.join(", ", after(job))));
            lines.add("  reads   " + (job.reads().isEmpty() ? "landing" : paths(job.reads())));
            lines.add("  writes  " + (job.writes().isEmpty() ? "-" : paths(job.writes())));
        }
        return String.join("\n", lines);
    }

    String toJson() {
        var described = jobs.stream()
                .map(job -> {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    fields.put("name", job.name());
                    fields.put("after", after(job));
                    fields.put("reads", job.reads().stream().map(Table::path).toList());
                    fields.put("writes", job.writes().stream().map(Table::path).toList());
                    return fields;
                })
                .toList();
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("hub", hub.name());
        plan.put("time_zone", hub.timeZone().getId());
        plan.put("jobs", described);
        return Json.write(plan);
    }

    String toDot() {
        var lines = new ArrayList<String>();
        lines.add("digraph refresh {");
        lines.add("  rankdir = LR;");
        lines.add("  node [shape = box];");
        for (var job : jobs) {
            lines.add("  \"%s\";".formatted(job.name()));
            after(job).forEach(earlier -> lines.add("  \"%s\" -> \"%s\";".formatted(earlier, job.name())));
        }
        lines.add("}");
        return String.join("\n", lines);
    }

    private static String paths(List<Table> tables) {
        return String.join(", ", tables.stream().map(Table::path).toList());
    }
}
