package vinelake.etl.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
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
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Made;
import vinelake.lake.Progress;
import vinelake.lake.Records;
import vinelake.lake.SharedSpark;

/**
 * The same history whatever the order of arrival, and what was known once can be asked again. Many cases share a lake: a
 * case is a part of the key, so that each has deliveries of its own. {@code -Dvinelake.cases=N} says how many.
 */
@ExtendWith(SharedSpark.class)
class OrderOfArrivalTest {

    private static final int CASES = 50;

    /** Of each mode, in a lake and an order of arrival of its own for each {@link #CASES} of them; one lake at least. */
    private static final int ALL_CASES = Math.max(CASES, Integer.getInteger("vinelake.cases", 100));

    private static final int KEYS = 4;
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
    private static final Contract SNAPSHOT = contract("registry/firm", Mode.SNAPSHOT);
    private static final Contract APPEND = contract("court/case", Mode.APPEND);
    private static final Contract UPSERT = contract("registry/staff", Mode.UPSERT);

    private final SparkSession spark;

    @TempDir
    private Path folder;

    OrderOfArrivalTest(SparkSession spark) {
        this.spark = spark;
    }

    /** A delivery: for a day, the value of each key, by case. A second one for the day comes after the first. */
    private record Sent(int number, int day, List<Map<String, String>> rows) {}

    /** Each event is there once, whichever delivery brings it first. */
    @Test
    void ofEvents() throws IOException {
        anyOrder(APPEND);
    }

    @Test
    void ofSnapshots() throws IOException {
        anyOrder(SNAPSHOT);
    }

    @Test
    void ofUpsertsWithDeletionMarks() throws IOException {
        anyOrder(UPSERT);
    }

    private void anyOrder(Contract contract) throws IOException {
        for (int seed = 1; seed * CASES <= ALL_CASES; seed++) {
            var random = new Random(seed);
            var sent = new ArrayList<Sent>();
            for (int number = 0; number < 5; number++) {
                sent.add(new Sent(number, random.nextInt(4), rows(contract, random)));
            }
            arrive(contract, shuffled(sent, random), "%s-%d".formatted(contract.mode(), seed), random);
        }
    }

    private void arrive(Contract contract, List<Sent> arrivals, String name, Random random) throws IOException {
        var place = Files.createDirectory(folder.resolve(name));
        var lake = Lake.at(spark, place.resolve("lake").toUri());
        var known = new ArrayList<List<String>>();
        int from = 0;
        while (from < arrivals.size()) {
            // Two of one day in one run would be one delivery.
            int to = from + 1;
            var days = new TreeSet<>(Set.of(arrivals.get(from).day()));
            while (to < arrivals.size()
                    && random.nextBoolean()
                    && days.add(arrivals.get(to).day())) {
                to++;
            }
            for (var sent : arrivals.subList(from, to)) {
                deliver(contract, place, sent);
            }
            var at = BEGIN.plusSeconds(known.size());
            ingest(contract, place, lake, at);
            known.add(expected(contract, arrivals.subList(0, to)));
            assertThat(history(contract, lake, at))
                    .as("%s after %s", name, arrivals.subList(0, to))
                    .isEqualTo(known.get(known.size() - 1));
            from = to;
        }
        long rows = lake.read(Table.records(contract)).count();
        ingest(contract, place, lake, BEGIN.plusSeconds(1000));
        assertThat(lake.read(Table.records(contract)).count()).isEqualTo(rows);
        for (int i = 0; i < known.size(); i++) {
            assertThat(history(contract, lake, BEGIN.plusSeconds(i)))
                    .as("%s as known at %d", name, i)
                    .isEqualTo(known.get(i));
        }
    }

    /** What a day says of a key is what came last for it; the model keeps whole days and knows no comparison. */
    private static List<String> expected(Contract contract, List<Sent> arrivals) {
        var lines = new ArrayList<String>();
        if (contract.mode() == Mode.APPEND) {
            var events = new TreeSet<String>();
            arrivals.forEach(sent -> {
                for (int number = 0; number < CASES; number++) {
                    for (var row : sent.rows().get(number).entrySet()) {
                        events.add("%d %s %s".formatted(number, row.getKey(), row.getValue()));
                    }
                }
            });
            return new ArrayList<>(events);
        }
        for (int number = 0; number < CASES; number++) {
            var days = new TreeMap<Integer, Map<String, String>>();
            for (var sent : arrivals) {
                var day = days.computeIfAbsent(sent.day(), d -> new TreeMap<>());
                if (contract.mode() == Mode.SNAPSHOT) {
                    day.clear();
                }
                day.putAll(sent.rows().get(number));
            }
            for (int key = 0; key < KEYS; key++) {
                lines.addAll(intervals(contract, number, "k" + key, days));
            }
        }
        Collections.sort(lines);
        return lines;
    }

