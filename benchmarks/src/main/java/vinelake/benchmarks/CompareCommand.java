package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vinelake.lake.SparkSessions;

@Command(
        name = "compare",
        description = "Compares two lakes, every table and every row, but for the moments and ids of their runs.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  vinelake bench compare /data/lake1 /data/lake2")
final class CompareCommand implements Callable<Integer> {

    /** When and in which run something was learned; a commit's number depends on how often a run was killed. */
    private static final Set<String> OF_THE_RUN =
            Set.of("run_id", "received_at", "minted_at", "known_at", "created_at", "commit_version", "manifest");

    /** One row per run: killed ones have none. */
    private static final String RUNS = "ops/run";

    @Parameters(index = "0", paramLabel = "LAKE1")
    private Path first;

    @Parameters(index = "1", paramLabel = "LAKE2")
    private Path second;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        var tables = new TreeSet<>(tables(first));
        tables.addAll(tables(second));
        var scratch = Files.createTempDirectory("vinelake-compare");
        int unequal = 0;
        try (var spark = SparkSessions.local(Runtime.getRuntime().availableProcessors(), scratch)) {
            for (var table : tables) {
                if (!isPresent(first, table) || !isPresent(second, table)) {
                    out.printf("%-40s only in %s%n", table, isPresent(first, table) ? first : second);
                    unequal++;
                    continue;
                }
                var one = rows(spark, first, table);
                var two = rows(spark, second, table);
                long lost = one.exceptAll(two).count();
                long added = two.exceptAll(one).count();
                out.printf(
                        "%-40s %,12d rows  %s%n",
                        table, one.count(), lost + added == 0 ? "equal" : "%,d lost, %,d added".formatted(lost, added));
                unequal += lost + added == 0 ? 0 : 1;
            }
        }
        out.printf("%d tables, %d unequal%n", tables.size(), unequal);
        return unequal == 0 ? 0 : 1;
    }

    private Set<String> tables(Path lake) throws IOException {
        if (!Files.isDirectory(lake)) {
            throw new ParameterException(spec.commandLine(), "%s is no folder. Allowed: a lake".formatted(lake));
        }
        var tables = new TreeSet<String>();
        try (var files = Files.walk(lake)) {
            files.filter(f -> f.endsWith("_delta_log"))
                    .map(f -> lake.relativize(f.getParent()).toString())
                    .filter(t -> !t.equals(RUNS))
                    .forEach(tables::add);
        }
        return tables;
    }

    private static boolean isPresent(Path lake, String table) {
        return Files.isDirectory(lake.resolve(table).resolve("_delta_log"));
    }

    private static Dataset<Row> rows(SparkSession spark, Path lake, String table) {
        var rows = spark.read().format("delta").load(lake.resolve(table).toString());
        return rows.select(Arrays.stream(rows.columns())
                .filter(c -> !OF_THE_RUN.contains(c))
                .map(functions::col)
                .toArray(Column[]::new));
    }
}
