package vinelake.service.audit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hash-chained log. One thread writes it: it takes all entries that wait, chains them, and commits them at once, so
 * that a busy service needs one write to the disk for many answers. {@link #append} returns when the line is on the
 * disk, and only then may the answer leave.
 */
public final class AuditLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    /** Whoever extends the chain holds this lock until the commit, in all processes on a store. */
    private static final long CHAIN = 0x76696e6561756469L;

    private static final int WAITING = 4_096;
    private static final int GROUP = 512;
    private static final long PATIENCE_MILLISECONDS = 5_000;

    private record Waiting(AuditEntry entry, CompletableFuture<AuditLine> written) {}

    private final DataSource store;
    private final Clock clock;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Thread writer = new Thread(this::write, "audit-log");
    private volatile boolean isClosing;

    private AuditLog(DataSource store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public static AuditLog open(DataSource store, Clock clock) {
        var log = new AuditLog(store, clock);
        log.writer.setDaemon(true);
        log.writer.start();
        return log;
    }

    /**
     * Adds a line and waits until it is durable.
     *
     * @throws AuditUnavailableException when it is not; then nothing may be answered but this
     */
    public AuditLine append(AuditEntry entry) {
        return appendAll(List.of(entry)).get(0);
    }

    /**
     * Adds lines and waits until all are durable.
     *
     * @throws AuditUnavailableException when one is not; then nothing may be answered but this
     */
    public List<AuditLine> appendAll(List<AuditEntry> entries) {
        var pending = new ArrayList<CompletableFuture<AuditLine>>(entries.size());
        try {
            for (var entry : entries) {
                var next = new Waiting(entry, new CompletableFuture<>());
                if (isClosing || !waiting.offer(next, PATIENCE_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                    throw new AuditUnavailableException("the log takes no line now", null);
                }
                pending.add(next.written());
            }
            var written = new ArrayList<AuditLine>(entries.size());
            for (var line : pending) {
                written.add(line.get(PATIENCE_MILLISECONDS, TimeUnit.MILLISECONDS));
            }
            return written;
        } catch (TimeoutException e) {
            throw new AuditUnavailableException("the log does not answer", e);
        } catch (ExecutionException e) {
            throw new AuditUnavailableException("the log cannot be written", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditUnavailableException("interrupted", e);
        }
    }

    /** Entries that wait for the disk. */
    public int waiting() {
        return waiting.size();
    }

    private void write() {
        var group = new ArrayList<Waiting>(GROUP);
        while (!isClosing || !waiting.isEmpty()) {
            try {
                var first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    group.add(first);
                    waiting.drainTo(group, GROUP - 1);
                    commit(group);
                }
            } catch (InterruptedException e) {
                // Nobody interrupts this thread; if somebody does, it still owes answers.
                LOG.warn("audit: interrupted, and going on");
            } catch (SQLException | RuntimeException e) {
                LOG.error("audit: {} lines not written: {}", group.size(), e.getMessage());
                group.forEach(w -> w.written().completeExceptionally(e));
            }
            group.clear();
        }
    }

    private void commit(List<Waiting> group) throws SQLException {
        var lines = new ArrayList<AuditLine>(group.size());
        try (var connection = store.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var head = lockedHead(connection);
                // Lines of one group share a moment; the order is that of seq.
                Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
                for (var next : group) {
                    var line = AuditLine.after(head, at, next.entry());
                    lines.add(line);
                    head = line.head();
                }
                insert(connection, lines);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
        for (int i = 0; i < lines.size(); i++) {
            group.get(i).written().complete(lines.get(i));
        }
    }

    private static AuditHead lockedHead(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            // In a statement of its own: the head is read with a snapshot taken after the lock.
            statement.execute("SELECT pg_advisory_xact_lock(" + CHAIN + ")");
            try (var row = statement.executeQuery("SELECT seq, hash FROM audit_line ORDER BY seq DESC LIMIT 1")) {
                return row.next() ? new AuditHead(row.getLong(1), row.getString(2)) : AuditHead.NONE;
            }
        }
    }

    private static void insert(Connection connection, List<AuditLine> lines) throws SQLException {
        try (var insert = connection.prepareStatement(AuditLine.INSERT)) {
            for (var line : lines) {
                insert.setLong(1, line.seq());
                insert.setObject(2, line.at().atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
                insert.setString(3, line.actor());
                insert.setString(4, line.role());
                insert.setString(5, line.institution());
                insert.setString(6, line.subject());
                insert.setString(7, line.action());
                insert.setString(8, line.purpose());
                insert.setString(9, line.sections());
                insert.setString(10, line.withheld());
                insert.setString(11, line.consents());
                insert.setString(12, line.outcome());
                insert.setString(13, line.detail());
                insert.setString(14, line.previousHash());
                insert.setString(15, line.hash());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** The last line. */
    public AuditHead head() {
        return head(store);
    }

    public static AuditHead head(DataSource store) {
        try (var connection = store.getConnection();
                var query = connection.prepareStatement("SELECT seq, hash FROM audit_line ORDER BY seq DESC LIMIT 1");
                var row = query.executeQuery()) {
            return row.next() ? new AuditHead(row.getLong(1), row.getString(2)) : AuditHead.NONE;
        } catch (SQLException e) {
            throw new AuditUnavailableException("the log cannot be read", e);
        }
    }

    /**
     * Readings of a subject's profile, tries of it and extracts that the subject is part of, the latest first. Tries of
     * strangers are left out: whoever makes enough of them could hide the others.
     */
    public List<AuditLine> readings(String subject, int limit) {
        var sql = AuditLine.SELECT
                + "WHERE subject_id = ? AND action IN ('profile.read', 'extract.make') "
                + "AND outcome <> 'unauthenticated' ORDER BY seq DESC LIMIT ?";
        try (var connection = store.getConnection();
                var query = connection.prepareStatement(sql)) {
            query.setString(1, subject);
            query.setInt(2, limit);
            try (var rows = query.executeQuery()) {
                var lines = Stream.<AuditLine>builder();
                while (rows.next()) {
                    lines.add(AuditLine.of(rows));
                }
                return lines.build().toList();
            }
        } catch (SQLException e) {
            throw new AuditUnavailableException("the log cannot be read", e);
        }
    }

    /** Writes what waits and takes no more. */
    @Override
    public void close() {
        isClosing = true;
        try {
            writer.join(2 * PATIENCE_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
