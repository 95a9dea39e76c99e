package vinelake.etl.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.SerializableConfiguration;
import scala.Option;
import vinelake.core.contract.Contract;
import vinelake.core.table.Table;
import vinelake.lake.Lake;

/**
 * Delimited text files as a table of Spark (DataSource V2): typed values, where each row stands, its hash, and what is
 * wrong with it. A column that no table has begins with an underscore, so that a contract may use its name.
 */
public final class TextTable implements SupportsRead {

    /** Place of the file in the batch's list. */
    public static final String FILE = "_file";

    public static final String LINE = "line_number";

    /** Where the record begins in its file, in bytes; of a file in an encoding like UTF-16, in its UTF-8 form. */
    public static final String OFFSET = "byte_offset";

    /** Counts the records of the file from 1. */
    public static final String RECORD_NUMBER = "_record_number";

    /** 128 bits over the typed values; zero for a row that is broken. */
    public static final String ROW_HASH = "row_hash";

    /** One of {@link Verdicts}. */
    public static final String VERDICT = "_verdict";

    /** The automatic rules that the row breaks, with {@link #SEPARATOR} between them; null for none. */
    public static final String BROKEN = "_broken";

    public static final String SEPARATOR = ",";

    /** Parts are read together up to here, so that many small files are no more tasks than there are cores. */
    private static final long TASK_BYTES = 32L << 20;

    private final StructType schema;
    private final RowParser parser;
    private final Configuration configuration;
    private final List<TextPart> parts;

    private TextTable(StructType schema, RowParser parser, Configuration configuration, List<TextPart> parts) {
        this.schema = schema;
        this.parser = parser;
        this.configuration = configuration;
        this.parts = parts;
    }

    /** @return rows of {@link #schema(Contract)}, in order within each part */
    public static Dataset<Row> read(SparkSession spark, Contract contract, RowParser parser, List<TextPart> parts) {
        var table = new TextTable(schema(contract), parser, spark.sparkContext().hadoopConfiguration(), parts);
        var relation = DataSourceV2Relation.create(table, Option.empty(), Option.empty());
        return org.apache.spark.sql.classic.Dataset.ofRows((org.apache.spark.sql.classic.SparkSession) spark, relation);
    }

    public static StructType schema(Contract contract) {
        var records = Lake.schema(Table.records(contract));
        var schema = new StructType();
        for (var column : contract.columns()) {
            schema = schema.add(records.apply(column.name()));
        }
        return schema.add(FILE, DataTypes.IntegerType, false)
                .add(LINE, DataTypes.LongType, false)
                .add(OFFSET, DataTypes.LongType, false)
                .add(RECORD_NUMBER, DataTypes.LongType, false)
                .add(ROW_HASH, DataTypes.BinaryType, false)
                .add(VERDICT, DataTypes.IntegerType, false)
                .add(BROKEN, DataTypes.StringType, true);
    }

    /** Parts that one task reads. */
    public static List<List<TextPart>> tasks(List<TextPart> parts) {
        var tasks = new ArrayList<List<TextPart>>();
        var together = new ArrayList<TextPart>();
        long bytes = 0;
        for (var part : parts) {
            together.add(part);
            bytes += part.end() - part.start();
            if (bytes >= TASK_BYTES) {
                tasks.add(List.copyOf(together));
                together.clear();
                bytes = 0;
            }
        }
        if (!together.isEmpty()) {
            tasks.add(List.copyOf(together));
        }
        return tasks;
    }

    @Override
    public String name() {
        return "delimited text";
    }

    @Override
    public StructType schema() {
        return schema;
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(TableCapability.BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        return new TextScan();
    }

    private record Task(List<TextPart> parts) implements InputPartition {}

    private record Reader(
            SerializableConfiguration configuration, RowParser parser, StructType all, StructType required)
            implements PartitionReaderFactory {

        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            throw new UnsupportedOperationException("it is read in batches");
        }

        @Override
        public boolean supportColumnarReads(InputPartition partition) {
            return true;
        }

        @Override
        public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
            return new TextRows(configuration.value(), parser, all, required, ((Task) partition).parts());
        }
    }

    private final class TextScan implements ScanBuilder, SupportsPushDownRequiredColumns, Scan, Batch {

        private StructType required = schema;

        @Override
        public void pruneColumns(StructType requiredSchema) {
            required = requiredSchema;
        }

        @Override
        public Scan build() {
            return this;
        }

        @Override
        public StructType readSchema() {
            return required;
        }

        @Override
        public Batch toBatch() {
            return this;
        }

        @Override
        public ColumnarSupportMode columnarSupportMode() {
            return ColumnarSupportMode.SUPPORTED;
        }

        @Override
        public InputPartition[] planInputPartitions() {
            return tasks(parts).stream().map(Task::new).toArray(InputPartition[]::new);
        }

        @Override
        public PartitionReaderFactory createReaderFactory() {
            return new Reader(new SerializableConfiguration(configuration), parser, schema, required);
        }
    }
}
