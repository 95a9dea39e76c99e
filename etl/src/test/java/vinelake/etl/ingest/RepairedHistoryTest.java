package vinelake.etl.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.DeletionMark;
import vinelake.core.contract.Mode;
import vinelake.core.contract.Promises;
import vinelake.core.contract.Section;
import vinelake.core.contract.TextFormat;
import vinelake.core.table.Table;
import vinelake.etl.repair.Repair;
import vinelake.lake.Decisions;
import vinelake.lake.Delivery;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.Made;
import vinelake.lake.OpenRows;
import vinelake.lake.Progress;
import vinelake.lake.Records;
import vinelake.lake.SharedSpark;

/**
 * Rows that were refused and repaired give the history that they would have given if they had been delivered right,
 * whenever they are repaired and in whatever order the deliveries come.
 */
@ExtendWith(SharedSpark.class)
class RepairedHistoryTest {

    private static final int ROUNDS = Math.max(1, Integer.getInteger("vinelake.cases", 100) / 100);
    private static final int CASES = 40;
    private static final int KEYS = 4;
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

    private final SparkSession spark;

    @TempDir
    private Path folder;

    private Instant now = BEGIN;

    RepairedHistoryTest(SparkSession spark) {
        this.spark = spark;
    }

    /** A delivery for a day: the value of each key by case. The second one for a day comes after the first. */
    private record Sent(int number, int day, List<Map<String, String>> rows) {}

    @ParameterizedTest
    @EnumSource(Mode.class)
    void isThatOfRowsThatWereRight(Mode mode) throws IOException {
        var contract = contract(mode);
        for (int round = 1; round <= ROUNDS; round++) {
            var random = new Random(31L * round + mode.ordinal());
            var sent = new ArrayList<Sent>();
            for (int number = 0; number < 4; number++) {
                // Rows of an append dataset are events: two deliveries for a day would only be one more event.
                int day = mode == Mode.APPEND ? number : random.nextInt(3);
                sent.add(new Sent(number, day, rows(mode, random)));
            }
            var arrivals = shuffled(sent, random);
            var right = arrive(contract, arrivals, "%s-%d-right".formatted(mode, round), new Random(0), 0);
            var damaged = arrive(contract, arrivals, "%s-%d-damaged".formatted(mode, round), random, 0.3);

            // Not as lists, of which a failure would print every row.
            assertThat(difference(said(contract, damaged), said(contract, right)))
                    .as(
                            "what is said too much and too little, deliveries %s",
                            arrivals.stream().map(Sent::day).toList())
                    .isEmpty();
        }
    }

    private static List<String> difference(List<String> said, List<String> right) {
        var difference = new ArrayList<String>();
        said.stream().filter(s -> !right.contains(s)).forEach(s -> difference.add("+ " + s));
        right.stream().filter(s -> !said.contains(s)).forEach(s -> difference.add("- " + s));
        return difference;
    }

    private Lake arrive(Contract contract, List<Sent> arrivals, String name, Random random, double damaged)
            throws IOException {
        var place = Files.createDirectory(folder.resolve(name));
        var lake = Lake.at(spark, place.resolve("lake").toUri());
        for (var sent : arrivals) {
            deliver(contract, place, sent, random, damaged);
            ingest(contract, place, lake);
            if (damaged > 0 && random.nextInt(3) == 0) {
                repair(contract, lake, "v" + (1 + random.nextInt(3)));
                replay(contract, lake);
            }
        }
        for (var value : List.of("v1", "v2", "v3", "gone")) {
            repair(contract, lake, value);
        }
        replay(contract, lake);
        var lines = new Ledger(lake).lines();
        assertThat(OpenRows.of(lines)).allMatch(open -> open.count() == 0);
        assertThat(refused(lines)).isEqualTo(retried(lines));
        assertThat(damaged > 0).isEqualTo(refused(lines) > 0);
        return lake;
    }

    private static long refused(List<Delivery> lines) {
        return lines.stream().mapToLong(line -> line.counts().quarantined()).sum();
    }

    private static long retried(List<Delivery> lines) {
        return lines.stream()
                .filter(line -> !line.isDelivered())
                .mapToLong(line ->
                        line.counts().read() + line.replay().orElseThrow().dismissed())
                .sum();
    }

    private void repair(Contract contract, Lake lake, String value) {
        tick();
        var repair = new Repair(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("value"),
                Map.of(value + "?", value),
                Optional.empty(),
                Map.of(),
                false);
        new Decisions(lake)
                .repair(contract.name(), Optional.empty(), repair.toJson(), "the department says so", "test", now);
    }

