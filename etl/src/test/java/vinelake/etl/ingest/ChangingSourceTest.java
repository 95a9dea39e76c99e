package vinelake.etl.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.ColumnType.Kind;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Mode;
import vinelake.core.contract.RowRule;
import vinelake.core.contract.Section;
import vinelake.core.contract.TextFormat;
import vinelake.core.table.Table;
import vinelake.lake.Delivery;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.Made;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;

/**
 * A source whose files and contract change at random after its first delivery: the next one is taken in with just the
 * values that stand under the contract's columns, or is held; never with others, and no change stops the run.
 * {@code -Dvinelake.cases=N} says how many sources.
 */
@ExtendWith(SharedSpark.class)
class ChangingSourceTest {

    private static final int CASES = Integer.getInteger("vinelake.cases", 40);
    private static final int ROWS = 6;
    private static final LocalDate JUNE = LocalDate.of(2026, 6, 30);
    private static final LocalDate JULY = LocalDate.of(2026, 7, 31);
    private static final Charset GB18030 = Charset.forName("GB18030");

    private final SparkSession spark;

    @TempDir
    private Path folder;

    ChangingSourceTest(SparkSession spark) {
        this.spark = spark;
    }

    /** What a contract says of a column; a case changes it. */
    private static final class Column {
        private final String name;
        private String header;
        private ColumnType type;
        private boolean isRequired;
        private Map<String, String> values = Map.of();

        Column(String name, String header, ColumnType type, boolean isRequired) {
            this.name = name;
            this.header = header;
            this.type = type;
            this.isRequired = isRequired;
        }

        private ContractColumn made() {
            return new ContractColumn(name, header, header, type, isRequired, false, false, Optional.empty(), values);
        }
    }

    /** A contract that a case changes. */
    private static final class Agreed {
        private final List<Column> columns = new ArrayList<>(List.of(
                new Column("code", "代码", ColumnType.of(Kind.STRING), true),
                new Column("amount_cny", "金额", ColumnType.decimal(9, 2), true),
                new Column("filed_on", "日期", ColumnType.of(Kind.DATE), true),
                new Column("is_paid", "已缴", ColumnType.of(Kind.BOOLEAN), false),
                new Column("kind", "税种", ColumnType.of(Kind.STRING), false)));
        private final Set<String> ignored = new LinkedHashSet<>(Set.of("备注"));
        private final List<RowRule> rules = new ArrayList<>();
        private Mode mode = Mode.APPEND;
        private Charset charset = StandardCharsets.UTF_8;
        private char delimiter = ',';
        private int version = 1;

        Agreed() {
            column("kind").values = Map.of("增值税", "vat", "所得税", "income");
        }

        private Column column(String name) {
            return columns.stream().filter(c -> c.name.equals(name)).findFirst().orElseThrow();
        }

        private boolean has(String name) {
            return columns.stream().anyMatch(c -> c.name.equals(name));
        }

        private Contract made(int number) {
            var text = "%d %s %s %s %s %s".formatted(version, columns.size(), ignored, mode, charset, delimiter);
            return new Contract(
                    DatasetName.parse("tax/filing%03d".formatted(number)),
                    version + ".0.0",
                    "申报",
                    "%016x".formatted(text.hashCode()),
                    mode,
                    "tax/filing%03d_{as_of_date}.csv".formatted(number),
                    new TextFormat(charset, delimiter, Optional.of('"'), true),
                    columns.stream().map(Column::made).toList(),
                    ignored,
                    Set.of(),
                    rules,
                    "test",
                    Optional.empty(),
                    new Section("tax/filing%03d".formatted(number), Section.Disclosure.OPEN),
                    60);
        }
    }

    /** A file that a case changes. */
    private static final class Sent {
        private List<String> headers = new ArrayList<>(List.of("代码", "金额", "日期", "已缴", "税种", "备注"));
        private final List<Map<String, String>> rows = new ArrayList<>();
        private Charset charset = StandardCharsets.UTF_8;
        private char delimiter = ',';
        private String lineEnd = "\n";
        private String before = "";
        private boolean hasHeader = true;
        private boolean isQuoted;
        private int blankAfter = -1;

