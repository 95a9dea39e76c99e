package vinelake.service.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest {

    @TempDir
    Path lake;

    @Test
    void theStoreIsDurableGuardedAndKeptAndOneProcessHasIt() throws SQLException {
        try (var store = Store.embedded(lake)) {
            assertThat(setting(store, "fsync")).isEqualTo("on");
            assertThat(setting(store, "synchronous_commit")).isEqualTo("on");
            assertThat(setting(store, "full_page_writes")).isEqualTo("on");
            assertThat(setting(store, "listen_addresses")).isEqualTo("127.0.0.1");
            store.jdbi().useHandle(handle -> handle.execute("INSERT INTO release_pin VALUES (true, 'kept', now())"));

            assertThatThrownBy(() -> Store.embedded(lake))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("another process has this store");
            var running = EmbeddedStore.running(lake).orElseThrow();
            assertThatThrownBy(() -> DriverManager.getConnection(running.url(), "postgres", "guessed"))
                    .as("a neighbour on this machine needs the password")
                    .isInstanceOf(SQLException.class);
            try (var beside = Store.embeddedOrRunning(lake)) {
                assertThat(pin(beside)).as("a command joins the running store").isEqualTo("kept");
            }
        }

        assertThat(EmbeddedStore.running(lake)).isEmpty();
        try (var again = Store.embeddedOrRunning(lake)) {
            assertThat(pin(again)).isEqualTo("kept");
        }
    }

    private static String setting(Store store, String name) {
        return store.jdbi()
                .withHandle(handle ->
                        handle.createQuery("SHOW " + name).mapTo(String.class).one());
    }

    private static String pin(Store store) {
        return store.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT release_id FROM release_pin")
                        .mapTo(String.class)
                        .one());
    }
}
