package vinelake.benchmarks;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import vinelake.core.hub.Hub;
import vinelake.etl.ingest.IngestDeliveries;
import vinelake.etl.ingest.LandingKey;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Progress;

/** The job as an operator runs it, into a lake that is not there yet. */
final class VinelakeIngest implements Contender {

    private final SparkSession spark;
    private final Hub hub;
    private final Optional<LandingKey> landingKey;
    private Map<String, Long> counts = Map.of();
    private Map<String, Double> phases = Map.of();

    VinelakeIngest(SparkSession spark, Hub hub) {
        this(spark, hub, Optional.empty());
    }

    /** @param landingKey none for a landing zone in clear */
    VinelakeIngest(SparkSession spark, Hub hub, Optional<LandingKey> landingKey) {
        this.spark = spark;
        this.hub = hub;
        this.landingKey = landingKey;
    }

    @Override
    public void run(Path landing, Path out) {
        run(landing, out, Filings.AS_OF);
    }

    void run(Path landing, Path out, LocalDate asOf) {
        var context = new JobContext(
                "benchmark",
                asOf,
                asOf.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC),
                Clock.systemUTC(),
                hub,
                Lake.at(spark, out.toUri()),
                Progress.SILENT,
                Optional.empty());
        var ingest = new IngestDeliveries(hub, landing, Optional.empty(), landingKey, secret -> {
            throw new IllegalStateException("the benchmark's hub has no exchange database");
        });
        counts = ingest.run(context);
        phases = ingest.seconds();
    }

    @Override
    public Counts counts() {
        if (counts.get("deliveries") != 2) {
            throw new IllegalStateException("the deliveries were not taken in: " + counts);
        }
        return new Counts(
                counts.get("read"), counts.get("accepted"), counts.get("quarantined"), counts.get("duplicate"));
    }

    /** Seconds by phase, after {@link #run}. */
    Map<String, Double> phases() {
        return phases;
    }
}
