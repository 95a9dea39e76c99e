package vinelake.etl.text;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** The rows of parts of files, a batch at a time: as they are, and as Spark sees them. */
public final class TextRows implements PartitionReader<ColumnarBatch> {

    private final Configuration configuration;
    private final List<TextPart> parts;
    private final TextBatch batch;

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
        this.batch = new TextBatch(parser.copy(), all, required);
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
            }
            // A batch ends with its part: what is refused is read by the part's file.
            batch.begin(part);
            while (!batch.isFull() && reader.next()) {
                if (part.verdicts().get((int) reader.records() - 1) != Verdicts.DONE) {
                    batch.add(reader);
                }
            }
            if (!batch.isFull()) {
                close();
            }
            if (batch.size() > 0) {
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
        return batch.columns();
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