        Sent(Random random, int month) {
            for (int i = 0; i < ROWS; i++) {
                var row = new LinkedHashMap<String, String>();
                row.put("代码", "M%d-%d".formatted(month, i));
                row.put("金额", "%d.%02d".formatted(random.nextInt(100_000), random.nextInt(100)));
                row.put("日期", "2026-%02d-%02d".formatted(month, 1 + random.nextInt(28)));
                row.put("已缴", random.nextBoolean() ? "是" : "否");
                row.put("税种", random.nextBoolean() ? "增值税" : "所得税");
                row.put("备注", "说明" + random.nextInt(10));
                rows.add(row);
            }
        }

        private void put(Random random, String header, String text) {
            if (!rows.isEmpty()) {
                rows.get(random.nextInt(rows.size())).put(header, text);
            }
        }

        private void rename(String header, String to) {
            headers.replaceAll(h -> h.equals(header) ? to : h);
            rows.forEach(row -> {
                if (row.containsKey(header)) {
                    row.put(to, row.remove(header));
                }
            });
        }

        /** @return on which line each row begins */
        private Map<Long, Map<String, String>> write(Path file) throws IOException {
            var text = new StringBuilder(before);
            var lines = new TreeMap<Long, Map<String, String>>();
            if (hasHeader) {
                text.append(line(headers)).append(lineEnd);
            }
            for (int i = 0; i < rows.size(); i++) {
                var row = rows.get(i);
                lines.put(1 + text.chars().filter(c -> c == '\n').count(), row);
                text.append(line(headers.stream()
                                .map(h -> row.getOrDefault(h, ""))
                                .toList()))
                        .append(lineEnd);
                if (i == blankAfter) {
                    text.append(lineEnd);
                }
            }
            Files.createDirectories(file.getParent());
            Files.write(file, text.toString().getBytes(charset));
            return lines;
        }

        private String line(List<String> fields) {
            return fields.stream()
                    .map(f -> isQuoted || f.indexOf(delimiter) >= 0 ? "\"" + f + "\"" : f)
                    .collect(Collectors.joining(String.valueOf(delimiter)));
        }
    }

    /**
     * A change of the world.
     *
     * @param isSafe whether what is then sent must be taken in
     */
    private record Edit(String name, boolean isSafe, java.util.function.BiConsumer<Agreed, Sent> change) {}

