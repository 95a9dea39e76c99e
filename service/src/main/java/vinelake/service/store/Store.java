package vinelake.service.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;

/** The PostgreSQL that keeps what is served, granted, objected and logged, with its tables in place. */
public final class Store implements AutoCloseable {

    /** Enough for the requests that two cores answer at a time; the rest wait for a few milliseconds. */
    private static final int CONNECTIONS = 16;

    private static final long CONNECT_MILLISECONDS = 5_000;
    private static final int STATEMENT_MILLISECONDS = 5_000;

    private final HikariDataSource pool;
    private final HikariDataSource auditPool;
    private final Jdbi jdbi;
    private final Optional<EmbeddedStore> embedded;

    private Store(HikariDataSource pool, HikariDataSource auditPool, Optional<EmbeddedStore> embedded) {
        this.pool = pool;
        this.auditPool = auditPool;
        this.jdbi = Jdbi.create(pool);
        this.embedded = embedded;
    }

    /**
     * Starts the PostgreSQL that the service brings, with its data below the lake.
     *
     * @throws StoreException when another process has it
     */
    public static Store embedded(Path lake) {
        var embedded = EmbeddedStore.start(lake);
        try {
            return connect(embedded.credentials(), Optional.of(embedded));
        } catch (RuntimeException e) {
            embedded.close();
            throw e;
        }
    }

    /** Joins the PostgreSQL that a service of this lake runs, or starts it where none does. */
    public static Store embeddedOrRunning(Path lake) {
        var running = EmbeddedStore.running(lake);
        return running.isPresent() ? connect(running.get(), Optional.empty()) : embedded(lake);
    }

    /** Connects to a PostgreSQL of the operator's. */
    public static Store at(Credentials credentials) {
        return connect(credentials, Optional.empty());
    }

    private static Store connect(Credentials credentials, Optional<EmbeddedStore> embedded) {
        HikariDataSource pool;
        try {
            pool = new HikariDataSource(config(credentials, "requests", CONNECTIONS));
        } catch (RuntimeException e) {
            throw new StoreException(
                    "store: %s cannot be reached: %s. Allowed: a PostgreSQL 15 or later that this user may write to"
                            .formatted(credentials, rootMessage(e)),
                    e);
        }
        try {
            Flyway.configure()
                    .dataSource(pool)
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            return new Store(pool, new HikariDataSource(config(credentials, "audit", 2)), embedded);
        } catch (FlywayException e) {
            pool.close();
            throw new StoreException("store: its tables cannot be made: " + rootMessage(e), e);
        }
    }

    private static HikariConfig config(Credentials credentials, String name, int connections) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(credentials.url());
        config.setUsername(credentials.user());
        config.setPassword(credentials.password());
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(2, connections));
        config.setConnectionTimeout(CONNECT_MILLISECONDS);
        config.addDataSourceProperty("ApplicationName", "vinelake");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty(
                "options",
                "-c statement_timeout=" + STATEMENT_MILLISECONDS + " -c timezone=UTC -c synchronous_commit=on");
        return config;
    }

    private static String rootMessage(Throwable e) {
        return e.getCause() == null ? String.valueOf(e.getMessage()) : rootMessage(e.getCause());
    }

    public Jdbi jdbi() {
        return jdbi;
    }

    public DataSource dataSource() {
        return pool;
    }

    /** Connections of the log alone: whoever holds one of the others may wait for the log. */
    public DataSource auditSource() {
        return auditPool;
    }

    @Override
    public void close() {
        auditPool.close();
        pool.close();
        embedded.ifPresent(EmbeddedStore::close);
    }
}
