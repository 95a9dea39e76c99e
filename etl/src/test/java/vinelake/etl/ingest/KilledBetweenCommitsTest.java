package vinelake.etl.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Mode;
import vinelake.core.contract.Promises;
import vinelake.core.contract.Section;
import vinelake.core.contract.TextFormat;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.etl.repair.Repair;
import vinelake.lake.Decisions;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.Made;
import vinelake.lake.OpenRows;
import vinelake.lake.Progress;
import vinelake.lake.Records;
import vinelake.lake.SharedSpark;

/**
 * Deliveries that come late, and rows that are replayed for dates that later deliveries speak for: killed between any two
 * commits and run again, an hour later, the lake says the same. What a killed run leaves is made of what a whole one did:
 * its last commits are taken away, and the files that they name stay.
 */
@ExtendWith(SharedSpark.class)
class KilledBetweenCommitsTest {

    private static final Instant BEGIN = Instant.parse("2026-07-01T00:00:00Z");

    private final SparkSession spark;

    @TempDir
    private Path folder;

    KilledBetweenCommitsTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void runAgainTheLakeSaysTheSame() throws IOException {
        var contract = contract();
        var before = folder.resolve("before");
        deliver("2026-01-31", "a,v1", "b,v1", "c,v2");
        deliver("2026-03-31", "a,v2", "b,v3", "d,v1?");
        ingest(contract, before, BEGIN);

        // A correction of January, which says of b and c what March says too, and February, which nobody had sent yet.
        deliver("2026-01-31-2", "a,v2", "b,v3", "c,v3?", "e,v1");
        deliver("2026-02-28", "a,v3", "c,v2?", "d,v2");
        var late = everyKill("late", before, contract, this::ingestLate);

        repair(contract, late);
        everyKill("replayed", late, contract, this::replay);
    }

    /** @return the lake after a run that nobody has killed */
    private Path everyKill(String name, Path before, Contract contract, BiConsumer<Contract, RunAt> run)
            throws IOException {
        var whole = copy(before, name);
        run.accept(contract, new RunAt(whole, BEGIN.plusSeconds(60)));
        var expected = content(contract, whole);
        assertThat(expected).isNotEqualTo(content(contract, before));
        var commits = commits(whole);
        commits.removeAll(commits(before));
        assertThat(commits).hasSizeGreaterThan(2);

        for (int kept = 1; kept < commits.size(); kept++) {
            var killed = copy(whole, name + "-" + kept);
            for (var commit : commits.subList(kept, commits.size())) {
                takeAway(killed, commit);
            }
            run.accept(contract, new RunAt(killed, BEGIN.plusSeconds(3600)));

            assertThat(content(contract, killed))
                    .as("%s, killed after %s", name, commits.subList(0, kept))
                    .isEqualTo(expected);
            FileUtils.deleteDirectory(killed.toFile());
        }
        return whole;
    }

    /** A run, and when the lake learns what it brings. */
    private record RunAt(Path lake, Instant moment) {}

    private void ingestLate(Contract contract, RunAt run) {
        ingest(contract, run.lake(), run.moment());
    }

    private void ingest(Contract contract, Path lake, Instant moment) {
        new IngestDeliveries(Made.hub(contract), folder.resolve("landing"), Optional.empty())
                .run(context(contract, lake, moment));
    }

    private void repair(Contract contract, Path lake) {
        var repair = new Repair(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("value"),
                Map.of("v1?", "v1", "v2?", "v2"),
                Optional.empty(),
                Map.of(),
                false);
        new Decisions(lake(lake))
                .repair(contract.name(), Optional.empty(), repair.toJson(), "as said", "test", BEGIN.plusSeconds(61));
    }

    private void replay(Contract contract, RunAt run) {
        var moment = run.moment().plusSeconds(60);
        var outcomes = new ReplayQuarantine(context(contract, run.lake(), moment), Optional.empty(), Optional.empty())
                .replay(open -> true);
        assertThat(outcomes).allMatch(outcome -> outcome.problem().isEmpty());
    }

