package vinelake.service.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.table.AuditHeadFile;
import vinelake.service.audit.AuditEntry.Outcome;
import vinelake.service.release.AuditAnchor;
import vinelake.service.store.SharedPostgres;
import vinelake.service.store.Store;

@ExtendWith(SharedPostgres.class)
class AuditLogTest {

    @Test
    void everyLineNamesTheHashOfTheOneBefore(Store store) {
        try (var log = AuditLog.open(store.auditSource(), Clock.systemUTC())) {
            var first = log.append(entry("a"));
            var second = log.append(entry("b\0\uD800 藤湖"));

            assertThat(first.seq()).isEqualTo(1);
            assertThat(first.previousHash()).isEqualTo("0".repeat(64));
            assertThat(second.previousHash()).isEqualTo(first.hash());
            assertThat(log.head()).isEqualTo(new AuditHead(2, second.hash()));
        }
        assertThat(AuditVerification.of(store.dataSource(), Optional.empty()))
                .isEqualTo(new AuditVerification(2, AuditLog.head(store.dataSource()), Optional.empty()));
    }

    @Test
    void twoProcessesOnOneStoreWriteOneChain(Store store) {
        try (var one = AuditLog.open(store.auditSource(), Clock.systemUTC());
                var other = AuditLog.open(store.dataSource(), Clock.systemUTC())) {
            var writers = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> {
                        for (int n = 0; n < 50; n++) {
                            (i % 2 == 0 ? one : other).append(entry("writer-" + i));
                        }
                    }))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(writers).join();
        }
        var found = AuditVerification.of(store.dataSource(), Optional.empty());
        assertThat(found.fault()).isEmpty();
        assertThat(found.lines()).isEqualTo(400);
    }

    @Test
    void whatWaitsIsWrittenWhenTheLogIsClosed(Store store) {
        var log = AuditLog.open(store.auditSource(), Clock.systemUTC());
        var waiting = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> log.append(entry("late"))))
                .toList();
        waiting.forEach(CompletableFuture::join);
        log.close();

        assertThat(AuditLog.head(store.dataSource()).seq()).isEqualTo(20);
        assertThatThrownBy(() -> log.append(entry("too late"))).isInstanceOf(AuditUnavailableException.class);
    }

    @Test
    void theStoreRefusesToChangeALine(Store store) {
        write(store, 2);
        for (var sql : List.of("UPDATE audit_line SET actor = 'x'", "DELETE FROM audit_line", "TRUNCATE audit_line")) {
            assertThatThrownBy(() -> store.jdbi().useHandle(handle -> handle.execute(sql)))
                    .hasMessageContaining("refused. Allowed: INSERT");
        }
    }

    /** What somebody could do to the log who gets around the trigger, and what the check says. */
    @TestFactory
    Stream<DynamicTest> everyKindOfTamperingIsFound(Store store) {
        write(store, 10);
        var head = AuditLog.head(store.dataSource());
        record Case(String name, String sql, String fault) {}
        return Stream.of(
                        new Case(
                                "altered",
                                "UPDATE audit_line SET purpose = 'other' WHERE seq = 4",
                                "line 4 does not have its hash"),
                        new Case(
                                "an actor taken out",
                                "UPDATE audit_line SET actor = NULL WHERE seq = 4",
                                "line 4 does not have its hash"),
                        new Case(
                                "a moment changed",
                                "UPDATE audit_line SET at = at - interval '1 microsecond' WHERE seq = 4",
                                "line 4 does not have its hash"),
                        new Case(
                                "words moved to the next column",
                                "UPDATE audit_line SET purpose = NULL, institution = institution || purpose WHERE seq = 4",
                                "line 4 does not have its hash"),
                        new Case("removed", "DELETE FROM audit_line WHERE seq = 4", "line 5 follows on line 3"),
                        new Case(
                                "removed and closed up",
                                "DELETE FROM audit_line WHERE seq = 4; UPDATE audit_line SET seq = seq + 100 WHERE seq > 4; UPDATE audit_line SET seq = seq - 101 WHERE seq > 100",
                                "line 4 does not follow on line 3"),
                        new Case(
                                "the first removed",
                                "DELETE FROM audit_line WHERE seq = 1",
                                "line 2 follows on line 0"),
                        new Case("inserted", """
                                UPDATE audit_line SET seq = seq + 100 WHERE seq > 4;
                                UPDATE audit_line SET seq = seq - 99 WHERE seq > 100;
                                INSERT INTO audit_line SELECT 5, at, 'somebody', role, institution, subject_id, action,
                                    purpose, sections, withheld, consent_ids, outcome, detail, hash, hash
                                FROM audit_line WHERE seq = 4""", "line 5 does not have its hash"),
                        new Case("swapped", """
                                UPDATE audit_line SET seq = 100 WHERE seq = 4; UPDATE audit_line SET seq = 4 WHERE seq = 5;
                                UPDATE audit_line SET seq = 5 WHERE seq = 100""", "line 4 does not follow on line 3"),
                        new Case(
                                "cut off",
                                "DELETE FROM audit_line WHERE seq > 8",
                                "the log ends at line 8, the known head is " + head),
                        new Case("emptied", "DELETE FROM audit_line", "the log ends at line 0"),
                        new Case(
                                "the last one replaced",
                                "UPDATE audit_line SET hash = repeat('a', 64) WHERE seq = 10",
                                "line 10 does not have its hash"))
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    store.jdbi().useHandle(handle -> {
                        handle.begin();
                        handle.execute("SET LOCAL session_replication_role = replica");
                        handle.execute("CREATE TABLE untouched AS SELECT * FROM audit_line");
                        handle.execute(c.sql());
                        handle.commit();
                    });
                    var found = AuditVerification.of(store.dataSource(), Optional.of(head));
                    assertThat(found.isSound()).isFalse();
                    assertThat(found.fault().orElseThrow()).startsWith(c.fault());
                    store.jdbi().useHandle(handle -> {
                        handle.begin();
                        handle.execute("SET LOCAL session_replication_role = replica");
                        handle.execute("DELETE FROM audit_line");
                        handle.execute("INSERT INTO audit_line SELECT * FROM untouched");
                        handle.execute("DROP TABLE untouched");
                        handle.commit();
                    });
                    assertThat(AuditVerification.of(store.dataSource(), Optional.of(head))
                                    .isSound())
                            .isTrue();
                }));
    }

    @Test
    void aLogThatWasWrittenAnewIsFoundByAHeadThatWasKept(Store store) {
        write(store, 3);
        var anew = new AuditHead(3, "f".repeat(64));

        assertThat(AuditVerification.of(store.dataSource(), Optional.of(anew))
                        .fault()
                        .orElseThrow())
                .contains("the log was written anew");
    }

    @Test
    void aHeadIsReadAsItIsPrinted() {
        var head = new AuditHead(17, "ab".repeat(32));

        assertThat(AuditHead.parse(head.toString())).isEqualTo(head);
        assertThatThrownBy(() -> AuditHead.parse("17"))
                .hasMessage("head is '17'. Allowed: SEQ:HASH, a number and 64 hex digits, as audit head prints it");
    }

    @Test
    void theHeadIsNotedInTheLakeForTheNextRelease(Store store, @TempDir Path folder) throws IOException {
        var lake = URI.create("file://" + folder);
        var file = folder.resolve(AuditHeadFile.PATH);
        try (var log = AuditLog.open(store.dataSource(), Clock.systemUTC())) {
            var anchor = new AuditAnchor(log, lake);
            anchor.note();
            assertThat(file).as("an empty log has no head").doesNotExist();

            write(store, 2);
            anchor.note();
            assertThat(AuditHeadFile.head(Files.readString(file)))
                    .contains(log.head().toString());
            write(store, 1);
            anchor.note();
            assertThat(AuditHeadFile.head(Files.readString(file)))
                    .contains(log.head().toString());
        }
    }

    private static void write(Store store, int lines) {
        try (var log = AuditLog.open(store.auditSource(), Clock.systemUTC())) {
            for (int i = 0; i < lines; i++) {
                log.append(entry("officer-" + i));
            }
        }
    }

    private static AuditEntry entry(String actor) {
        return new AuditEntry(
                actor,
                "officer",
                "bank-a",
                "S1",
                "profile.read",
                "loan_application",
                List.of("tax/filing"),
                List.of("bank/loan"),
                List.of(),
                Outcome.DONE,
                null);
    }
}
