package vinelake.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
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
                var one = ComparedTables.rows(spark, first, table);
                var two = ComparedTables.rows(spark, second, table);
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
        return ComparedTables.of(lake);
    }

    private static boolean isPresent(Path lake, String table) {
        return Files.isDirectory(lake.resolve(table).resolve("_delta_log"));
    }
}
