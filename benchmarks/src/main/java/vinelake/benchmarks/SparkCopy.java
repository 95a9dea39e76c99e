package vinelake.benchmarks;

import java.nio.file.Path;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** What Spark does when nobody asks for more: CSV to Delta, every column a string, nothing checked. */
final class SparkCopy implements Contender {

    private final SparkSession spark;
    private Path table;

    SparkCopy(SparkSession spark) {
        this.spark = spark;
    }

    @Override
    public void run(Path landing, Path out) {
        table = out.resolve("filing");
        spark.read()
                .option("header", true)
                .csv(Filings.inUtf8(landing).stream().map(Path::toString).toArray(String[]::new))
                .write()
                .format("delta")
                .mode(SaveMode.ErrorIfExists)
                .save(table.toString());
    }

    /** A copy refuses nothing: all that it read it has accepted. */
    @Override
    public Counts counts() {
        long rows = spark.read().format("delta").load(table.toString()).count();
        return new Counts(rows, rows, 0, 0);
    }
}
