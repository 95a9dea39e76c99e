package vinelake.etl.ingest;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import vinelake.core.contract.Contract;

/** Reads delimited text files into one row per record, typed and with its place. */
final class DelimitedText {

    /** A file and where the contract's columns stand in it. */
    record Source(TextFile file, Layout layout) implements Serializable {}

    /** @return rows of {@link RowParser#schema} */
    static Dataset<Row> read(SparkSession spark, Contract contract, RowParser parser, List<Source> sources) {
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        int slices = Math.min(sources.size(), 4 * spark.sparkContext().defaultParallelism());
        var rows = context.parallelize(sources, slices).flatMap(source -> new Rows(source, parser));
        return spark.createDataFrame(rows, RowParser.schema(contract));
    }

    /** The records of one file; closes it at its end. */
    private static final class Rows implements Iterator<Row> {

        private final Source source;
        private final RowParser parser;
        private final CsvReader<CsvRecord> reader;
        private final Iterator<CsvRecord> records;
        private long recordNumber;
        private CsvRecord next;

        Rows(Source source, RowParser parser) throws IOException {
            this.source = source;
            this.parser = parser;
            this.reader = source.file().open(new Configuration());
            this.records = reader.iterator();
            advance();
            if (source.file().isHeaderRow() && next != null) {
                advance();
            }
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Row next() {
            if (next == null) {
                throw new NoSuchElementException(source.file().name());
            }
            var row = next;
            recordNumber++;
            advance();
            return parser.parse(
                    source.file(), source.layout(), row.getStartingLineNumber(), recordNumber, row.getFields());
        }

        private void advance() {
            try {
                next = null;
                while (records.hasNext()) {
                    var row = records.next();
                    if (!TextFile.isBlank(row)) {
                        next = row;
                        return;
                    }
                }
                reader.close();
            } catch (CsvParseException e) {
                throw UnreadableFileException.of(source.file().name(), e);
            } catch (IOException e) {
                throw new UncheckedIOException(source.file().name() + ": " + e.getMessage(), e);
            }
        }
    }

    private DelimitedText() {}
}
