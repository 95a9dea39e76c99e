package vinelake.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import vinelake.benchmarks.process.ShiftedClock;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.etl.ingest.IngestDeliveries;
import vinelake.lake.CompactTables;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Progress;
import vinelake.lake.SparkSessions;
import vinelake.lake.TidyLake;

/**
 * Night after night into one lake, up to today: the jobs that grow history tables, and those that keep them small. The jobs
 * see the clock of the process; the times of files come from the kernel, which knows the machine's clock only, and are put
 * right after each night.
 */
final class YearBenchmark {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration EXACT_ENOUGH = Duration.ofSeconds(5);

    private final ShiftedClock clock;
    private final int days;
    private final int datasets;
    private final long rows;
    private final long seed;
    private final Path folder;
    private final ProgressLine progress;

    /** The machine's clock, as it was when the monotonic one was read. */
    private final Instant began = Instant.now();

    private final long beganNanos = System.nanoTime();

    /**
     * @param clock of this process, not moved yet
     * @param rows of each delivery
     * @param folder for what is written meanwhile
     */
    YearBenchmark(
            ShiftedClock clock, int days, int datasets, long rows, long seed, Path folder, ProgressLine progress) {
        this.clock = clock;
        this.days = days;
        this.datasets = datasets;
        this.rows = rows;
        this.seed = seed;
        this.folder = folder;
        this.progress = progress;
    }

    /** @throws IngestBenchmark.DisagreementException when a night counts otherwise than was planted */
    YearReport run() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var scratch = Files.createTempDirectory(folder, "year-");
        // Spark gives itself up when by the clock it has not heard of itself for two minutes.
        System.setProperty(
                "spark.storage.blockManagerHeartbeatTimeoutMs",
                String.valueOf(Duration.ofDays(2L * days).toMillis()));
        progress.begin("starting Spark");
        int cores = Runtime.getRuntime().availableProcessors();
        try (var spark = SparkSessions.local(cores, scratch.resolve("spark"))) {
            var inboxes = BenchmarkHub.write(scratch.resolve("hub"), datasets);
            var hub = HubFolder.load(scratch.resolve("hub"));
            var lake = Lake.at(spark, scratch.resolve("lake").toUri());
            var nights = new ArrayList<YearReport.Night>();
            for (int day = 1; day <= days; day++) {
                progress.begin("night %d of %d".formatted(day, days));
                nights.add(night(day, hub, lake, scratch, inboxes));
            }
            return new YearReport(datasets, rows, seed, nights, cores);
        } finally {
            Folders.delete(scratch);
            progress.end();
        }
    }

    private YearReport.Night night(int day, Hub hub, Lake lake, Path scratch, List<String> inboxes)
            throws IOException, InterruptedException {
        var asOf = began.atZone(ZoneOffset.UTC).toLocalDate().minusDays(days - day + 1);
        var inbox = scratch.resolve("inbox");
        var planted = deliver(day, asOf, inbox, inboxes);
        moveClock(Duration.ofDays(days - day));
        var root = Path.of(lake.root());
        var night = new Night(day, asOf, hub, lake, inbox);
        var seconds = night.run();
        IngestBenchmark.requirePlanted(IngestBenchmark.OURS, planted, night.counts());
        Folders.delete(inbox);
        putTimesRight(root);
        return YearReport.Night.of(asOf, seconds, root, night.tables());
    }

    private Counts deliver(int day, LocalDate asOf, Path inbox, List<String> inboxes) throws IOException {
        var planted = new Counts(0, 0, 0, 0);
        for (int i = 0; i < inboxes.size(); i++) {
            var filings = FilingRows.ofMonth(
                    rows,
                    seed + (long) day * inboxes.size() + i,
                    YearMonth.from(asOf).minusMonths(1));
            var file = inbox.resolve(inboxes.get(i)).resolve(asOf + "_1.csv");
            Files.createDirectories(file.getParent());
            filings.write(0, 1, file, StandardCharsets.UTF_8);
            planted = planted.plus(filings.planted());
        }
        return planted;
    }

    /** Returns when this process sees it. */
    private void moveClock(Duration back) throws IOException, InterruptedException {
        clock.shift(back.negated());
        long start = System.nanoTime();
        while (Duration.between(Instant.now(), machineNow().minus(back)).abs().compareTo(EXACT_ENOUGH) > 0) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "the clock says %s and should be %s back".formatted(Instant.now(), back));
            }
            Thread.sleep(20);
        }
    }

    private Instant machineNow() {
        return began.plusNanos(System.nanoTime() - beganNanos);
    }

    /** What lies in the landing zone is never swept: its times say nothing. */
    private static void putTimesRight(Path lake) throws IOException {
        var now = FileTime.from(Instant.now());
        try (var files = Files.walk(lake)) {
            for (var file : files.filter(Files::isRegularFile)
                    .filter(f -> !f.startsWith(lake.resolve("landing")))
                    .toList()) {
                if (Files.getLastModifiedTime(file).compareTo(now) > 0) {
                    Files.setLastModifiedTime(file, now);
                }
            }
        }
    }

    /** The jobs of one night. */
    private static final class Night {

        private final JobContext context;
        private final IngestDeliveries ingest;
        private final CompactTables compact;
        private Map<String, Long> counts = Map.of();

        Night(int day, LocalDate asOf, Hub hub, Lake lake, Path inbox) {
            this.ingest = new IngestDeliveries(hub, inbox, Optional.empty());
            this.compact = new CompactTables(hub);
            this.context = new JobContext(
                    "night-%04d".formatted(day),
                    asOf,
                    Instant.now().truncatedTo(ChronoUnit.MILLIS),
                    Clock.systemUTC(),
                    hub,
                    lake,
                    Progress.SILENT,
                    Optional.empty());
        }

        List<Table> tables() {
            return Stream.concat(ingest.writes().stream(), compact.writes().stream())
                    .distinct()
                    .toList();
        }

        YearReport.Seconds run() {
            // The sweep asks which releases there are.
            context.lake().create(Tables.RELEASE);
            return new YearReport.Seconds(seconds(ingest), seconds(compact), seconds(new TidyLake(tables())));
        }

        private double seconds(Job job) {
            long start = System.nanoTime();
            var done = job.run(context);
            if (job == ingest) {
                counts = done;
            }
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1000.0;
        }

        Counts counts() {
            return new Counts(
                    counts.get("read"), counts.get("accepted"), counts.get("quarantined"), counts.get("duplicate"));
        }
    }
}
