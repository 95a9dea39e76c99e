package vinelake.service.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A PostgreSQL of one's own, with its data in {@code <lake>/.service/postgres}: durable, reachable from this machine
 * only and by password only, started by one process at a time.
 */
final class EmbeddedStore implements AutoCloseable {

    private static final String USER = "postgres";
    private static final Duration STARTUP = Duration.ofSeconds(60);
    private static final int ORPHAN_SECONDS = 30;

    private final FileChannel lock;
    private final EmbeddedPostgres postgres;
    private final Path port;
    private final Credentials credentials;

    private EmbeddedStore(FileChannel lock, EmbeddedPostgres postgres, Path port, Credentials credentials) {
        this.lock = lock;
        this.postgres = postgres;
        this.port = port;
        this.credentials = credentials;
    }

    static EmbeddedStore start(Path lake) {
        var folder = folder(lake);
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            var lock = lock(folder);
            try {
                return start(folder, lock);
            } catch (IOException | SQLException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException | SQLException e) {
            throw new StoreException(
                    "%s: PostgreSQL does not start: %s. Allowed: a folder on a disk with room; on another system than Linux on x86-64 a --store"
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    private static EmbeddedStore start(Path folder, FileChannel lock) throws IOException, SQLException {
        var data = folder.resolve("postgres");
        stopOrphan(data);
        boolean isNew = !Files.exists(data.resolve("PG_VERSION"));
        var password = password(folder);
        var postgres = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(folder.resolve("runtime").toFile())
                .setRegisterShutdownHook(false)
                .setPGStartupWait(STARTUP)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "60")
                .setServerConfig("password_encryption", "scram-sha-256")
                .setConnectConfig("password", password)
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("postgres.log").toFile()))
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("postgres.log").toFile()))
                .start();
        try {
            if (isNew || !isGuarded(data)) {
                guard(postgres, data, password);
            }
            var port = folder.resolve("postgres.port");
            Files.writeString(port, Integer.toString(postgres.getPort()));
            return new EmbeddedStore(lock, postgres, port, credentials(postgres.getPort(), password));
        } catch (IOException | SQLException e) {
            postgres.close();
            throw e;
        }
    }

    /** Where another process runs the store: how to join it. */
    static Optional<Credentials> running(Path lake) {
        var folder = folder(lake);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try {
            lock(folder).close();
            return Optional.empty();
        } catch (StoreException held) {
            try {
                int port = Integer.parseInt(
                        Files.readString(folder.resolve("postgres.port")).strip());
                return Optional.of(credentials(port, password(folder)));
            } catch (IOException | NumberFormatException e) {
                throw new StoreException(
                        "%s: the store is just starting or stopping. Allowed: one that runs. Try again"
                                .formatted(folder),
                        e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder(Path lake) {
        return lake.resolve(".service");
    }

    private static Credentials credentials(int port, String password) {
        return new Credentials("jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port), USER, password);
    }

    private static FileChannel lock(Path folder) throws IOException {
        var channel =
                FileChannel.open(folder.resolve("store.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException heldByThisProcess) {
            // Told below, like a lock of another process.
        }
        channel.close();
        throw new StoreException(
                "%s: another process has this store. Allowed: one at a time; several services share a --store"
                        .formatted(folder));
    }

    private static String password(Path folder) throws IOException {
        var file = folder.resolve("store.key");
        if (!Files.exists(file)) {
            var bytes = new byte[24];
            new SecureRandom().nextBytes(bytes);
            var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Files.createFile(file, owner);
            Files.writeString(file, HexFormat.of().formatHex(bytes));
        }
        return Files.readString(file).strip();
    }

    /** A new PostgreSQL trusts whoever is on the machine: from here on it asks for the password. */
    private static void guard(EmbeddedPostgres postgres, Path data, String password) throws SQLException, IOException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            // Made of hex digits here, so that there is nothing to quote.
            statement.execute("ALTER ROLE postgres PASSWORD '" + password + "'");
            Files.writeString(data.resolve("pg_hba.conf"), HBA);
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    private static final String HBA = "host all all 127.0.0.1/32 scram-sha-256\n";

    private static boolean isGuarded(Path data) throws IOException {
        return Files.readString(data.resolve("pg_hba.conf")).equals(HBA);
    }

    /** Stops the PostgreSQL of a service that was killed: we hold the lock, so nobody needs it any more. */
    private static void stopOrphan(Path data) throws IOException {
        var file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        var lines = Files.readAllLines(file);
        if (lines.size() < 2
                || !lines.get(0).strip().matches("[0-9]+")
                || !Path.of(lines.get(1).strip()).equals(data.toAbsolutePath())) {
            return;
        }
        var orphan = ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                .filter(p ->
                        p.info().command().filter(c -> c.endsWith("/postgres")).isPresent());
        if (orphan.isPresent()) {
            orphan.get().destroy();
            try {
                orphan.get().onExit().get(ORPHAN_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new StoreException(
                        "%s: the PostgreSQL of an earlier service (process %d) does not stop. Allowed: none. Stop it by hand"
                                .formatted(data, orphan.get().pid()),
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException("%s: interrupted".formatted(data), e);
            } catch (java.util.concurrent.ExecutionException e) {
                throw new StoreException("%s: %s".formatted(data, e.getMessage()), e);
            }
        }
    }

    Credentials credentials() {
        return credentials;
    }

    @Override
    public void close() {
        try (lock) {
            Files.deleteIfExists(port);
            postgres.close();
            // It waits for five seconds only; the folder is given back when nobody works in it.
            stopOrphan(port.resolveSibling("postgres"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
