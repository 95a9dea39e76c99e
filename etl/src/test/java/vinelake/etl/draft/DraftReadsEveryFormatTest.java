package vinelake.etl.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.SparkSession;
import org.dhatim.fastexcel.Workbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import vinelake.core.identifier.Uscc;
import vinelake.lake.Delivery.Counts;
import vinelake.lake.SharedSpark;

/** Files of random schemas in each format that is no text: under its draft the ingest reads every row that was written. */
@ExtendWith(SharedSpark.class)
class DraftReadsEveryFormatTest {

    private static final int FILES = 4;
    private static final long SEED = Long.getLong("vinelake.seed", 20_260_630);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final List<Function<Random, String>> KINDS = List.of(
            r -> String.valueOf(r.nextInt(2_000) - 1_000),
            r -> "%d.%02d".formatted(r.nextInt(10_000_000), r.nextInt(100)),
            r -> "%.12e".formatted(r.nextDouble()),
            r -> "%04d".formatted(r.nextInt(10_000)),
            r -> LocalDate.of(2020, 1, 1).plusDays(r.nextInt(2_000)).toString(),
            r -> "2026-06-%02d %02d:00:01".formatted(1 + r.nextInt(30), r.nextInt(24)),
            r -> r.nextBoolean() ? "是" : "否",
            r -> r.nextBoolean() ? "true" : "false",
            r -> Uscc.withChecks("9199999%09d".formatted(r.nextInt(1_000_000_000))),
            r -> "139%08d".formatted(r.nextInt(100_000_000)),
            r -> "王李张".charAt(r.nextInt(3)) + "小" + "明文英".charAt(r.nextInt(3)),
            r -> List.of("甲, 乙", "say \"yes\"", "two\nlines", "有限公司", " x ", "合计", "<b>&amp;", "#1", "- a", "null")
                    .get(r.nextInt(10)),
            r -> "");

    private static final List<String> NAMES =
            List.of("金额", "Col", "日期", "id", "备注", "编号", "是否", "电话", "from", "yes", "名称", "数量", "b-c", "total");

    private final SparkSession spark;
    private final Path folder;
    private final DraftFolder place;

    DraftReadsEveryFormatTest(SparkSession spark, @TempDir Path folder) {
        this.spark = spark;
        this.folder = folder;
        this.place = new DraftFolder(folder);
    }

    /** Values by path; the first column tells the rows apart, and where there is no value there is none. */
    private record Table(List<List<String>> paths, List<List<String>> rows) {

        private static Table of(Random random, boolean isNested) {
            int width = 2 + random.nextInt(7);
            var names = new ArrayList<>(NAMES);
            java.util.Collections.shuffle(names, random);
            var kinds = IntStream.range(0, width)
                    .mapToObj(i -> KINDS.get(random.nextInt(KINDS.size())))
                    .toList();
            var paths = IntStream.range(0, width)
                    .mapToObj(i -> isNested && random.nextInt(3) == 0
                            ? List.of("组" + random.nextInt(2), names.get(i))
                            : List.of(names.get(i)))
                    .toList();
            int count = 2 + random.nextInt(60);
            var rows = IntStream.range(0, count)
                    .mapToObj(row -> IntStream.range(0, width)
                            .mapToObj(i -> {
                                if (i == 0) {
                                    return "r" + row;
                                }
                                return random.nextInt(8) == 0
                                        ? List.of("", "无", "NULL", "-").get(random.nextInt(4))
                                        : kinds.get(i).apply(random);
                            })
                            .toList())
                    .toList();
            return new Table(paths, rows);
        }

        /** A row's values by the group that they are in; those of the row itself under "". */
        private Map<String, Map<String, String>> groups(int row) {
            var groups = new LinkedHashMap<String, Map<String, String>>();
            for (int i = 0; i < paths.size(); i++) {
                var path = paths.get(i);
                if (!rows.get(row).get(i).isEmpty()) {
                    groups.computeIfAbsent(path.size() == 1 ? "" : path.get(0), k -> new LinkedHashMap<>())
                            .put(path.get(path.size() - 1), rows.get(row).get(i));
                }
            }
            return groups;
        }
    }

    @Test
    void readsEveryRowThatWasWritten() throws IOException {
        var random = new Random(SEED);
        var files = new ArrayList<Path>();
        var counts = new ArrayList<Integer>();
        for (int i = 0; i < FILES; i++) {
            char mark = (char) ('a' + i);
            for (var format : List.of("xlsx", "jsonl", "json", "xml", "parquet")) {
                var table = Table.of(random, !format.equals("xlsx"));
                var file = place.file("%s/%c.%s".formatted(format, mark, format));
                switch (format) {
                    case "xlsx" -> sheet(file, table, random);
                    case "jsonl" -> Files.write(file, json(table, random, "\n").getBytes(charset(random)));
                    case "json" ->
                        Files.write(file, ("[" + json(table, random, ",\n") + "]").getBytes(charset(random)));
                    case "xml" -> Files.writeString(file, xml(table, random));
                    default -> parquet(file, table);
                }
                files.add(file);
                counts.add(table.rows().size());
            }
        }

        var drafts = place.drafts(Draft.Where.ANYWHERE, files.toArray(Path[]::new));

        var ingested = place.ingest(spark, drafts);
        for (int i = 0; i < drafts.size(); i++) {
            assertThat(ingested.counts(drafts.get(i)))
                    .as(
                            "%s of seed %d in %s%n%s",
                            drafts.get(i).path(), SEED, folder, drafts.get(i).contract())
                    .isEqualTo(new Counts(counts.get(i), counts.get(i), 0, 0, 0, 0));
        }
    }

