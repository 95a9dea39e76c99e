package vinelake.service.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.service.release.TinyLake.Subject;
import vinelake.service.store.SharedPostgres;
import vinelake.service.store.Store;

@ExtendWith(SharedPostgres.class)
class ReleasesTest {

    private static final LocalDate MAY = LocalDate.parse("2026-05-31");
    private static final LocalDate JUNE = LocalDate.parse("2026-06-30");

    @TempDir
    Path folder;

    @Test
    void theReleaseOfTheHighestAsOfDateIsServedAsItWasPublished(Store store) {
        var odd = "{\"name\":\"a\\tb\\n\\\\c 藤湖 \uD842\uDFB7\",\"line\":\"\\u0000\"}\t\\N\n\r";
        var lake = new TinyLake(folder)
                .publish(
                        "june",
                        JUNE,
                        List.of(subject("S1", "june"), new Subject("S2", "C2", "藤\\湖\t市", "enterprise", odd)))
                .publish("may", MAY, List.of(subject("S1", "may")));
        var releases = releases(store, lake);

        assertThat(releases.refresh()).isTrue();

        var served = releases.served().orElseThrow();
        assertThat(served.releaseId()).isEqualTo("june");
        assertThat(served.asOfDate()).isEqualTo(JUNE);
        assertThat(served.isPinned()).isFalse();
        assertThat(bodies(store)).containsExactly("june", odd);
        assertThat(releases.refresh()).as("nothing to do").isFalse();
    }

    @Test
    void anOperatorPinsAReleaseAndRollsBack(Store store) {
        var lake = new TinyLake(folder)
                .publish("may", MAY, List.of(subject("S1", "may")))
                .publish("june", JUNE, List.of(subject("S1", "june")));
        var releases = releases(store, lake);
        releases.refresh();

        releases.pin("may");

        assertThat(bodies(store)).containsExactly("may");
        assertThat(releases.served().orElseThrow().isPinned()).isTrue();
        assertThat(releases.refresh()).as("a pin outlives what is published").isFalse();

        releases.unpin();

        assertThat(bodies(store)).containsExactly("june");
        assertThatThrownBy(() -> releases.pin("july"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no release july. Allowed: current, or one of [may, june]");
    }

    @Test
    void aReleaseThatIsNotWhatItNamesIsNotServed(Store store) {
        var lake = new TinyLake(folder).publish("may", MAY, List.of(subject("S1", "may")));
        var releases = releases(store, lake);
        releases.refresh();

        lake.publish("unhashed", JUNE, List.of(subject("S1", "june")), 1, false);
        assertThatThrownBy(releases::refresh)
                .hasMessage(
                        "release unhashed: the profile of S1 does not have its sha256. Allowed: the profiles as published");
        lake.publish("short", JUNE.plusDays(1), List.of(subject("S1", "june")), 2, true);
        assertThatThrownBy(releases::refresh).hasMessage("release short: has 1 profiles. Allowed: the 2 that it names");
        assertThatThrownBy(() -> releases.pin("short")).isInstanceOf(IllegalStateException.class);

        assertThat(bodies(store)).containsExactly("may");
        assertThat(releases.pinned()).isEmpty();
        assertThat(partitions(store)).isEqualTo(1);
        lake.publish("good", JUNE.plusDays(2), List.of(subject("S1", "good")));
        assertThat(releases.refresh()).isTrue();
        assertThat(bodies(store)).containsExactly("good");
    }

    @Test
    void aLoadThatIsKilledLeavesTheOldReleaseWhole(Store store) {
        var lake = new TinyLake(folder).publish("may", MAY, List.of(subject("S1", "may")));
        var releases = releases(store, lake);
        releases.refresh();
        lake.publish(
                "june",
                JUNE,
                IntStream.range(0, 20_000)
                        .mapToObj(i -> subject("S%05d".formatted(i), "june"))
                        .toList());

        for (var stage : List.of("COPY", "ALTER TABLE profile_", "SELECT subject_id, sha256")) {
            var load = CompletableFuture.supplyAsync(releases::refresh);
            int killed = 0;
            while (killed == 0 && !load.isDone()) {
                killed = kill(store, stage);
            }
            if (killed > 0) {
                assertThatThrownBy(load::join).isInstanceOf(CompletionException.class);
                assertThat(bodies(store)).as("killed in " + stage).containsExactly("may");
                assertThat(partitions(store)).isEqualTo(1);
            } else {
                // The stage was over before we saw it: back to the old release.
                releases.pin("may");
                releases.unpin();
                break;
            }
        }

        releases.refresh();
        assertThat(bodies(store)).hasSize(20_000).containsOnly("june");
    }

    @Test
    void whatWasServedLongAgoLeavesTheStore(Store store) {
        var lake = new TinyLake(folder);
        var releases = releases(store, lake);
        for (int day = 1; day <= 6; day++) {
            lake.publish("r" + day, LocalDate.of(2026, 6, day), List.of(subject("S1", "r" + day)));
            releases.refresh();
        }

        assertThat(bodies(store)).containsExactly("r6");
        assertThat(partitions(store))
                .as("the served one and two to roll back to")
                .isEqualTo(3);
        releases.pin("r1");
        assertThat(bodies(store)).containsExactly("r1");
    }

    private static Releases releases(Store store, TinyLake lake) {
        return new Releases(store, lake.uri(), Clock.systemUTC());
    }

    private static Subject subject(String id, String profile) {
        return new Subject(id, "C" + id, "测试企业" + id, "enterprise", profile);
    }

    private static List<String> bodies(Store store) {
        return store.jdbi()
                .withHandle(
                        handle -> handle.createQuery("""
                                SELECT body FROM profile WHERE load_id = (SELECT load_id FROM served_release)
                                ORDER BY subject_id""").mapTo(String.class).list());
    }

    private static int partitions(Store store) {
        return store.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'profile\\__%'")
                        .mapTo(Integer.class)
                        .one());
    }

    private static int kill(Store store, String query) {
        return store.jdbi()
                .withHandle(handle -> handle.createQuery("""
                                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                                WHERE datname = current_database() AND state = 'active' AND query LIKE :query
                                    AND pid <> pg_backend_pid()""")
                        .bind("query", query + "%")
                        .mapTo(Integer.class)
                        .one());
    }
}
