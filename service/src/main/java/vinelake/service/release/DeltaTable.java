package vinelake.service.release;

import io.delta.kernel.Scan;
import io.delta.kernel.Table;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A table of the lake, read without Spark. */
final class DeltaTable {

    /** Takes the rows of a table one by one; a row is valid only while it is taken. */
    interface Sink {
        void take(Row row) throws IOException;
    }

    private static final Engine ENGINE = DefaultEngine.create(new Configuration());

    private final String location;

    /** @param path below the lake's root */
    DeltaTable(URI lake, String path) {
        // As Hadoop writes a path, with a blank as a blank: the kernel takes a string for a path, and not for a URI.
        this.location = new Path(URI.create(lake + "/" + path)).toString();
    }

    /** The version of the latest commit; empty where there is no table yet. */
    OptionalLong version() {
        try {
            return OptionalLong.of(
                    Table.forPath(ENGINE, location).getLatestSnapshot(ENGINE).getVersion());
        } catch (TableNotFoundException none) {
            return OptionalLong.empty();
        }
    }

    /** The columns of the latest version; none where there is no table yet. */
    List<String> columns() {
        try {
            return Table.forPath(ENGINE, location)
                    .getLatestSnapshot(ENGINE)
                    .getSchema()
                    .fieldNames();
        } catch (TableNotFoundException none) {
            return List.of();
        }
    }

    /**
     * Reads the latest version.
     *
     * @param columns by name; a row has them in this order
     * @throws IllegalStateException when there is no table, or it lacks a column
     */
    void read(List<String> columns, Sink sink) {
        read(columns, Optional.empty(), sink);
    }

    /**
     * The same without files that by their statistics have no row of the kind; the sink still gets others.
     *
     * @param kind what is true of the rows that are wanted
     */
    void read(List<String> columns, Optional<Predicate> kind, Sink sink) {
        try {
            var snapshot = Table.forPath(ENGINE, location).getLatestSnapshot(ENGINE);
            var builder = snapshot.getScanBuilder().withReadSchema(projection(snapshot.getSchema(), columns));
            var scan = kind.map(builder::withFilter).orElse(builder).build();
            var state = scan.getScanState(ENGINE);
            try (var files = scan.getScanFiles(ENGINE)) {
                while (files.hasNext()) {
                    try (var rows = files.next().getRows()) {
                        while (rows.hasNext()) {
                            file(state, rows.next(), sink);
                        }
                    }
                }
            }
        } catch (TableNotFoundException e) {
            throw new IllegalStateException(
                    "%s: there is no table. Allowed: a lake with releases".formatted(location), e);
        } catch (IOException e) {
            throw new UncheckedIOException("%s: %s".formatted(location, e.getMessage()), e);
        }
    }

    private static void file(Row state, Row file, Sink sink) throws IOException {
        var status = InternalScanFileUtils.getAddFileStatus(file);
        var physical = ENGINE.getParquetHandler()
                .readParquetFiles(
                        io.delta.kernel.internal.util.Utils.singletonCloseableIterator(status),
                        ScanStateRow.getPhysicalDataReadSchema(state),
                        Optional.empty())
                .map(result -> result.getData());
        try (CloseableIterator<io.delta.kernel.data.FilteredColumnarBatch> batches =
                Scan.transformPhysicalData(ENGINE, state, file, physical)) {
            while (batches.hasNext()) {
                try (var rows = batches.next().getRows()) {
                    while (rows.hasNext()) {
                        sink.take(rows.next());
                    }
                }
            }
        }
    }

    private StructType projection(StructType schema, List<String> columns) {
        var fields = new ArrayList<StructField>();
        for (var column : columns) {
            if (schema.indexOf(column) < 0) {
                throw new IllegalStateException(
                        "%s: has no column %s. Allowed: the columns of a table that this version writes: %s"
                                .formatted(location, column, String.join(", ", columns)));
            }
            fields.add(schema.get(column));
        }
        return new StructType(fields);
    }
}
