package vinelake.benchmarks.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import vinelake.lake.SparkSessions;

/** A process that appends three times ten numbers to a table. */
final class ThreeCommits {

    /** @param arguments the table's folder */
    public static void main(String[] arguments) throws Exception {
        var scratch = Files.createTempDirectory(Path.of(arguments[0]).getParent(), "scratch");
        try (var spark = SparkSessions.localForLittle(1, scratch)) {
            for (int number = 0; number < 3; number++) {
                spark.range(10L * number, 10L * (number + 1), 1, 1)
                        .write()
                        .format("delta")
                        .mode("append")
                        .save(arguments[0]);
            }
        }
    }

    private ThreeCommits() {}
}
