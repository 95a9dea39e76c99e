package vinelake.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.DatasetName;
import vinelake.service.audit.AuditLog;
import vinelake.service.release.DeliveryLedger;
import vinelake.service.release.OperationTables;
import vinelake.service.release.TinyLake;
import vinelake.service.release.TinyLake.Refused;
import vinelake.service.repair.Launcher;
import vinelake.service.repair.Outcome.Failure;
import vinelake.service.repair.Repair;
import vinelake.service.repair.Run;
import vinelake.service.repair.Runs;
import vinelake.service.repair.Task;
import vinelake.service.store.SharedPostgres;
import vinelake.service.store.Store;

@ExtendWith(SharedPostgres.class)
class QuarantineTest {

    private static final Actor OPERATOR = Actor.operator("operator-1");
    private static final String DATASET = "tax/filing";
    private static final String VERSION = "1.0.0+abc";
    private static final Repair DISMISS = new Repair(
            Optional.of("field_count"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Map.of(),
            true);

    @TempDir
    private Path folder;

    private Store store;
    private AuditLog log;
    private Runs runs;
    private TinyLake lake;

    @BeforeEach
    void open(Store database) {
        store = database;
        log = AuditLog.open(store.auditSource(), Clock.systemUTC());
        lake = new TinyLake(folder.resolve("lake"))
                .deliver(List.of(delivery("d1", 5, 3, null), delivery("d2", 4, 2, null), delivery("d3", 9, 9, "列不符")))
                .refuse(List.of(
                        refused("d1", VERSION, 2, "quote"),
                        refused("d1", VERSION, 3, "quote"),
                        refused("d1", VERSION, 4, "field_count"),
                        refused("d2", VERSION, 2, "field_count", "quote"),
                        refused("d2", VERSION, 7, "charset"),
                        refused("d2", "0.9.0+old", 8, "charset"),
                        refused("d3", VERSION, 1, "charset")));
    }

    @AfterEach
    void close() {
        if (runs != null) {
            runs.close();
        }
        log.close();
    }

    private static TinyLake.Delivery delivery(String id, long read, long quarantined, String held) {
        return new TinyLake.Delivery(
                id,
                "tax",
                "filing",
                LocalDate.parse("2026-06-30"),
                Instant.parse("2026-07-01T01:00:00Z"),
                read,
                read - quarantined,
                quarantined,
                0,
                held);
    }

    private static Refused refused(String delivery, String version, long line, String... rules) {
        return new Refused(delivery, version, delivery + ".csv", line, List.of(rules), "text " + line);
    }

    private Quarantine quarantine(String script) throws Exception {
        var program = folder.resolve("program");
        Files.writeString(program, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        runs = new Runs(
                Launcher.of(Optional.of(program), TestHub.HUB, lake.uri()), Clock.systemUTC(), Duration.ofSeconds(2));
        return new Quarantine(
                new DeliveryLedger(lake.uri()), new OperationTables(lake.uri()), runs, new Trail(log), TestHub.HUB);
    }

    @Test
    void whatWaitsIsWhatTheLastReplayOfEachAcceptedDeliveryLeft() throws Exception {
        var quarantine = quarantine("exit 0");
        var before = quarantine.read(OPERATOR, DATASET, Optional.empty(), 0);
        // 3 of d1, and 2 of d2; what is held, or was judged by replaced rules, does not wait.
        assertThat(before.count()).isEqualTo(5);
        assertThat(before.rules())
                .containsExactly(
                        new Quarantine.BrokenRule("quote", 3),
                        new Quarantine.BrokenRule("field_count", 2),
                        new Quarantine.BrokenRule("charset", 1));
        assertThat(quarantine
                        .read(OPERATOR, DATASET, Optional.of("field_count"), 7)
                        .rows())
                .extracting(row -> row.file() + ":" + row.line())
                .containsExactly("d1.csv:4", "d2.csv:2");

        lake.replay("r1", "d1", Instant.parse("2026-07-02T01:00:00Z"), 2, 1, "1.1.0+def")
                .refuse(List.of(new Refused("r1", "1.1.0+def", "d1.csv", 4, List.of("field_count"), "text 4")));
        var after = quarantine.read(OPERATOR, DATASET, Optional.empty(), 0);
        assertThat(after.count()).isEqualTo(3);
        assertThat(after.rows())
                .extracting(row -> row.file() + ":" + row.line())
                .containsExactly("d1.csv:4", "d2.csv:2", "d2.csv:7");
        assertThat(after.rows())
                .as("what they came with, not the replay that refused the first one last")
                .extracting(OperationTables.RefusedRow::deliveryId)
                .containsExactly("d1", "d2", "d2");
        assertThat(after.count())
                .isEqualTo(new DatasetStates(
                                new DeliveryLedger(lake.uri()),
                                new OperationTables(lake.uri()),
                                new Trail(log),
                                TestHub.HUB,
                                Clock.systemUTC())
                        .all(OPERATOR).stream()
                                .mapToLong(DatasetStates.State::waiting)
                                .sum());
    }

    @Test
    void nobodyButTheOperatorReadsOrDoesAnythingAndBothAreInTheLog() throws Exception {
        var quarantine = quarantine("echo '[]'");
        var auditor = Actor.auditor("auditor-1");
        assertThatThrownBy(() -> quarantine.read(auditor, DATASET, Optional.empty(), 0))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> quarantine.attempt(auditor, DATASET, DISMISS)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> quarantine.replay(auditor, DATASET)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> quarantine.withdraw(auditor, DATASET, "d", "r"))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> quarantine.record(auditor, UUID.randomUUID(), "r"))
                .isInstanceOf(RefusedException.class);
        assertThat(runs.current()).isEmpty();

        quarantine.read(OPERATOR, DATASET, Optional.empty(), 0);
        var run = await(quarantine.replay(OPERATOR, DATASET));
        assertThat(quarantine.run(OPERATOR, run.id()).isDone()).isTrue();
        assertThat(lines())
                .containsExactly(
                        "auditor-1 quarantine.read refused",
                        "auditor-1 quarantine.try refused",
                        "auditor-1 quarantine.replay refused",
                        "auditor-1 quarantine.withdraw refused",
                        "auditor-1 quarantine.repair refused",
                        "operator-1 quarantine.read done",
                        "operator-1 quarantine.replay done",
                        "operator-1 quarantine.end done",
                        "operator-1 quarantine.result done");
    }

