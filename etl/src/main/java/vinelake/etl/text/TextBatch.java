package vinelake.etl.text;

import java.util.Arrays;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import vinelake.lake.file.Bytes;

/** Some records of one part of a file, one after the other: their values, where they stand, and what is known of them. */
public final class TextBatch {

    /** So many records at most. */
    public static final int CAPACITY = 4096;

    private final long[] files = new long[CAPACITY];
    private final long[] lines = new long[CAPACITY];
    private final long[] offsets = new long[CAPACITY];
    private final long[] recordNumbers = new long[CAPACITY];
    private final long[] verdicts = new long[CAPACITY];
    private final long[] firstHashes = new long[CAPACITY];
    private final long[] secondHashes = new long[CAPACITY];
    private final String[] broken = new String[CAPACITY];

    private final RowParser parser;
    private final ParsedRows values;
    private final Bytes raw = new Bytes(1 << 10);
    private final int[] rawStarts = new int[CAPACITY + 1];
    private final ColumnarBatch columns;
    private TextPart part;
    private RefusedText refused;
    private int size;

    /**
     * @param parser this batch's own
     * @param all the columns of {@link TextTable#schema}
     * @param required which of them Spark sees
     */
    TextBatch(RowParser parser, StructType all, StructType required) {
        this.parser = parser;
        this.values = parser.rows(CAPACITY);
        this.columns = new ColumnarBatch(Arrays.stream(required.fields())
                .map(field -> vector(all, field))
                .toArray(ColumnVector[]::new));
    }

    private ColumnVector vector(StructType all, StructField field) {
        var type = field.dataType();
        return switch (field.name()) {
            case TextTable.FILE -> ParsedVector.ofNumbers(type, files);
            case TextTable.LINE -> ParsedVector.ofNumbers(type, lines);
            case TextTable.OFFSET -> ParsedVector.ofNumbers(type, offsets);
            case TextTable.RECORD_NUMBER -> ParsedVector.ofNumbers(type, recordNumbers);
            case TextTable.VERDICT -> ParsedVector.ofNumbers(type, verdicts);
            case TextTable.ROW_HASH -> ParsedVector.ofHashes(firstHashes, secondHashes);
            case TextTable.BROKEN -> ParsedVector.ofTexts(this::broken);
            default -> ParsedVector.ofValues(type, values, all.fieldIndex(field.name()));
        };
    }

    void begin(TextPart of) {
        if (of != part) {
            part = of;
            refused = null;
            Arrays.fill(files, of.file());
        }
        size = 0;
        values.clear();
        raw.truncate(0);
    }

    boolean isFull() {
        return size == CAPACITY;
    }

    /** Adds the record at which the reader of the part stands. */
    void add(RecordReader reader) {
        parser.parse(reader, part.layout(), values, size);
        lines[size] = part.text().isNumbered() ? reader.number() : part.linesBefore() + reader.line();
        offsets[size] = reader.offset();
        recordNumbers[size] = part.recordsBefore() + reader.records();
        verdicts[size] = part.verdicts().get((int) reader.records() - 1);
        firstHashes[size] = parser.firstHash();
        secondHashes[size] = parser.secondHash();
        broken[size] = parser.broken().isEmpty() ? null : String.join(TextTable.SEPARATOR, parser.broken());
        rawStarts[size] = raw.length();
        raw.append(reader.bytes(), reader.recordStart(), reader.recordEnd());
        size++;
        rawStarts[size] = raw.length();
    }

    /** Moves the rows to where their part turned out to begin. */
    void move(long linesBefore, long recordsBefore) {
        long more = part.text().isNumbered() ? 0 : linesBefore;
        for (int row = 0; row < size; row++) {
            lines[row] += more;
            recordNumbers[row] += recordsBefore;
        }
    }

    public int size() {
        return size;
    }

    /** The rows as Spark sees them, until the next ones. */
    public ColumnarBatch columns() {
        columns.setNumRows(size);
        return columns;
    }

    public ParsedRows values() {
        return values;
    }

    /** Place of the file in the list of the batch's files. */
    public int file() {
        return part.file();
    }

    public long[] lines() {
        return lines;
    }

    /** Whether a row's line is the number of a row in a file of another format, where bytes mean nothing. */
    public boolean isNumbered() {
        return part.text().isNumbered();
    }

    public long[] offsets() {
        return offsets;
    }

    long[] recordNumbers() {
        return recordNumbers;
    }

    void setVerdict(int row, int verdict) {
        verdicts[row] = verdict;
    }

    /** First halves of the rows' hashes; both are 0 for a row that is broken. */
    public long[] firstHashes() {
        return firstHashes;
    }

    public long[] secondHashes() {
        return secondHashes;
    }

    /** One of {@link Verdicts}. */
    public int verdict(int row) {
        return (int) verdicts[row];
    }

    /** The automatic rules that the row breaks, with {@link TextTable#SEPARATOR} between them; null for none. */
    public String broken(int row) {
        return broken[row];
    }

    /** The part of the file from a row on. */
    TextPart partFrom(int row) {
        return new TextPart(
                part.file(),
                part.text(),
                part.layout(),
                offsets[row],
                part.end(),
                lines[row] - 1,
                recordNumbers[row] - 1,
                Verdicts.NONE);
    }

    /** What is kept of a row that is refused. */
    public RefusedText.Kept kept(int row) {
        if (refused == null) {
            refused = new RefusedText(parser, part.text(), part.layout());
        }
        return refused.of(raw(row));
    }

    private byte[] raw(int row) {
        return Arrays.copyOfRange(raw.array(), rawStarts[row], rawStarts[row + 1]);
    }
}
