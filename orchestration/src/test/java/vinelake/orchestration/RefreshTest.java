package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.etl.ingest.IngestDeliveries;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Made;
import vinelake.lake.SharedSpark;
import vinelake.lake.StopSignal;
import vinelake.lake.StoppedException;

@ExtendWith(SharedSpark.class)
class RefreshTest {

    private static final Instant NOW = Instant.parse("2026-07-01T00:00:00Z");
    private static final LocalDate AS_OF = LocalDate.of(2026, 6, 30);
    private static final Hub HUB = Made.hub();

    /** A job that does what it is told. */
    private record Told(String name, Runnable what) implements Job {
        @Override
        public List<Table> reads() {
            return List.of();
        }

        @Override
        public List<Table> writes() {
            return List.of();
        }

        @Override
        public Map<String, Long> run(JobContext context) {
            what.run();
            return Map.of("rows", 1L);
        }
    }

    private final SparkSession spark;

    @TempDir
    private Path folder;

    RefreshTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void entersARunThatFailedWithTheJobsThatEnded() {
        var good = new Told("good-job", () -> {});
        var bad = new Told("bad-job", () -> {
            throw new IllegalStateException("no power");
        });

        assertThatIllegalStateException().isThrownBy(() -> run(good, bad)).withMessage("no power");

        assertThat(runs()).containsExactly("[1,ArraySeq(good-job)]");
    }

    @Test
    void entersARunThatEnded() {
        assertThat(run(new Told("good-job", () -> {}))).isEqualTo(ExitCode.OK);

        assertThat(runs()).containsExactly("[0,ArraySeq(good-job)]");
    }

    @Test
    void endsBeforeTheNextJobWhenItIsStopped() {
        var isRaised = new AtomicBoolean();
        var first = new Told("first-job", () -> isRaised.set(true));
        var second = new Told("second-job", () -> {
            throw new IllegalStateException("must not run");
        });

        assertThatThrownBy(() -> run(isRaised::get, first, second)).isInstanceOf(StoppedException.class);

        assertThat(runs()).containsExactly("[143,ArraySeq(first-job)]");
    }

    @Test
    void endsWellWhenTheLastJobIsDone() {
        var isRaised = new AtomicBoolean();

        assertThat(run(isRaised::get, new Told("last-job", () -> isRaised.set(true))))
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void leavesOutWhatWouldWriteWhatStandsThere() throws IOException {
        var hub = hubFolder();
        var times = new AtomicInteger();

        assertThat(refresh(hub, "first", false, times)).isEmpty();
        assertThat(refresh(hub, "second", false, times)).hasValueSatisfying(earlier -> {
            assertThat(earlier.runId()).isEqualTo("first");
            assertThat(earlier.jobs()).extracting(JobRun::name).containsExactly("ingest-deliveries", "count-up");
        });
        assertThat(refresh(hub, "third", false, times))
                .hasValueSatisfying(earlier -> assertThat(earlier.runId()).isEqualTo("first"));
        assertThat(times).hasValue(1);

        assertThat(refresh(hub, "asked for", true, times)).isEmpty();
        Files.writeString(hub.folder().resolve("policy/score.yaml"), "minScore: 625");
        assertThat(refresh(hub, "other policy", false, times)).isEmpty();
        assertThat(times).hasValue(3);
    }

    @Test
    void leavesNothingOutAfterARunThatWasKilled() throws IOException {
        var hub = hubFolder();
        var times = new AtomicInteger();
        refresh(hub, "first", false, times);
        lake().claimed(AS_OF, "killed", NOW);

        assertThat(refresh(hub, "second", false, times)).isEmpty();
        assertThat(times).hasValue(2);
    }

    private Hub hubFolder() throws IOException {
        var path = folder.resolve("hub");
        Files.createDirectories(path.resolve("contracts"));
        Files.createDirectories(path.resolve("policy"));
        Files.writeString(path.resolve("hub.yaml"), "name: test");
        return new Hub(
                "test",
                path,
                null,
                null,
                ZoneId.of("Asia/Shanghai"),
                null,
                Optional.empty(),
                List.of(),
                null,
                null,
                null,
                null);
    }

    /** A whole refresh by a plan of the ingest and a job that counts how often it runs. */
    private Optional<EarlierRun> refresh(Hub hub, String runId, boolean isComplete, AtomicInteger times)
            throws IOException {
        var landing = Files.createDirectories(folder.resolve("landing"));
        var lake = lake().claimed(AS_OF, runId, NOW);
        try (var progress =
                TerminalProgress.start(System.err, spark.sparkContext().statusTracker())) {
            var context = new JobContext(
                    runId, AS_OF, NOW, Clock.systemUTC(), hub, lake, progress, Optional.empty(), StopSignal.NEVER);
            var ingest = new IngestDeliveries(hub, landing, Optional.empty());
            var plan = new RefreshPlan(hub, ingest, List.of(ingest, new Told("count-up", times::incrementAndGet)));
            var refresh = new Refresh(context, progress);
            refresh.run(plan, Instant.now(), isComplete);
            return refresh.sameAs();
        }
    }

    private int run(Job... jobs) {
        return run(StopSignal.NEVER, jobs);
    }

    private int run(StopSignal stop, Job... jobs) {
        try (var progress =
                TerminalProgress.start(System.err, spark.sparkContext().statusTracker())) {
            var context =
                    new JobContext("run", AS_OF, NOW, Clock.systemUTC(), HUB, lake(), progress, Optional.empty(), stop);
            var ingest = new IngestDeliveries(HUB, folder, Optional.empty());
            return new Refresh(context, progress).run(List.of(jobs), NOW, ingest);
        }
    }

    private Lake lake() {
        return Lake.at(spark, folder.resolve("lake").toUri());
    }

    private List<String> runs() {
        return lake().read(Tables.RUN).selectExpr("exit_code", "jobs.name").collectAsList().stream()
                .map(Object::toString)
                .toList();
    }
}