    private static List<String> intervals(
            Contract contract, int number, String key, Map<Integer, Map<String, String>> days) {
        var lines = new ArrayList<String>();
        String value = null;
        int since = 0;
        for (var day : days.entrySet()) {
            var says = day.getValue().get(key);
            if (says == null && contract.mode() == Mode.UPSERT) {
                continue;
            }
            var next = "gone".equals(says) ? null : says;
            if (Objects.equals(value, next)) {
                continue;
            }
            if (value != null) {
                lines.add("%d %s %s %s %s".formatted(number, key, value, date(since), date(day.getKey())));
            }
            value = next;
            since = day.getKey();
        }
        if (value != null) {
            lines.add("%d %s %s %s null".formatted(number, key, value, date(since)));
        }
        return lines;
    }

    private static List<Map<String, String>> rows(Contract contract, Random random) {
        var rows = new ArrayList<Map<String, String>>();
        for (int number = 0; number < CASES; number++) {
            var values = new TreeMap<String, String>();
            for (int key = 0; key < KEYS; key++) {
                int value = random.nextInt(contract.mode() == Mode.UPSERT ? 5 : 4);
                if (value > 0) {
                    values.put("k" + key, value == 4 ? "gone" : "v" + value);
                }
            }
            rows.add(values);
        }
        return rows;
    }

    /** In any order, but a correction after what it corrects. */
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

    private static String date(int day) {
        return FIRST.plusDays(day).toString();
    }

    private static void deliver(Contract contract, Path place, Sent sent) throws IOException {
        var text = new StringBuilder("case,code,value\n");
        for (int number = 0; number < CASES; number++) {
            for (var row : sent.rows().get(number).entrySet()) {
                text.append(number)
                        .append(',')
                        .append(row.getKey())
                        .append(',')
                        .append(row.getValue())
                        .append('\n');
            }
        }
        var file = place.resolve("landing")
                .resolve(contract.path()
                        .replace("{as_of_date}", date(sent.day()))
                        .replace("*", "-" + sent.number()));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void ingest(Contract contract, Path place, Lake lake, Instant at) {
        var hub = Made.hub(contract);
        new IngestDeliveries(hub, place.resolve("landing"), Optional.empty())
                .run(new JobContext(
                        "run",
                        FIRST.plusMonths(1),
                        at,
                        Clock.systemUTC(),
                        hub,
                        lake,
                        Progress.SILENT,
                        Optional.empty()));
    }

    private static List<String> history(Contract contract, Lake lake, Instant at) {
        var known = lake.read(Table.records(contract)).where(col("received_at").leq(lit(Timestamp.from(at))));
        var rows = contract.mode() == Mode.APPEND
                ? known.select("case_number", "code", "value")
                : lake.spark()
                        .table(Records.viewHistory(contract, known))
                        .select("case_number", "code", "value", "valid_from", "valid_to");
        return rows.collectAsList().stream().map(r -> r.mkString(" ")).sorted().toList();
    }

    private static Contract contract(String name, Mode mode) {
        var text = ColumnType.of(ColumnType.Kind.STRING);
        return new Contract(
                DatasetName.parse(name),
                "1.0.0",
                name,
                "0123456789abcdef",
                mode,
                mode == Mode.UPSERT ? Optional.of(new DeletionMark("value", Set.of("gone"))) : Optional.empty(),
                name + "_{as_of_date}*.csv",
                new TextFormat(StandardCharsets.UTF_8, ',', Optional.empty(), true),
                Optional.empty(),
                Optional.empty(),
                List.of(
                        column("case_number", "case", ColumnType.of(ColumnType.Kind.INTEGER), true),
                        column("code", "code", text, true),
                        column("value", "value", text, false)),
                Set.of(),
                Set.of(),
                List.of(),
                "test",
                Optional.empty(),
                new Section(name, Section.Disclosure.OPEN),
                60,
                Promises.NONE);
    }

    private static ContractColumn column(String name, String source, ColumnType type, boolean isKey) {
        return new ContractColumn(name, source, name, type, true, isKey, false, Optional.empty(), Map.of());
    }
}
