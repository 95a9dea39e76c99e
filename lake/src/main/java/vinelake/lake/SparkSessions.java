package vinelake.lake;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Starts the one Spark session of a process, with all that the lake relies on. */
public final class SparkSessions {

    private static final String CORES = "spark.vinelake.cores";

    /**
     * A session on this machine.
     *
     * @param cores how many tasks run at once
     * @param scratch a folder for shuffle files
     */
    public static SparkSession local(int cores, Path scratch) {
        return local(cores, scratch, ObjectStoreAccess.DEFAULT);
    }

    /**
     * A session on this machine.
     *
     * @param cores how many tasks run at once
     * @param scratch a folder for shuffle files, and for what waits to be put into an object store
     * @param access how a lake at {@code s3a://} is reached
     */
    public static SparkSession local(int cores, Path scratch, ObjectStoreAccess access) {
        var builder = builder(cores, scratch, 2 * cores);
        access.settings().forEach((name, value) -> builder.config("spark.hadoop." + name, value));
        return builder.getOrCreate();
    }

    /**
     * A session for little data, some hundred thousand rows: it interprets its plans, because compiling them takes longer
     * than running them.
     */
    public static SparkSession localForLittle(int cores, Path scratch) {
        return builder(cores, scratch, cores)
                .config("spark.sql.codegen.wholeStage", false)
                .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
                .getOrCreate();
    }

    /** How many tasks of the session run at once. */
    public static int cores(SparkSession spark) {
        return Integer.parseInt(spark.conf().get(CORES));
    }

    private static SparkSession.Builder builder(int cores, Path scratch, int partitions) {
        var builder = SparkSession.builder();
        LocalDisk.SETTINGS.forEach((name, value) -> builder.config("spark.hadoop." + name, value));
        return builder.appName("vinelake")
                .master("local[%d]".formatted(cores))
                .config(CORES, cores)
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .config("spark.delta.logStore.s3a.impl", ConditionalPutLogStore.class.getName())
                .config("spark.hadoop.fs.s3a.buffer.dir", scratch.resolve("s3a").toString())
                .config("spark.sql.catalog.vinelake", "vinelake.lake.function.VinelakeFunctions")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.ui.enabled", false)
                .config("spark.ui.showConsoleProgress", false)
                .config("spark.local.dir", scratch.toString())
                .config("spark.sql.warehouse.dir", scratch.resolve("warehouse").toString())
                // Spark sizes a page by the heap, up to 64 MB, and takes one for each small table that it joins with.
                .config("spark.buffer.pageSize", "2m")
                // Dates of a city are civil dates: what a job computes must not move with the machine's zone.
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.ansi.enabled", true)
                // "${env:NAME}" in an expression that somebody typed would say what a secret is.
                .config("spark.sql.variable.substitute", false)
                .config("spark.sql.shuffle.partitions", partitions)
                .config("spark.default.parallelism", partitions)
                // A city's many small tables: log replay in as many tasks as there are cores, not in 50.
                .config("spark.databricks.delta.snapshotPartitions", cores)
                // Ids of a table's transactions are read from its checksum: years of daily deliveries have room there.
                .config("spark.databricks.delta.setTransactionsInCrc.maxAllowed", 1000)
                .config("spark.databricks.delta.schema.autoMerge.enabled", false)
                .config("spark.sql.sources.parallelPartitionDiscovery.parallelism", partitions);
    }

    private SparkSessions() {}
}
