package vinelake.service.release;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a release into the store and switches to it, all in one transaction: a load that fails or is killed leaves
 * what was served before, and nothing of its own. Readers see the old release until the commit and the new one after
 * it.
 */
final class ReleaseLoader {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseLoader.class);

    /** One loader at a time, in all processes on a store. */
    private static final long LOADING = 0x76696e656c6f6164L;

    /** Beside the served one: an operator who rolls back does not wait for a load. */
    private static final int KEPT = 2;

    private static final int BUFFER_BYTES = 1 << 20;

    private final DataSource store;
    private final LakeReleases lake;
    private final Clock clock;

    ReleaseLoader(DataSource store, LakeReleases lake, Clock clock) {
        this.store = store;
        this.lake = lake;
        this.clock = clock;
    }

    /**
     * Serves a release, unless another one was pinned while it waited for its turn.
     *
     * @throws IllegalStateException when its profiles are not those that the release names
     */
    void serve(PublishedRelease release) {
        try (var connection = store.getConnection()) {
            connection.setAutoCommit(false);
            try {
                execute(connection, "SET LOCAL statement_timeout = 0");
                execute(connection, "SELECT pg_advisory_xact_lock(" + LOADING + ")");
                if (isAnotherPinned(connection, release.releaseId())) {
                    connection.rollback();
                    return;
                }
                long loadId = find(connection, release.releaseId());
                if (loadId == 0) {
                    loadId = load(connection, release);
                }
                switchTo(connection, loadId);
                connection.commit();
            } catch (SQLException | IOException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(
                    "release %s: cannot be loaded: %s".formatted(release.releaseId(), e.getMessage()), e);
        }
        dropOld();
    }

    /** Counts the sections of what is served, once for each load. */
    void countSections() {
        try (var connection = store.getConnection()) {
            connection.setAutoCommit(false);
            try {
                long loadId = uncounted(connection);
                if (loadId > 0) {
                    execute(connection, "SET LOCAL statement_timeout = 0");
                    execute(connection, """
                            INSERT INTO release_section (load_id, dataset, profiles)
                            SELECT %1$d, '', count(*) FROM profile_%1$d
                            UNION ALL
                            SELECT %1$d, concat_ws('/', s->>'department', s->>'dataset'), count(*)
                            FROM profile_%1$d, json_array_elements(body::json->'sections') s GROUP BY 2
                            ON CONFLICT DO NOTHING""".formatted(loadId));
                }
                connection.commit();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            LOG.warn("the sections of the release are not counted: {}", e.getMessage());
        }
    }

    private static long uncounted(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("""
                        SELECT load_id FROM served_release s
                        WHERE NOT EXISTS (SELECT 1 FROM release_section c WHERE c.load_id = s.load_id)""");
                var row = query.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static boolean isAnotherPinned(Connection connection, String releaseId) throws SQLException {
        try (var query = connection.prepareStatement("SELECT 1 FROM release_pin WHERE release_id <> ?")) {
            query.setString(1, releaseId);
            try (var row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    private static long find(Connection connection, String releaseId) throws SQLException {
        try (var query = connection.prepareStatement("SELECT load_id FROM release_load WHERE release_id = ?")) {
            query.setString(1, releaseId);
            try (var row = query.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private long load(Connection connection, PublishedRelease release) throws SQLException, IOException {
        long loadId = enter(connection, release);
        var table = "profile_" + loadId;
        // Filled beside the served table and attached at the end, so that no reader waits.
        execute(connection, "CREATE TABLE %s (LIKE profile INCLUDING DEFAULTS)".formatted(table));
        copy(connection, release.releaseId(), table, loadId);
        execute(connection, "ALTER TABLE %s ADD PRIMARY KEY (load_id, subject_id)".formatted(table));
        verify(connection, release, table);
        execute(connection, "CREATE INDEX ON %s (code)".formatted(table));
        execute(connection, "ALTER TABLE %s ADD CHECK (load_id = %d)".formatted(table, loadId));
        execute(connection, "ALTER TABLE profile ATTACH PARTITION %s FOR VALUES IN (%d)".formatted(table, loadId));
        execute(connection, "ANALYZE " + table);
        return loadId;
    }

    private long enter(Connection connection, PublishedRelease release) throws SQLException {
        try (var insert = connection.prepareStatement("""
                INSERT INTO release_load
                    (release_id, as_of_date, known_at, created_at, profile_count, content_hash, loaded_at)
                VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING load_id""")) {
            insert.setString(1, release.releaseId());
            insert.setObject(2, release.asOf());
            insert.setTimestamp(3, Timestamp.from(release.knownAt()));
            insert.setTimestamp(4, Timestamp.from(release.createdAt()));
            insert.setLong(5, release.profileCount());
            insert.setString(6, release.contentHash());
            insert.setTimestamp(7, Timestamp.from(clock.instant()));
            try (var row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private void copy(Connection connection, String releaseId, String table, long loadId)
            throws SQLException, IOException {
        var sql = "COPY %s (load_id, subject_id, scheme, code, name, kind, body, sha256) FROM STDIN".formatted(table);
        try (OutputStream out = new PGCopyOutputStream(connection.unwrap(PGConnection.class), sql, BUFFER_BYTES)) {
            int columns = LakeReleases.PROFILE_COLUMNS.size();
            lake.profiles(releaseId, row -> {
                var line = new StringBuilder().append(loadId);
                for (int i = 0; i < columns; i++) {
                    line.append('\t');
                    escape(row.getString(i), line);
                }
                out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
            });
        }
    }

    /** Text as COPY reads it. */
    private static void escape(String text, StringBuilder into) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> into.append("\\\\");
                case '\t' -> into.append("\\t");
                case '\n' -> into.append("\\n");
                case '\r' -> into.append("\\r");
                default -> into.append(c);
            }
        }
    }

    /** What lies in the store must be what was published, profile by profile. */
    private static void verify(Connection connection, PublishedRelease release, String table) throws SQLException {
        MessageDigest content = sha256();
        long count = 0;
        connection.setAutoCommit(false);
        try (var query = connection.prepareStatement("""
                SELECT subject_id, sha256, encode(sha256(convert_to(body, 'UTF8')), 'hex') = sha256
                FROM %s ORDER BY subject_id COLLATE "C\"""".formatted(table))) {
            query.setFetchSize(10_000);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    count++;
                    if (!rows.getBoolean(3)) {
                        throw new IllegalStateException(
                                "release %s: the profile of %s does not have its sha256. Allowed: the profiles as published"
                                        .formatted(release.releaseId(), rows.getString(1)));
                    }
                    content.update(
                            (rows.getString(1) + " " + rows.getString(2) + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        if (count != release.profileCount()) {
            throw new IllegalStateException("release %s: has %d profiles. Allowed: the %d that it names"
                    .formatted(release.releaseId(), count, release.profileCount()));
        }
        var hash = HexFormat.of().formatHex(content.digest());
        if (!hash.equals(release.contentHash())) {
            throw new IllegalStateException("release %s: its profiles hash to %s. Allowed: %s"
                    .formatted(release.releaseId(), hash, release.contentHash()));
        }
    }

    private void switchTo(Connection connection, long loadId) throws SQLException {
        try (var switching = connection.prepareStatement("""
                INSERT INTO served_release (load_id, switched_at) VALUES (?, ?)
                ON CONFLICT (is_only) DO UPDATE SET load_id = EXCLUDED.load_id, switched_at = EXCLUDED.switched_at""")) {
            switching.setLong(1, loadId);
            switching.setTimestamp(2, Timestamp.from(Instant.now(clock)));
            switching.executeUpdate();
        }
    }

    /** What was served long ago can be loaded again from the lake. */
    private void dropOld() {
        try (var connection = store.getConnection()) {
            connection.setAutoCommit(false);
            try {
                // Detaching waits for readers and lets others wait: better later than long.
                execute(connection, "SET LOCAL lock_timeout = '1s'");
                execute(connection, "SELECT pg_advisory_xact_lock(" + LOADING + ")");
                for (long loadId : old(connection)) {
                    execute(connection, "ALTER TABLE profile DETACH PARTITION profile_" + loadId);
                    execute(connection, "DROP TABLE profile_" + loadId);
                    execute(connection, "DELETE FROM release_load WHERE load_id = " + loadId);
                }
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                LOG.warn("old releases stay in the store until the next load: {}", e.getMessage());
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            LOG.warn("old releases stay in the store until the next load: {}", e.getMessage());
        }
    }

    private static List<Long> old(Connection connection) throws SQLException {
        var old = new ArrayList<Long>();
        try (var query = connection.prepareStatement("""
                SELECT load_id FROM release_load WHERE load_id NOT IN (SELECT load_id FROM served_release)
                ORDER BY load_id DESC OFFSET ?""")) {
            query.setInt(1, KEPT);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    old.add(rows.getLong(1));
                }
            }
        }
        return old;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