    private static List<Edit> edits(Random random) {
        return List.of(
                edit("columns in another order", true, (a, s) -> Collections.shuffle(s.headers, random)),
                edit("CRLF", true, (a, s) -> s.lineEnd = "\r\n"),
                edit("a byte order mark", true, (a, s) -> s.before = "\uFEFF" + s.before),
                edit("all quoted", true, (a, s) -> s.isQuoted = true),
                edit("a blank line", true, (a, s) -> s.blankAfter = random.nextInt(ROWS)),
                edit("a title above the header", true, (a, s) -> s.before = s.before + "二〇二六年申报表" + s.lineEnd),
                edit("a new column", false, (a, s) -> {
                    s.headers.add(random.nextInt(s.headers.size()), "经办");
                    s.rows.forEach(row -> row.put("经办", "窗口" + random.nextInt(9)));
                }),
                edit("a new column that is ignored", true, (a, s) -> {
                    s.headers.add(random.nextInt(s.headers.size()), "窗口");
                    s.rows.forEach(row -> row.put("窗口", "W"));
                    a.ignored.add("窗口");
                }),
                edit("a new column that is taken", true, (a, s) -> {
                    s.headers.add(random.nextInt(s.headers.size()), "区县");
                    s.rows.forEach(row -> row.put("区县", "区" + random.nextInt(9)));
                    a.columns.add(
                            random.nextInt(a.columns.size()),
                            new Column("district", "区县", ColumnType.of(Kind.STRING), false));
                }),
                edit(
                        "a column of the contract that nobody delivers",
                        false,
                        (a, s) -> a.columns.add(new Column("note", "附注", ColumnType.of(Kind.STRING), false))),
                edit("a column is gone", false, (a, s) -> s.headers.remove(random.nextInt(s.headers.size()))),
                edit("a column is renamed", false, (a, s) -> {
                    var header = s.headers.get(random.nextInt(s.headers.size()));
                    s.rename(header, header + "（新）");
                }),
                edit("a column is renamed on both sides", true, (a, s) -> {
                    s.rename("金额", "销售金额");
                    a.column("amount_cny").header = "销售金额";
                }),
                edit("two columns of one name", false, (a, s) -> s.headers.add("金额")),
                edit("no header", false, (a, s) -> s.hasHeader = false),
                edit("another delimiter", false, (a, s) -> s.delimiter = ';'),
                edit("another charset", false, (a, s) -> s.charset = GB18030),
                edit("another charset on both sides", true, (a, s) -> {
                    s.charset = GB18030;
                    a.charset = GB18030;
                }),
                edit("a new code", true, (a, s) -> s.put(random, "税种", "消费税")),
                edit("a new code on both sides", true, (a, s) -> {
                    s.put(random, "税种", "印花税");
                    var values = new LinkedHashMap<>(a.column("kind").values);
                    values.put("印花税", "stamp");
                    a.column("kind").values = values;
                }),
                edit("more digits", true, (a, s) -> s.put(random, "金额", "12345678901.50")),
                edit("more digits on both sides", true, (a, s) -> {
                    s.put(random, "金额", "23456789012.50");
                    a.column("amount_cny").type = ColumnType.decimal(15, 2);
                }),
                edit("fewer digits", false, (a, s) -> a.column("amount_cny").type = ColumnType.decimal(7, 2)),
                edit("another scale", false, (a, s) -> a.column("amount_cny").type = ColumnType.decimal(12, 4)),
                edit("a date becomes text", false, (a, s) -> a.column("filed_on").type = ColumnType.of(Kind.STRING)),
                edit("a date as no date", true, (a, s) -> s.put(random, "日期", "月底")),
                edit("a column that is no longer wanted", false, (a, s) -> {
                    a.columns.remove(a.column("is_paid"));
                    a.ignored.add("已缴");
                }),
                edit("a value is missing", true, (a, s) -> s.put(random, "日期", "")),
                edit("a column is required now", true, (a, s) -> {
                    a.column("kind").isRequired = true;
                    s.put(random, "税种", "");
                }),
                edit("a total below", true, (a, s) -> s.rows.add(new LinkedHashMap<>(Map.of("代码", "合计", "金额", "100")))),
                edit(
                        "a rule more",
                        true,
                        (a, s) -> a.rules.add(new RowRule("amount_small", "amount_cny < 50000", "金额不超过五万"))),
                edit("another mode", false, (a, s) -> a.mode = Mode.SNAPSHOT),
                edit("no rows", true, (a, s) -> s.rows.clear()));
    }

    private static Edit edit(String name, boolean isSafe, java.util.function.BiConsumer<Agreed, Sent> change) {
        return new Edit(name, isSafe, change);
    }

    @Test
    void isTakenInRightOrHeld() throws IOException {
        var random = new Random(20260731);
        var lake = Lake.at(spark, folder.resolve("lake").toUri());
        var june = new ArrayList<Contract>();
        var july = new ArrayList<Contract>();
        var changes = new ArrayList<List<Edit>>();
        var agreements = new ArrayList<Agreed>();
        var sent = new ArrayList<Map<Long, Map<String, String>>>();
        for (int number = 0; number < CASES; number++) {
            june.add(new Agreed().made(number));
            new Sent(random, 6).write(file(number, JUNE));
        }
        ingest(lake, june, JUNE, "2026-07-01T00:00:00Z");
        assertThat(new Ledger(lake).lines())
                .hasSize(CASES)
                .allMatch(line -> line.counts().accepted() == ROWS);
        for (int number = 0; number < CASES; number++) {
            var agreed = new Agreed();
            agreed.version = 2;
            var file = new Sent(random, 7);
            var all = new ArrayList<>(edits(random));
            // Every change alone at first, then some of them together.
            var some = number < all.size() ? List.of(all.get(number)) : together(all, random);
            for (var edit : some) {
                edit.change().accept(agreed, file);
            }
            changes.add(some);
            agreements.add(agreed);
            july.add(agreed.made(number));
            sent.add(file.write(file(number, JULY)));
        }

        ingest(lake, july, JULY, "2026-08-01T00:00:00Z");

        var lines = new Ledger(lake)
                .standing().values().stream()
                        .filter(line -> line.asOfDate().equals(JULY))
                        .collect(Collectors.toMap(line -> line.dataset().dataset(), line -> line));
        assertThat(lines).hasSize(CASES);
        for (int number = 0; number < CASES; number++) {
            var what = changes.get(number).stream().map(Edit::name).toList();
            var line = lines.get("filing%03d".formatted(number));
            if (changes.get(number).stream().allMatch(Edit::isSafe)) {
                assertThat(line.isAccepted()).as("%s: %s", what, line.reason()).isTrue();
            }
            if (line.isAccepted()) {
                judge(lake, july.get(number), agreements.get(number), sent.get(number), line, what);
            } else {
                assertThat(line.reason()).as("%s", what).isPresent();
                assertThat(rows(lake, june.get(number))).as("%s", what).hasSize(ROWS);
            }
        }
    }