    @Test
    void aRowIsThatOfOneDelivery() throws Exception {
        var quarantine = quarantine("echo '{\"trial\":{\"rows\":1,\"changed\":1,\"passed\":1,\"dismissed\":0}}'");
        for (var unbound : List.of(
                row(Optional.empty(), Optional.of("a.csv"), Optional.of(5L)),
                row(Optional.of("d1"), Optional.empty(), Optional.of(5L)),
                row(Optional.of("d1"), Optional.of("a.csv"), Optional.empty()))) {
            assertThatThrownBy(() -> quarantine.attempt(OPERATOR, DATASET, unbound))
                    .hasMessageContaining("a row is named by its delivery, its file and its line");
        }
        var tried = await(
                quarantine.attempt(OPERATOR, DATASET, row(Optional.of("d1"), Optional.of("a.csv"), Optional.of(5L))));
        assertThat(tried.task().verb()).containsSubsequence("--delivery=d1", "--file=a.csv", "--line=5", "--dismiss");
        assertThat(await(quarantine.record(OPERATOR, tried.id(), "合计行")).task().verb())
                .containsSubsequence("--delivery=d1", "--file=a.csv", "--line=5", "--dismiss");
    }

    private static Repair row(Optional<String> delivery, Optional<String> file, Optional<Long> line) {
        return new Repair(
                Optional.empty(),
                delivery,
                file,
                line,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Map.of(),
                true);
    }

    @Test
    void howARunEndedIsInTheLogWithItsDecisionUnderWhoStartedIt() throws Exception {
        lake.decide("r0", "repair_rows", "{\"rule\":\"quote\",\"dismissed\":true}", "合计行", Instant.EPOCH);
        var quarantine = quarantine("""
                case "$*" in
                  *replay*) exit 3 ;;
                  *withdraw*) echo '{"decision":{"decision_id":"w1"}}' ;;
                  *--try*) echo '{"trial":{"rows":5,"changed":0,"passed":0,"dismissed":2},"decision":null}' ;;
                  *) echo '{"trial":{"rows":5,"changed":0,"passed":0,"dismissed":2},"decision":{"decision_id":"r1"}}' ;;
                esac
                """);
        var tried = await(quarantine.attempt(OPERATOR, DATASET, DISMISS));
        var other = Actor.operator("operator-2");
        var recorded = await(quarantine.record(other, tried.id(), "合计行"));
        var withdrawn = await(quarantine.withdraw(OPERATOR, DATASET, "r0", "单位有误"));
        var replayed = await(quarantine.replay(OPERATOR, DATASET));
        assertThat(details("quarantine.end"))
                .containsExactly(
                        "operator-1 tax/filing: try, done, run " + tried.id(),
                        "operator-2 tax/filing: record, done, decision r1, run " + recorded.id(),
                        "operator-1 tax/filing: withdraw, done, decision w1, run " + withdrawn.id(),
                        "operator-1 tax/filing: replay, failed, run " + replayed.id());
    }

