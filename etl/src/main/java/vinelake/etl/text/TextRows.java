package vinelake.etl.text;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** The rows of parts of files, a batch at a time: as they are, and as Spark sees them. */
public final class TextRows implements PartitionReader<ColumnarBatch> {

    private final Configuration configuration;
    private final List<TextPart> parts;
    private final TextBatch batch;
    private final long[] files = new long[TextBatch.CAPACITY];
    private final ColumnarBatch rows;

    private int nextPart;
    private TextPart part;
    private RecordReader reader;

    /**
     * @param all the columns of {@link TextTable#schema}
     * @param required which of them Spark sees
     */
    public TextRows(
            Configuration configuration, RowParser parser, StructType all, StructType required, List<TextPart> parts) {
        this.configuration = configuration;
        this.parts = parts;
        this.batch = new TextBatch(parser.copy());
        this.rows = new ColumnarBatch(Arrays.stream(required.fields())
                .map(field -> vector(all, field))
                .toArray(ColumnVector[]::new));
    }

    private ColumnVector vector(StructType all, StructField field) {
        var type = field.dataType();
        return switch (field.name()) {
            case TextTable.FILE -> ParsedVector.ofNumbers(type, files);
            case TextTable.LINE -> ParsedVector.ofNumbers(type, batch.lines());
            case TextTable.OFFSET -> ParsedVector.ofNumbers(type, batch.offsets());
            case TextTable.RECORD_NUMBER -> ParsedVector.ofNumbers(type, batch.recordNumbers());
            case TextTable.VERDICT -> ParsedVector.ofNumbers(type, batch.verdicts());
            case TextTable.ROW_HASH -> ParsedVector.ofHashes(batch.firstHashes(), batch.secondHashes());
            case TextTable.BROKEN -> ParsedVector.ofTexts(batch::broken);
            default -> ParsedVector.ofValues(type, batch.values(), all.fieldIndex(field.name()));
        };
    }

    @Override
    public boolean next() throws IOException {
        while (true) {
            if (reader == null) {
                if (nextPart == parts.size()) {
                    return false;
                }
                part = parts.get(nextPart++);
                reader = new RecordReader(part.text(), configuration, part.start(), true, part.end());
                Arrays.fill(files, part.file());
            }
            // A batch ends with its part: what is refused is read by the part's file.
            batch.begin(part);
            while (!batch.isFull() && reader.next()) {
                batch.add(reader);
            }
            if (!batch.isFull()) {
                close();
            }
            if (batch.size() > 0) {
                rows.setNumRows(batch.size());
                return true;
            }
        }
    }

    /** The rows as they are, until the next ones. */
    public TextBatch batch() {
        return batch;
    }

    @Override
    public ColumnarBatch get() {
        return rows;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
