package vinelake.orchestration;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hex;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.core.value.PersonalHash;
import vinelake.etl.ingest.LandingKey;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Progress;
import vinelake.models.ToyHub;

/** Runs the plan of a copy of the toy hub. */
final class ToyRefresh {

    static final List<Table> DERIVED = List.of(
            Tables.IDENTIFIER,
            Tables.EDGE,
            Tables.METRIC,
            Tables.FEATURE,
            Tables.LABEL,
            Tables.SCORECARD,
            Tables.SCORE,
            Tables.PROFILE);

    private static final Optional<PersonalHash> KEY = Optional.of(PersonalHash.of(new byte[32], 1));

    private static final Optional<LandingKey> LANDING_KEY = Optional.of(LandingKey.of(new byte[32], 1));

    private final SparkSession spark;
    private final Path folder;

    ToyRefresh(SparkSession spark, Path folder) {
        this.spark = spark;
        this.folder = folder;
        ToyHub.copyTo(hubFolder());
    }

    Path hubFolder() {
        return folder.resolve("hub");
    }

    Hub hub() {
        return HubFolder.load(hubFolder());
    }

    void refresh(Lake where, Path inbox, LocalDate asOf, Instant knownAt) {
        run(where, inbox, asOf, knownAt, job -> true);
    }

    /** Runs the jobs of the plan that are chosen. */
    Map<String, Map<String, Long>> run(
            Lake where, Path inbox, LocalDate asOf, Instant knownAt, Predicate<Job> isChosen) {
        var hub = hub();
        var context = new JobContext(
                "run-" + knownAt, asOf, knownAt, Clock.systemUTC(), hub, where, Progress.SILENT, Optional.empty());
        var counts = new LinkedHashMap<String, Map<String, Long>>();
        RefreshPlan.of(hub, inbox, KEY, LANDING_KEY).jobs().stream()
                .filter(isChosen)
                .forEach(job -> counts.put(job.name(), job.run(context)));
        return counts;
    }

    Lake lake(String name, int partitions) {
        var session = spark.newSession();
        session.conf().set("spark.sql.shuffle.partitions", String.valueOf(partitions));
        if (partitions > 1) {
            session.conf().set("spark.sql.adaptive.coalescePartitions.enabled", "false");
        }
        return Lake.at(session, folder.resolve(name).toUri());
    }

    /** The rows of every table as text, in order, without ids of runs and moments of the clock. */
    Map<String, List<String>> contents(Lake from) {
        var tables = new ArrayList<>(DERIVED);
        hub().contracts().forEach(c -> tables.add(Table.records(c)));
        tables.addAll(List.of(Tables.SUBJECT, Tables.DELIVERY, Tables.RELEASE));
        var ignored = new HashSet<>(List.of("run_id", "created_at", "commit_version"));
        var found = new TreeMap<String, List<String>>();
        for (var table : tables) {
            var columns = table.columnNames().stream()
                    .filter(c -> !ignored.contains(c))
                    // Bytes have no text of their own.
                    .map(c -> c.equals("row_hash") ? hex(col(c)) : col(c))
                    .toArray(org.apache.spark.sql.Column[]::new);
            found.put(
                    table.path(),
                    from.read(table).select(columns).collectAsList().stream()
                            .map(Row::toString)
                            .sorted()
                            .toList());
        }
        return found;
    }
}
