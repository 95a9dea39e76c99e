package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** What of a lake must be equal however often its runs were killed. */
public final class ComparedTables {

    /**
     * When and in which run something was learned; a commit's number depends on how often a run was killed. A manifest
     * holds such a moment, and the release's input hash covers the rest of it.
     */
    private static final Set<String> OF_THE_RUN =
            Set.of("run_id", "received_at", "minted_at", "known_at", "created_at", "commit_version", "manifest");

    /** One row per run: killed ones have none. */
    private static final String RUNS = "ops/run";

    /** The paths of a lake's tables, below it. */
    public static SortedSet<String> of(Path lake) throws IOException {
        var tables = new TreeSet<String>();
        try (var files = Files.walk(lake)) {
            files.filter(f -> f.endsWith("_delta_log"))
                    .map(f -> lake.relativize(f.getParent()).toString())
                    .filter(t -> !t.equals(RUNS))
                    .forEach(tables::add);
        }
        return tables;
    }

    /** The rows of a table without what is of the run. */
    public static Dataset<Row> rows(SparkSession spark, Path lake, String table) {
        var rows = spark.read().format("delta").load(lake.resolve(table).toString());
        return rows.select(Arrays.stream(rows.columns())
                .filter(c -> !OF_THE_RUN.contains(c))
                .map(functions::col)
                .toArray(Column[]::new));
    }

    private ComparedTables() {}
}