    @Test
    void onlyWhatWasTriedIsRecorded() throws Exception {
        var quarantine = quarantine(
                "echo '{\"trial\":{\"rows\":5,\"changed\":0,\"passed\":0,\"dismissed\":2,\"examples\":[]},\"decision\":null}'");
        assertThatThrownBy(() -> quarantine.record(OPERATOR, UUID.randomUUID(), "合计行"))
                .hasMessageContaining("no such trial");
        var tried = await(quarantine.attempt(OPERATOR, DATASET, DISMISS));
        assertThatThrownBy(() -> quarantine.record(OPERATOR, tried.id(), " "))
                .hasMessageContaining("reason is missing");
        var recorded = await(quarantine.record(OPERATOR, tried.id(), "合计行"));
        assertThat(recorded.task().verb())
                .containsExactly(
                        "quarantine",
                        "repair",
                        DATASET,
                        "--rule=field_count",
                        "--dismiss",
                        "--reason=合计行",
                        "--by=operator-1",
                        "--json");
        assertThatThrownBy(() -> quarantine.record(OPERATOR, recorded.id(), "again"))
                .hasMessageContaining("no such trial");
    }

    @Test
    void oneRunsAtATimeAndNoneLongerThanItMay() throws Exception {
        var quarantine = quarantine("exec sleep 60");
        var first = quarantine.replay(OPERATOR, DATASET);
        assertThatThrownBy(() -> quarantine.replay(OPERATOR, DATASET)).hasMessageContaining("one at a time");
        assertThat(await(first).outcome().orElseThrow().failure()).contains(Failure.TOO_LONG);
        assertThat(quarantine.current()).isEmpty();
    }

    /** Even he is in the log who may not do anything, and asks while somebody else's run goes on. */
    @Test
    void whoAsksWhileOneRunsIsInTheLog() throws Exception {
        var quarantine = quarantine("exec sleep 60");
        var first = quarantine.replay(OPERATOR, DATASET);
        assertThatThrownBy(() -> quarantine.replay(OPERATOR, DATASET))
                .isInstanceOfSatisfying(
                        Quarantine.BusyException.class,
                        busy -> assertThat(busy.running()).isSameAs(first));
        assertThatThrownBy(() -> quarantine.replay(Actor.auditor("auditor-1"), DATASET))
                .isInstanceOf(RefusedException.class);
        runs.close();
        assertThat(lines())
                .as("a service that stops waits for the last line")
                .containsExactly(
                        "operator-1 quarantine.replay done",
                        "operator-1 quarantine.replay invalid",
                        "auditor-1 quarantine.replay refused",
                        "operator-1 quarantine.end done");
    }

    @Test
    void aRunThatCannotBeStartedEndsAndLeavesNoFolder() throws Exception {
        var quarantine = quarantine("exit 0");
        Files.delete(folder.resolve("program"));
        var before = temporary();
        var run = quarantine.replay(OPERATOR, DATASET);
        assertThat(run.outcome().orElseThrow().failure()).contains(Failure.FAILED);
        assertThat(quarantine.current()).isEmpty();
        assertThat(temporary()).isEqualTo(before);
        assertThat(details("quarantine.end")).containsExactly("operator-1 tax/filing: replay, failed, run " + run.id());
    }

    /** A clock that fails while the run is waited for, and a log that takes no line when it ends. */
    @Test
    void aRunEndsWhateverFailsBesideIt() throws Exception {
        var quarantine = quarantine("echo '[]'");
        var asked = new AtomicInteger();
        var failing = new Clock() {
            @Override
            public Instant instant() {
                if (asked.getAndIncrement() > 0) {
                    throw new IllegalStateException("no time");
                }
                return Instant.EPOCH;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        try (var untimed = new Runs(runs.launcher(), failing)) {
            var run = await(untimed.start(
                    Task.replay(DatasetName.parse(DATASET), "operator-1"), (ended, outcome) -> log.close()));
            assertThat(run.outcome().orElseThrow().message()).contains("no time");
            assertThat(untimed.current()).isEmpty();
        }
        var trail = new Trail(log);
        var run = await(runs.start(
                Task.replay(DatasetName.parse(DATASET), "operator-1"),
                (ended, outcome) -> trail.done(OPERATOR, "quarantine.end", null, "none")));
        assertThat(run.isDone()).isTrue();
        assertThat(quarantine.current()).isEmpty();
    }

    private static List<Path> temporary() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("vinelake-run"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void anAnswerThatIsNoneIsAFailure() throws Exception {
        var quarantine = quarantine("echo 'no JSON'");
        assertThat(await(quarantine.replay(OPERATOR, DATASET))
                        .outcome()
                        .orElseThrow()
                        .failure())
                .contains(Failure.FAILED);
    }

    private static Run await(Run run) throws InterruptedException {
        while (run.outcome().isEmpty()) {
            Thread.sleep(20);
        }
        return run;
    }

    private List<String> details(String action) {
        return store.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT actor || ' ' || detail FROM audit_line WHERE action = :action ORDER BY seq")
                        .bind("action", action)
                        .mapTo(String.class)
                        .list());
    }

    private List<String> lines() {
        return store.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT actor || ' ' || action || ' ' || outcome FROM audit_line ORDER BY seq")
                        .mapTo(String.class)
                        .list());
    }
}