    private static List<Edit> together(List<Edit> all, Random random) {
        Collections.shuffle(all, random);
        return all.subList(0, 2 + random.nextInt(3));
    }

    private void judge(
            Lake lake,
            Contract contract,
            Agreed agreed,
            Map<Long, Map<String, String>> sent,
            Delivery line,
            List<String> what) {
        var right = new ArrayList<String>();
        sent.forEach((at, row) -> expected(agreed, row).ifPresent(values -> right.add(at + " " + values)));
        var taken = rows(lake, contract).stream()
                .filter(row -> row.startsWith("2026-07-31 "))
                .map(row -> row.substring("2026-07-31 ".length()))
                .toList();
        assertThat(taken).as("%s", what).containsExactlyInAnyOrderElementsOf(right);
        assertThat(line.counts())
                .as("%s", what)
                .isEqualTo(new Delivery.Counts(sent.size(), right.size(), sent.size() - right.size(), 0, 0, 0));
        // What the first delivery brought is still there, whatever was written anew.
        assertThat(rows(lake, contract)).as("%s", what).hasSize(ROWS + right.size());
    }

    /** What a row must become by the words of the contract; empty where it must be refused. */
    private static Optional<Map<String, String>> expected(Agreed agreed, Map<String, String> row) {
        var values = new TreeMap<String, String>();
        for (var column : agreed.columns) {
            var text = row.getOrDefault(column.header, "");
            if (text.isEmpty()) {
                if (column.isRequired) {
                    return Optional.empty();
                }
                values.put(column.name, "null");
                continue;
            }
            if (!column.values.isEmpty()) {
                if (!column.values.containsKey(text)) {
                    return Optional.empty();
                }
                text = column.values.get(text);
            }
            var value = value(column.type, text);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.put(column.name, value.get());
        }
        boolean isSmall = agreed.rules.isEmpty()
                || new BigDecimal(values.get("amount_cny")).compareTo(BigDecimal.valueOf(50_000)) < 0;
        return isSmall ? Optional.of(values) : Optional.empty();
    }

    private static Optional<String> value(ColumnType type, String text) {
        return switch (type.kind()) {
            case DECIMAL -> {
                var number = new BigDecimal(text).setScale(type.scale());
                yield number.precision() > type.precision() ? Optional.empty() : Optional.of(number.toPlainString());
            }
            case DATE -> text.startsWith("2026-") ? Optional.of(text) : Optional.empty();
            case BOOLEAN -> Optional.of(String.valueOf(text.equals("是")));
            default -> Optional.of(text);
        };
    }

    private static List<String> rows(Lake lake, Contract contract) {
        var names =
                contract.columns().stream().map(ContractColumn::name).sorted().toList();
        return lake.read(Table.records(contract)).collectAsList().stream()
                .map(row -> {
                    var values = new TreeMap<String, String>();
                    names.forEach(name -> values.put(name, String.valueOf((Object) row.getAs(name))));
                    return "%s %s %s".formatted(row.getAs("as_of_date"), row.getAs("line_number"), values);
                })
                .toList();
    }

    private Path file(int number, LocalDate asOf) {
        return folder.resolve("landing/tax/filing%03d_%s.csv".formatted(number, asOf));
    }

    private void ingest(Lake lake, List<Contract> contracts, LocalDate asOf, String knownAt) {
        var hub = Made.hub(contracts.toArray(Contract[]::new));
        new IngestDeliveries(hub, folder.resolve("landing"), Optional.empty())
                .run(new JobContext(
                        "run",
                        asOf,
                        Instant.parse(knownAt),
                        Clock.systemUTC(),
                        hub,
                        lake,
                        Progress.SILENT,
                        Optional.empty()));
    }
}
