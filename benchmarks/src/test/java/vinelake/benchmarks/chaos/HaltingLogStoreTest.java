package vinelake.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.lake.SharedSpark;

/** A real process, killed while a commit of a real table is half written. */
@ExtendWith(SharedSpark.class)
class HaltingLogStoreTest {

    private final SparkSession spark;

    @TempDir
    private Path lake;

    HaltingLogStoreTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void aKillInTheMiddleOfACommitLeavesTheTableAsItWasBefore() throws Exception {
        var table = lake.resolve("test/number");
        Files.createDirectories(table.getParent());
        var files = RunFiles.beside(lake.resolve("run"));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(
                HaltingLogStore.options(lake, files.journal(), Optional.of(new Halt("test/number", 2, Place.MIDDLE))));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), ThreeCommits.class.getName(), table.toString()));

        var run = new Run(ProcessGroup.start(command, Map.of(), files.log()), files, System.nanoTime());
        assertThat(run.awaitHalt()).as(files.end()).isTrue();
        run.process().kill();

        assertThat(files.commits()).containsExactly("test/number#1");
        try (var log = Files.list(table.resolve("_delta_log"))) {
            // Of the second commit there is a file that no reader takes for one.
            assertThat(log.map(file -> file.getFileName().toString()).filter(name -> name.contains("0001.json")))
                    .singleElement()
                    .asString()
                    .startsWith(".")
                    .endsWith(".tmp");
        }
        assertThat(spark.read().format("delta").load(table.toString()).count()).isEqualTo(10);
        assertThat(LiveFiles.of(table)).hasSize(1);

        spark.range(10, 20, 1, 1).write().format("delta").mode("append").save(table.toString());

        var rows = LakeContent.of(spark, lake).tables().get("test/number");
        assertThat(rows)
                .hasSize(20)
                .allSatisfy((row, count) -> assertThat(count).isEqualTo(1));
        assertThat(LiveFiles.of(table)).hasSize(2);
    }
}