    private static Charset charset(Random random) {
        return List.of(StandardCharsets.UTF_8, Charset.forName("GB18030"), StandardCharsets.UTF_16)
                .get(random.nextInt(3));
    }

    private static boolean isNumber(String text) {
        return text.matches("-?(0|[1-9]\\d*)(\\.\\d+)?(e[+-]\\d+)?");
    }

    private static String json(Table table, Random random, String between) {
        boolean hasNulls = random.nextBoolean();
        return IntStream.range(0, table.rows().size())
                .mapToObj(row -> {
                    var members = new ArrayList<String>();
                    table.groups(row).forEach((group, values) -> {
                        var text = values.entrySet().stream()
                                .map(value -> JSON.writeValueAsString(value.getKey()) + ":"
                                        + (isNumber(value.getValue())
                                                ? value.getValue()
                                                : JSON.writeValueAsString(value.getValue())))
                                .collect(Collectors.joining(","));
                        members.add(group.isEmpty() ? text : "\"%s\":{%s}".formatted(group, text));
                    });
                    if (hasNulls) {
                        members.add("\"空\":null");
                    }
                    return "{" + String.join(",", members) + "}";
                })
                .collect(Collectors.joining(between));
    }

    private static String xml(Table table, Random random) {
        boolean hasAttributes = random.nextBoolean();
        var text = new StringBuilder("<r><head><n>1</n></head>");
        for (int row = 0; row < table.rows().size(); row++) {
            var attributes = new StringBuilder();
            var elements = new StringBuilder();
            table.groups(row).forEach((group, values) -> {
                elements.append(group.isEmpty() ? "" : "<" + group + ">");
                values.forEach((name, value) -> {
                    var escaped =
                            value.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
                    if (hasAttributes && group.isEmpty()) {
                        attributes.append(" %s=\"%s\"".formatted(name, escaped));
                    } else {
                        elements.append("<%1$s>%2$s</%1$s>".formatted(name, escaped));
                    }
                });
                elements.append(group.isEmpty() ? "" : "</" + group + ">");
            });
            text.append("<row").append(attributes).append('>').append(elements).append("</row>\n");
        }
        return text.append("</r>").toString();
    }

    private static void sheet(Path file, Table table, Random random) throws IOException {
        boolean hasHeader = random.nextInt(4) > 0;
        int titles = random.nextInt(3);
        int footers = random.nextInt(3);
        try (var out = Files.newOutputStream(file);
                var workbook = new Workbook(out, "Vinelake", "1.0")) {
            var sheet = workbook.newWorksheet("表");
            int at = 0;
            for (int title = 0; title < titles; title++) {
                sheet.value(at++, 0, title == 0 ? "藤湖市情况统计表" : "单位：万元");
            }
            if (hasHeader) {
                for (int i = 0; i < table.paths().size(); i++) {
                    sheet.value(at, i, table.paths().get(i).get(0));
                }
                at++;
            }
            for (var row : table.rows()) {
                for (int i = 0; i < row.size(); i++) {
                    if (isNumber(row.get(i))) {
                        sheet.value(at, i, Double.valueOf(row.get(i)));
                    } else if (!row.get(i).isEmpty()) {
                        sheet.value(at, i, row.get(i));
                    }
                }
                at++;
            }
            for (int footer = 0; footer < footers; footer++) {
                sheet.value(at + footer, 0, footer == 0 ? "合计" : "制表人：某某");
            }
            workbook.finish();
        }
    }

    private static void parquet(Path file, Table table) throws IOException {
        var groups = new LinkedHashMap<String, List<Type>>();
        for (var path : table.paths()) {
            groups.computeIfAbsent(path.size() == 1 ? "" : path.get(0), k -> new ArrayList<>())
                    .add(Types.optional(PrimitiveTypeName.BINARY)
                            .as(LogicalTypeAnnotation.stringType())
                            .named(path.get(path.size() - 1)));
        }
        var fields = new ArrayList<>(groups.getOrDefault("", List.of()));
        groups.forEach((group, types) -> {
            if (!group.isEmpty()) {
                fields.add(new GroupType(Type.Repetition.OPTIONAL, group, types));
            }
        });
        var schema = new MessageType("row", fields);
        try (var writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(schema)
                .build()) {
            for (int row = 0; row < table.rows().size(); row++) {
                Group record = new SimpleGroupFactory(schema).newGroup();
                table.groups(row).forEach((group, values) -> {
                    var to = group.isEmpty() ? record : record.addGroup(group);
                    values.forEach(to::add);
                });
                writer.write(record);
            }
        }
    }
}