    private JobContext context(Contract contract, Path lake, Instant moment) {
        return new JobContext(
                "run",
                LocalDate.of(2026, 6, 30),
                moment,
                Clock.systemUTC(),
                Made.hub(contract),
                lake(lake),
                Progress.SILENT,
                Optional.empty());
    }

    private Lake lake(Path folder) {
        return Lake.at(spark, folder.toUri());
    }

    /** All that the lake says, but for when it learned it: the records and their history, what waits, and the ledger. */
    private List<String> content(Contract contract, Path folder) {
        var lake = lake(folder);
        var records = lake.read(Table.records(contract));
        var lines = new Ledger(lake).lines();
        var content = new ArrayList<String>();
        records.select("code", "value", "as_of_date", "is_ended", "delivery_id", "file", "line_number")
                .collectAsList()
                .forEach(row -> content.add("record " + row));
        lake.spark()
                .table(Records.viewHistory(contract, records))
                .select("code", "value", "valid_from", "valid_to")
                .collectAsList()
                .forEach(row -> content.add("history " + row));
        lake.read(Tables.QUARANTINE)
                .select("delivery_id", "rule_version", "file", "line_number", "text")
                .collectAsList()
                .forEach(row -> content.add("refused " + row));
        OpenRows.of(lines)
                .forEach(open ->
                        content.add("open %s %d".formatted(open.delivery().deliveryId(), open.count())));
        lines.forEach(line -> content.add("line %s %s %s %s %s"
                .formatted(line.deliveryId(), line.asOfDate(), line.status(), line.counts(), line.replay())));
        content.sort(null);
        return content;
    }

    /** The commits of a lake, in their order, as paths below it. */
    private static List<Path> commits(Path lake) throws IOException {
        try (var files = Files.walk(lake)) {
            return new ArrayList<>(files.filter(file -> file.toString().matches(".*/_delta_log/[0-9]{20}\\.json"))
                    .sorted(Comparator.comparing(KilledBetweenCommitsTest::writtenAt)
                            .thenComparing(Path::toString))
                    .map(lake::relativize)
                    .toList());
        }
    }

    private static FileTime writtenAt(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The commit with the checksums beside it. */
    private static void takeAway(Path lake, Path commit) throws IOException {
        var version = commit.getFileName().toString().replace(".json", "");
        try (var files = Files.list(lake.resolve(commit).getParent())) {
            for (var file : files.filter(f ->
                            f.getFileName().toString().matches("\\.?" + version + "\\.(json|crc|json\\.crc|crc\\.crc)"))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    private Path copy(Path lake, String name) throws IOException {
        var copy = folder.resolve(name);
        FileUtils.copyDirectory(lake.toFile(), copy.toFile());
        return copy;
    }

    private void deliver(String date, String... rows) throws IOException {
        var file = folder.resolve("landing/registry/firm_" + date + ".csv");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "code,value\n" + String.join("\n", new TreeSet<>(List.of(rows))) + "\n");
    }

    private static Contract contract() {
        var values = Map.of("v1", "v1", "v2", "v2", "v3", "v3");
        return new Contract(
                DatasetName.parse("registry/firm"),
                "1.0.0",
                "企业",
                "0123456789abcdef",
                Mode.SNAPSHOT,
                Optional.empty(),
                "registry/firm_{as_of_date}*.csv",
                new TextFormat(StandardCharsets.UTF_8, ',', Optional.empty(), true),
                Optional.empty(),
                Optional.empty(),
                List.of(column("code", true, Map.of()), column("value", false, values)),
                Set.of(),
                Set.of(),
                List.of(),
                "test",
                Optional.empty(),
                new Section("registry/firm", Section.Disclosure.OPEN),
                60,
                Promises.NONE);
    }

    private static ContractColumn column(String name, boolean isKey, Map<String, String> values) {
        return new ContractColumn(
                name, name, name, ColumnType.of(ColumnType.Kind.STRING), true, isKey, false, Optional.empty(), values);
    }
}
