package vinelake.lake.file;

import java.util.Set;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.factory.DefaultV1ValuesWriterFactory;
import org.apache.parquet.column.values.factory.ValuesWriterFactory;
import org.apache.parquet.column.values.fallback.FallbackValuesWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * How columns are encoded: numbers that grow from row to row by their differences; amounts and hashes, of which hardly any
 * two are equal, as they are; texts by a dictionary while it is small; all others as Parquet does.
 */
final class ColumnEncodings implements ValuesWriterFactory {

    private static final int SLAB = 64 << 10;
    private static final int PAGE = 1 << 20;
    private static final int DICTIONARY = 1 << 20;

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
        var type = column.getPrimitiveType();
        boolean isLong = type.getPrimitiveTypeName() == PrimitiveTypeName.INT64;
        if (growing.contains(column.getPath()[0])) {
            return new DeltaBinaryPackingValuesWriterForLong(SLAB, PAGE, HeapByteBufferAllocator.getInstance());
        }
        if (isLong && type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation) {
            return plain();
        }
        if (type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY) {
            return type.getLogicalTypeAnnotation() == null
                    ? plain()
                    : FallbackValuesWriter.of(
                            new TextDictionary(
                                    DICTIONARY, Encoding.PLAIN_DICTIONARY, HeapByteBufferAllocator.getInstance()),
                            plain());
        }
        return others.newValuesWriter(column);
    }

    private static ValuesWriter plain() {
        return new PlainValuesWriter(SLAB, PAGE, HeapByteBufferAllocator.getInstance());
    }
}
