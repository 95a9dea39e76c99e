package vinelake.etl.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static vinelake.etl.subject.SubjectHub.FIRM;
import static vinelake.etl.subject.SubjectHub.JUNE;
import static vinelake.etl.subject.SubjectHub.MAY;
import static vinelake.etl.subject.SubjectHub.code;
import static vinelake.etl.subject.SubjectHub.firm;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.table.Tables;
import vinelake.lake.Lake;
import vinelake.lake.SharedSpark;

@ExtendWith(SharedSpark.class)
class MintSubjectsTest {

    private static final MintSubjects JOB = new MintSubjects(SubjectHub.HUB);

    private final SparkSession spark;

    @TempDir
    private Path folder;

    private SubjectHub hub;

    MintSubjectsTest(SparkSession spark) {
        this.spark = spark;
    }

    @BeforeEach
    void registerTwoFirmsInMay() {
        hub = new SubjectHub(Lake.at(spark, folder.toUri()));
        hub.deliver(FIRM, firm(code(30), MAY, false), firm(code(20), MAY, false));
    }

    @Test
    void givesEveryCodeAnIdOnceAndKeepsItWhateverComesLater() {
        assertThat(mint(MAY)).isEqualTo(Map.of("minted", 2L, "subjects", 2L));
        var may = Map.of(code(20), "S00000001", code(30), "S00000002");
        assertThat(ids()).isEqualTo(may);
        var version = hub.lake().version(Tables.SUBJECT);

        assertThat(mint(MAY)).isEqualTo(Map.of("minted", 0L, "subjects", 2L));
        assertThat(hub.lake().version(Tables.SUBJECT)).isEqualTo(version);

        // A code that comes before the others gets the next number all the same, and a firm that ended keeps its own.
        hub.deliver(FIRM, firm(code(10), JUNE, false), firm(code(40), JUNE, false), firm(code(20), JUNE, true));
        assertThat(mint(JUNE)).isEqualTo(Map.of("minted", 2L, "subjects", 4L));
        var june = Map.of(code(20), "S00000001", code(30), "S00000002", code(10), "S00000003", code(40), "S00000004");
        assertThat(ids()).isEqualTo(june);

        var july = LocalDate.of(2026, 7, 31);
        hub.deliver(FIRM, firm(code(20), july, false), firm(code(40), july, true), firm(code(50), july, false));
        assertThat(mint(july)).isEqualTo(Map.of("minted", 1L, "subjects", 5L));
        assertThat(ids()).containsAllEntriesOf(june).containsEntry(code(50), "S00000005");
    }

    @Test
    void knowsACodeInWhateverFormTheRegistryWritesIt() {
        var code = code(20);
        hub.deliver(
                FIRM,
                firm(code.replace('9', '９').toLowerCase(java.util.Locale.ROOT), JUNE, false),
                firm(code.substring(0, 8) + " " + code.substring(8), JUNE, false));

        mint(JUNE);

        assertThat(ids().keySet()).containsExactlyInAnyOrder(code(20), code(30));
    }

    @Test
    void mintsNothingThatTheRunCannotKnow() {
        hub.deliver(FIRM, firm(code(40), JUNE, false));

        assertThat(mint(MAY)).containsEntry("minted", 2L);
        JOB.run(hub.context(JUNE, SubjectHub.knownAt(JUNE).minusMillis(1)));

        assertThat(ids()).doesNotContainKey(code(40));
    }

    @Test
    void mintsOnceWhereARunStartsWhileItsPredecessorStillRuns() throws Exception {
        var barrier = new CyclicBarrier(2);
        Callable<Boolean> run = () -> {
            barrier.await();
            try {
                mint(MAY);
                return true;
            } catch (RuntimeException conflict) {
                return false;
            }
        };
        var pool = Executors.newFixedThreadPool(2);
        try {
            var first = pool.submit(run);
            var second = pool.submit(run);
            // Either the slower one finds the work done, or its commit is refused: one of them succeeds.
            assertThat(first.get() || second.get()).isTrue();
        } finally {
            pool.shutdown();
        }

        assertThat(mint(MAY)).containsEntry("subjects", 2L);
        assertThat(ids()).hasSize(2);
    }

    private Map<String, Long> mint(LocalDate asOf) {
        return JOB.run(hub.context(asOf));
    }

    /** Subject id by code; no code and no id may be there twice. */
    private Map<String, String> ids() {
        var ids = new TreeMap<String, String>();
        for (var row : hub.lake()
                .read(Tables.SUBJECT)
                .select("code", "subject_id", "kind", "scheme")
                .collectAsList()) {
            assertThat(ids).doesNotContainKey(row.getString(0)).doesNotContainValue(row.getString(1));
            assertThat(row.getString(2)).isEqualTo("enterprise");
            assertThat(row.getString(3)).isEqualTo("uscc");
            ids.put(row.getString(0), row.getString(1));
        }
        return ids;
    }
}
