package vinelake.etl.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;

/** The rows of parts of files, a batch at a time. */
final class TextRows implements PartitionReader<ColumnarBatch> {

    private static final int BATCH = 4096;
    private static final int HASH_BYTES = 2 * Long.BYTES;

    private final Configuration configuration;
    private final RowParser parser;
    private final List<TextPart> parts;
    private final Bytes text = new Bytes(1 << 20);
    private final Bytes raw = new Bytes(1 << 20);
    private final int[] rawStarts = new int[BATCH + 1];
    private final byte[] hash = new byte[HASH_BYTES];
    private final ParsedVector[] values;
    private final ParsedVector file;
    private final ParsedVector line;
    private final ParsedVector offset;
    private final ParsedVector recordNumber;
    private final ParsedVector rowHash;
    private final ParsedVector verdict;
    private final ParsedVector broken;
    private final ColumnarBatch batch;

    private int nextPart;
    private TextPart part;
    private RecordReader reader;
    private RefusedText refused;

    TextRows(Configuration configuration, RowParser parser, StructType all, StructType required, List<TextPart> parts) {
        this.configuration = configuration;
        this.parser = parser;
        this.parts = parts;
        int count = parser.targets().length;
        this.values = new ParsedVector[count];
        for (int i = 0; i < count; i++) {
            values[i] = new ParsedVector(all.fields()[i].dataType(), BATCH, text);
        }
        this.file = column(all, TextTable.FILE);
        this.line = column(all, TextTable.LINE);
        this.offset = column(all, TextTable.OFFSET);
        this.recordNumber = column(all, TextTable.RECORD_NUMBER);
        this.rowHash = column(all, TextTable.ROW_HASH);
        this.verdict = column(all, TextTable.VERDICT);
        this.broken = column(all, TextTable.BROKEN);
        var columns = new ColumnVector[required.length()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = vector(all, required.fields()[i]);
        }
        this.batch = new ColumnarBatch(columns);
    }

    private ParsedVector column(StructType all, String name) {
        return new ParsedVector(all.apply(name).dataType(), BATCH, text);
    }

    private ColumnVector vector(StructType all, StructField field) {
        return switch (field.name()) {
            case TextTable.FILE -> file;
            case TextTable.LINE -> line;
            case TextTable.OFFSET -> offset;
            case TextTable.RECORD_NUMBER -> recordNumber;
            case TextTable.ROW_HASH -> rowHash;
            case TextTable.VERDICT -> verdict;
            case TextTable.BROKEN -> broken;
            case TextTable.TEXT -> new RefusedColumn(field, true);
            case TextTable.TEXT_HASH -> new RefusedColumn(field, false);
            default -> values[all.fieldIndex(field.name())];
        };
    }

    @Override
    public boolean next() throws IOException {
        int rows = 0;
        text.truncate(0);
        raw.truncate(0);
        while (rows == 0) {
            if (reader == null) {
                if (nextPart == parts.size()) {
                    return false;
                }
                open(parts.get(nextPart++));
            }
            // A batch ends with its part: what is refused is read by the part's file.
            while (rows < BATCH && reader.next()) {
                put(rows++);
            }
            if (rows < BATCH) {
                close();
            }
        }
        batch.setNumRows(rows);
        return true;
    }

    private void open(TextPart next) throws IOException {
        part = next;
        reader = new RecordReader(part.text(), configuration, part.start(), true, part.end());
        refused = new RefusedText(parser, part.text(), part.layout());
    }

    private void put(int row) {
        parser.parse(reader, part.layout(), text);
        for (int i = 0; i < values.length; i++) {
            if (parser.isNull(i)) {
                values[i].putNull(row);
            } else if (parser.isText(i)) {
                values[i].put(row, parser.start(i), parser.length(i));
            } else {
                values[i].put(row, parser.number(i));
            }
        }
        rawStarts[row] = raw.length();
        raw.append(reader.bytes(), reader.recordStart(), reader.recordEnd());
        rawStarts[row + 1] = raw.length();
        if (parser.broken().isEmpty()) {
            broken.putNull(row);
        } else {
            var rules = String.join(TextTable.SEPARATOR, parser.broken()).getBytes(StandardCharsets.UTF_8);
            broken.put(row, rules, 0, rules.length);
        }
        file.put(row, part.file());
        line.put(row, part.linesBefore() + reader.line());
        offset.put(row, reader.offset());
        recordNumber.put(row, part.recordsBefore() + reader.records());
        verdict.put(row, part.verdicts().get((int) reader.records() - 1));
        for (int i = 0; i < Long.BYTES; i++) {
            hash[i] = (byte) (parser.firstHash() >>> (Long.SIZE - Byte.SIZE * (i + 1)));
            hash[Long.BYTES + i] = (byte) (parser.secondHash() >>> (Long.SIZE - Byte.SIZE * (i + 1)));
        }
        rowHash.put(row, hash, 0, HASH_BYTES);
    }

    @Override
    public ColumnarBatch get() {
        return batch;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    private byte[] raw(int row) {
        return Arrays.copyOfRange(raw.array(), rawStarts[row], rawStarts[row + 1]);
    }

    /** What is kept of refused rows, made when it is asked for. */
    private final class RefusedColumn extends ParsedVector {

        private final boolean isText;

        RefusedColumn(StructField field, boolean isText) {
            super(field.dataType(), 0, text);
            this.isText = isText;
        }

        @Override
        public boolean isNullAt(int rowId) {
            return getUTF8String(rowId) == null;
        }

        @Override
        public UTF8String getUTF8String(int rowId) {
            return UTF8String.fromString(isText ? refused.masked(raw(rowId)) : refused.hash(raw(rowId)));
        }
    }
}