    private void replay(Contract contract, Lake lake) {
        tick();
        var outcomes =
                new ReplayQuarantine(context(contract, lake), Optional.empty(), Optional.empty()).replay(open -> true);
        now = now.plusMillis(outcomes.size());
        assertThat(outcomes).allMatch(outcome -> outcome.problem().isEmpty());
    }

    private void ingest(Contract contract, Path place, Lake lake) {
        tick();
        new IngestDeliveries(Made.hub(contract), place.resolve("landing"), Optional.empty())
                .run(context(contract, lake));
    }

    private void tick() {
        now = now.plusSeconds(1);
    }

    private JobContext context(Contract contract, Lake lake) {
        return new JobContext(
                "run",
                FIRST.plusMonths(1),
                now,
                Clock.systemUTC(),
                Made.hub(contract),
                lake,
                Progress.SILENT,
                Optional.empty());
    }

    /** Of a dataset with keys what was in force when, of events all of them. */
    private static List<String> said(Contract contract, Lake lake) {
        var all = lake.read(Table.records(contract));
        var rows = contract.mode().isKeyed()
                ? lake.spark()
                        .table(Records.viewHistory(contract, all))
                        .select("case_number", "code", "value", "valid_from", "valid_to")
                : all.select("case_number", "code", "value", "as_of_date", "file", "line_number");
        return rows.collectAsList().stream()
                .map(row -> row.mkString(" "))
                .sorted()
                .toList();
    }

    private static List<Map<String, String>> rows(Mode mode, Random random) {
        var rows = new ArrayList<Map<String, String>>();
        for (int number = 0; number < CASES; number++) {
            var values = new TreeMap<String, String>();
            for (int key = 0; key < KEYS; key++) {
                int value = random.nextInt(mode == Mode.UPSERT ? 5 : 4);
                if (value > 0) {
                    values.put("k" + key, value == 4 ? "gone" : "v" + value);
                }
            }
            rows.add(values);
        }
        return rows;
    }

    private static List<Sent> shuffled(List<Sent> sent, Random random) {
        var shuffled = new ArrayList<>(sent);
        Collections.shuffle(shuffled, random);
        var inOrder = new ArrayList<Sent>();
        for (var one : shuffled) {
            inOrder.add(sent.stream()
                    .filter(s -> s.day() == one.day() && !inOrder.contains(s))
                    .findFirst()
                    .orElseThrow());
        }
        return inOrder;
    }

    private static void deliver(Contract contract, Path place, Sent sent, Random random, double damaged)
            throws IOException {
        var text = new StringBuilder("case,code,value\n");
        for (int number = 0; number < CASES; number++) {
            for (var row : new TreeSet<>(sent.rows().get(number).entrySet().stream()
                    .map(e -> e.getKey() + "," + e.getValue())
                    .toList())) {
                // What makes a row of an event dataset its own is the day, which is the delivery's.
                text.append(contract.mode() == Mode.APPEND ? 100 * sent.number() + number : number)
                        .append(',')
                        .append(row)
                        .append(random.nextDouble() < damaged ? "?" : "")
                        .append('\n');
            }
        }
        var file = place.resolve("landing")
                .resolve(contract.path()
                        .replace("{as_of_date}", FIRST.plusDays(sent.day()).toString())
                        .replace("*", "-" + sent.number()));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Contract contract(Mode mode) {
        var text = ColumnType.of(ColumnType.Kind.STRING);
        var values = Map.of("v1", "v1", "v2", "v2", "v3", "v3", "gone", "gone");
        return new Contract(
                DatasetName.parse("registry/firm"),
                "1.0.0",
                "企业",
                "0123456789abcdef",
                mode,
                mode == Mode.UPSERT ? Optional.of(new DeletionMark("value", Set.of("gone"))) : Optional.empty(),
                "registry/firm_{as_of_date}*.csv",
                new TextFormat(StandardCharsets.UTF_8, ',', Optional.empty(), true),
                Optional.empty(),
                Optional.empty(),
                List.of(
                        column("case_number", "case", ColumnType.of(ColumnType.Kind.INTEGER), true, Map.of()),
                        column("code", "code", text, true, Map.of()),
                        column("value", "value", text, false, values)),
                Set.of(),
                Set.of(),
                List.of(),
                "test",
                Optional.empty(),
                new Section("registry/firm", Section.Disclosure.OPEN),
                60,
                Promises.NONE);
    }

    private static ContractColumn column(
            String name, String source, ColumnType type, boolean isKey, Map<String, String> values) {
        return new ContractColumn(name, source, name, type, true, isKey, false, Optional.empty(), values);
    }
}
