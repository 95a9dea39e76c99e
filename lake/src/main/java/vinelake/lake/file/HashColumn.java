package vinelake.lake.file;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;

/**
 * Reads the column of row hashes of a Parquet file, and nothing else of it: a query of Spark makes a row of each and sends
 * them from task to driver, which takes several times as long.
 */
public final class HashColumn {

    private static final int SOME = 1 << 20;

    /**
     * Reads a file.
     *
     * @param column of 16 bytes
     * @param pairs is given some at a time: both halves of one, then of the next
     */
    public static void read(Path file, String column, Configuration configuration, Consumer<long[]> pairs)
            throws IOException {
        try (var reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, configuration))) {
            var metadata = reader.getFileMetaData();
            var hashes = new MessageType("hashes", metadata.getSchema().getType(column));
            reader.setRequestedSchema(hashes);
            for (PageReadStore group = reader.readNextRowGroup(); group != null; group = reader.readNextRowGroup()) {
                var columns = new ColumnReadStoreImpl(group, new Unused(), hashes, metadata.getCreatedBy());
                read(columns.getColumnReader(hashes.getColumns().get(0)), hashes.getMaxDefinitionLevel(column), pairs);
            }
        }
    }

    private static void read(ColumnReader values, int present, Consumer<long[]> pairs) {
        long left = values.getTotalValueCount();
        while (left > 0) {
            int count = (int) Math.min(SOME, left);
            var some = new long[2 * count];
            for (int i = 0; i < some.length; i += 2) {
                if (values.getCurrentDefinitionLevel() == present) {
                    var bytes = values.getBinary().toByteBuffer();
                    some[i] = bytes.getLong(bytes.position());
                    some[i + 1] = bytes.getLong(bytes.position() + Long.BYTES);
                }
                values.consume();
            }
            pairs.accept(some);
            left -= count;
        }
    }

    /** Who reads a column by itself converts nothing. */
    private static final class Unused extends GroupConverter {

        private final Converter column = new PrimitiveConverter() {};

        @Override
        public Converter getConverter(int field) {
            return column;
        }

        @Override
        public void start() {
            // No records are put together.
        }

        @Override
        public void end() {
            // No records are put together.
        }
    }

    private HashColumn() {}
}
