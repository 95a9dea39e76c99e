package vinelake.lake.file;

import java.util.Set;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.factory.DefaultV1ValuesWriterFactory;
import org.apache.parquet.column.values.factory.ValuesWriterFactory;

/**
 * How columns are encoded: as Parquet does by default, a dictionary while it is small, but numbers that grow from row to row
 * by their differences.
 */
final class ColumnEncodings implements ValuesWriterFactory {

    private static final int SLAB = 64 << 10;
    private static final int PAGE = 1 << 20;

    private final Set<String> growing;
    private final DefaultV1ValuesWriterFactory others = new DefaultV1ValuesWriterFactory();

    ColumnEncodings(Set<String> growing) {
        this.growing = growing;
    }

    @Override
    public void initialize(ParquetProperties properties) {
        others.initialize(properties);
    }

    @Override
    public ValuesWriter newValuesWriter(ColumnDescriptor column) {
        return growing.contains(column.getPath()[0])
                ? new DeltaBinaryPackingValuesWriterForLong(SLAB, PAGE, HeapByteBufferAllocator.getInstance())
                : others.newValuesWriter(column);
    }
}
