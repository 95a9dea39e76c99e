package vinelake.service.release;

import io.delta.kernel.Operation;
import io.delta.kernel.Table;
import io.delta.kernel.Transaction;
import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.defaults.internal.data.DefaultColumnarBatch;
import io.delta.kernel.defaults.internal.data.vector.DefaultGenericVector;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.utils.CloseableIterable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import vinelake.core.table.Tables;

/** A lake with releases, written by Delta Kernel with the columns of the lake's own tables. */
public final class TinyLake {

    private static final Engine ENGINE = DefaultEngine.create(new Configuration());

    private static final vinelake.core.table.Table LEDGER = new vinelake.core.table.Table(
            Tables.DELIVERY.path(),
            Tables.DELIVERY.keeping(),
            Tables.DELIVERY.columns().stream()
                    .filter(c -> !c.name().equals("files"))
                    .toList());

    private final Path root;

    public TinyLake(Path root) {
        this.root = root;
    }

    /** A subject and its profile, JSON. */
    public record Subject(String id, String code, String name, String kind, String profile) {}

    public URI uri() {
        var text = root.toUri().toString();
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    public TinyLake publish(String releaseId, LocalDate asOf, List<Subject> subjects) {
        return publish(releaseId, asOf, subjects, subjects.size(), true);
    }

    /** A release that names another number of profiles than it has, or whose profiles lack their hash. */
    TinyLake publish(String releaseId, LocalDate asOf, List<Subject> subjects, long count, boolean isHashed) {
        var rows = new ArrayList<Object[]>();
        var content = new StringBuilder();
        for (var s : subjects.stream().sorted(Comparator.comparing(Subject::id)).toList()) {
            var hash = sha256(isHashed ? s.profile() : s.profile() + " ");
            content.append(s.id()).append(' ').append(hash).append('\n');
            rows.add(new Object[] {
                (int) asOf.toEpochDay(),
                s.id(),
                "uscc",
                s.code(),
                s.name(),
                s.kind(),
                false,
                null,
                null,
                s.profile(),
                hash
            });
        }
        append(Tables.releaseProfile(releaseId), rows);
        long moment = micros(Instant.parse("2026-07-01T02:00:00Z"));
        append(Tables.RELEASE, List.<Object[]>of(new Object[] {
            releaseId, (int) asOf.toEpochDay(), moment, moment, "0", count, sha256(content.toString()), "{}"
        }));
        return this;
    }

    /**
     * A delivery as the ledger has it; nothing of it was unchanged or ended.
     *
     * @param held why it is held; null where it was taken in
     */
    public record Delivery(
            String id,
            String department,
            String dataset,
            LocalDate asOf,
            Instant receivedAt,
            long read,
            long accepted,
            long quarantined,
            long duplicate,
            String held) {}

    /** A delivery of tax/filing with ten rows, all accepted or, where it is held, none. */
    public TinyLake deliver(String deliveryId, String held) {
        long count = held == null ? 10 : 0;
        return deliver(List.of(new Delivery(
                deliveryId,
                "tax",
                "filing",
                LocalDate.parse("2026-06-30"),
                Instant.parse("2026-07-01T01:00:00Z"),
                count,
                count,
                0,
                0,
                held)));
    }

    /** Deliveries in one commit; the list of their files is left out. */
    public TinyLake deliver(List<Delivery> deliveries) {
        append(
                LEDGER,
                deliveries.stream()
                        .map(d -> new Object[] {
                            d.id(),
                            d.department(),
                            d.dataset(),
                            (int) d.asOf().toEpochDay(),
                            micros(d.receivedAt()),
                            d.held() == null ? "accepted" : "held",
                            d.read(),
                            d.accepted(),
                            d.quarantined(),
                            d.duplicate(),
                            0L,
                            0L,
                            "1.0.0+abc",
                            d.held(),
                            "run",
                            null,
                            null,
                            null,
                            null,
                            null,
                            null
                        })
                        .toList());
        return this;
    }

    /**
     * A replay of the rows that a delivery of tax/filing left: so many are taken in, the others are refused still.
     *
     * @param version of the rules that they were tried by
     */
    public TinyLake replay(String replayId, String repairs, Instant at, long accepted, long refused, String version) {
        append(LEDGER, List.<Object[]>of(new Object[] {
            replayId,
            "tax",
            "filing",
            (int) LocalDate.parse("2026-06-30").toEpochDay(),
            micros(at),
            "accepted",
            accepted + refused,
            accepted,
            refused,
            0L,
            0L,
            0L,
            version,
            null,
            "replay",
            null,
            null,
            null,
            null,
            repairs,
            0L
        }));
        return this;
    }

    /** A refused row of tax/filing; of one without text only the hash is kept. */
    public record Refused(String deliveryId, String version, String file, long line, List<String> rules, String text) {}

    public TinyLake refuse(List<Refused> rows) {
        append(
                Tables.QUARANTINE,
                rows.stream()
                        .map(r -> new Object[] {
                            r.deliveryId(),
                            r.version(),
                            "tax",
                            "filing",
                            (int) LocalDate.parse("2026-06-30").toEpochDay(),
                            r.file(),
                            r.line(),
                            null,
                            array(r.rules()),
                            r.text(),
                            "hash"
                        })
                        .toList());
        return this;
    }

    /** A decision on rows of tax/filing. */
    public TinyLake decide(String decisionId, String kind, String subject, String reason, Instant at) {
        append(Tables.DECISION, List.<Object[]>of(new Object[] {
            decisionId, kind, "tax", "filing", null, subject, reason, "王五", micros(at)
        }));
        return this;
    }

    private static ArrayValue array(List<String> texts) {
        return new ArrayValue() {
            @Override
            public int getSize() {
                return texts.size();
            }

            @Override
            public ColumnVector getElements() {
                return DefaultGenericVector.fromArray(StringType.STRING, texts.toArray());
            }
        };
    }

    private void append(vinelake.core.table.Table table, List<Object[]> rows) {
        var location = root.resolve(table.path());
        boolean isNew = !Files.exists(location);
        var schema = new StructType(table.columns().stream()
                .map(c -> new StructField(c.name(), type(c.sqlType()), c.isNullable()))
                .toList());
        try {
            Files.createDirectories(location);
            var builder = Table.forPath(ENGINE, location.toUri().toString())
                    .createTransactionBuilder(ENGINE, "test", isNew ? Operation.CREATE_TABLE : Operation.WRITE);
            var transaction = (isNew ? builder.withSchema(ENGINE, schema) : builder).build(ENGINE);
            var state = transaction.getTransactionState(ENGINE);
            var physical = Transaction.transformLogicalData(
                    ENGINE, state, Utils.singletonCloseableIterator(batch(schema, rows)), Map.of());
            var context = Transaction.getWriteContext(ENGINE, state, Map.of());
            var files = ENGINE.getParquetHandler()
                    .writeParquetFiles(context.getTargetDirectory(), physical, context.getStatisticsColumns());
            transaction.commit(
                    ENGINE,
                    CloseableIterable.inMemoryIterable(
                            Transaction.generateAppendActions(ENGINE, state, files, context)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FilteredColumnarBatch batch(StructType schema, List<Object[]> rows) {
        var vectors = new ColumnVector[schema.length()];
        for (int i = 0; i < vectors.length; i++) {
            int column = i;
            vectors[i] = DefaultGenericVector.fromArray(
                    schema.at(i).getDataType(),
                    rows.stream().map(row -> row[column]).toArray());
        }
        return new FilteredColumnarBatch(new DefaultColumnarBatch(rows.size(), schema, vectors), Optional.empty());
    }

    private static DataType type(String sql) {
        return switch (sql) {
            case "STRING" -> StringType.STRING;
            case "DATE" -> DateType.DATE;
            case "TIMESTAMP" -> TimestampType.TIMESTAMP;
            case "BIGINT" -> LongType.LONG;
            case "INT" -> IntegerType.INTEGER;
            case "BOOLEAN" -> BooleanType.BOOLEAN;
            case "ARRAY<STRING>" -> new ArrayType(StringType.STRING, false);
            default -> throw new IllegalArgumentException(sql);
        };
    }

    private static long micros(Instant moment) {
        return moment.getEpochSecond() * 1_000_000 + moment.getNano() / 1_000;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
