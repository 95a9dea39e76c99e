package vinelake.etl.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dhatim.fastexcel.Workbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import tools.jackson.databind.json.JsonMapper;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Format;
import vinelake.core.contract.JsonFormat;
import vinelake.core.contract.Mode;
import vinelake.core.contract.ParquetFormat;
import vinelake.core.contract.Promises;
import vinelake.core.contract.RowRule;
import vinelake.core.contract.Section;
import vinelake.core.contract.SheetFormat;
import vinelake.core.contract.TextFormat;
import vinelake.core.contract.XmlFormat;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.core.value.PersonalHash;
import vinelake.etl.ingest.IngestDeliveries;
import vinelake.etl.ingest.LandingKey;
import vinelake.lake.Delivery;
import vinelake.lake.Delivery.Counts;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Made;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;

/** One delivery of the same 1,000 rows in each format: the same rows, and each can be found where the lake says. */
@ExtendWith(SharedSpark.class)
class FormatsTest {

    private static final int ROWS = 1_000;
    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final List<String> HEADER = List.of("编号", "名称", "金额", "日期", "说明", "联系人", "备注");
    private static final List<Integer> WIDTHS = List.of(8, 40, 12, 12, 48, 16, 8);
    private static final List<String> FOOTER = List.of("合计", "制表人");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SparkSession spark;
    private final Map<String, Find> found = new LinkedHashMap<>();
    private final List<Contract> contracts = new ArrayList<>();

    @TempDir
    private Path folder;

    private Path inbox;

    /** Opens a delivered file and finds the code of the row at a place, by other means than the lake's. */
    private interface Find {
        String code(String file, long number) throws Exception;
    }

    FormatsTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void takesTheSameRowsFromEveryFormatAndSaysWhereEachIs() throws Exception {
        inbox = Files.createDirectories(folder.resolve("inbox"));
        for (var charset : List.of(StandardCharsets.UTF_8, GB18030, StandardCharsets.UTF_16)) {
            delimited(charset);
            jsonLines(charset);
        }
        fixedWidth(StandardCharsets.UTF_8);
        fixedWidth(GB18030);
        sheet();
        jsonArray();
        xml(StandardCharsets.UTF_8);
        xml(GB18030);
        parquet();
        zip();
        gzip();
        tar();

        var deliveries = ingest();

        // 1,000 rows: every 50th is not readable as a number, every 70th breaks the rule, every 90th is doubled.
        assertThat(deliveries).hasSize(contracts.size()).allSatisfy(delivery -> {
            assertThat(delivery.reason()).as(delivery.dataset().toString()).isEmpty();
            assertThat(delivery.counts())
                    .as(delivery.dataset().toString())
                    .isEqualTo(new Counts(1_011, 968, 35, 8, 0, 0));
        });
        var expected = accepted(contracts.get(0));
        assertThat(expected).hasSize(968);
        for (var contract : contracts) {
            assertThat(accepted(contract)).as(contract.name().toString()).isEqualTo(expected);
            assertThat(refused(contract))
                    .as(contract.name().toString())
                    .isEqualTo(Map.of("amount_cny.type", 22L, "amount_is_positive", 13L));
            findEach(contract);
        }
        try (var left = Files.list(Path.of(spark.sparkContext().getConf().get("spark.local.dir")))) {
            assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.startsWith("rows-"));
        }
    }

    private void findEach(Contract contract) throws Exception {
        var find = found.get(contract.name().dataset());
        var rows = lake().read(Table.records(contract))
                .select("code", "file", "line_number")
                .collectAsList();
        // All of them would open the file a thousand times.
        for (int i = 0; i < rows.size(); i += 97) {
            var row = rows.get(i);
            assertThat(find.code(row.getString(1), row.getLong(2)))
                    .as("%s: %s, %d", contract.name(), row.getString(1), row.getLong(2))
                    .isEqualTo(row.getString(0));
        }
    }

    private Set<String> accepted(Contract contract) {
        return lake()
                .read(Table.records(contract))
                .selectExpr("code", "name", "amount_cny", "paid_on", "note", "contact", "hex(row_hash)")
                .collectAsList()
                .stream()
                .map(Object::toString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The rules that are broken, and how often. */
    private Map<String, Long> refused(Contract contract) {
        return lake()
                .read(Tables.QUARANTINE)
                .where("dataset = '%s'".formatted(contract.name().dataset()))
                .selectExpr("concat_ws(',', rules)", "text")
                .collectAsList()
                .stream()
                .peek(row -> assertThat(row.getString(1)).doesNotContain("13900"))
                .collect(Collectors.groupingBy(row -> row.getString(0), Collectors.counting()));
    }

    private static List<List<String>> rows() {
        var rows = new ArrayList<List<String>>();
        for (int i = 1; i <= ROWS; i++) {
            var row = List.of(
                    "C%05d".formatted(i),
                    "苏州第%d食品有限公司".formatted(i),
                    i % 50 == 0 ? "很多" : "%d.%02d".formatted(i % 70 == 0 ? -i : i, i % 100),
                    LocalDate.of(2026, 1, 1).plusDays(i % 150).toString(),
                    i % 3 == 0 ? "热食, \"含\"<预>&包装" : "一般",
                    "13900%06d".formatted(i),
                    "x" + i % 7);
            rows.add(row);
            if (i % 90 == 0) {
                rows.add(row);
            }
        }
        return rows;
    }

    private void delimited(Charset charset) throws IOException {
        var name = "csv_" + charset.name().toLowerCase(java.util.Locale.ROOT).replace('-', '_');
        Files.write(file(name, "csv"), csv().getBytes(charset));
        add(name, "csv", new TextFormat(charset, ',', Optional.of('"'), true, List.of(), FOOTER), HEADER);
        found.put(name, (file, number) -> lineOf(Files.readString(inbox.resolve(file), charset), number));
    }

    private static String csv() {
        var text = new StringBuilder("苏州市某某情况统计表,,,,,,\n单位：元,,,,,,\n");
        text.append(String.join(",", HEADER)).append('\n');
        for (var row : rows()) {
            text.append(row.stream()
                            .map(field -> "\"" + field.replace("\"", "\"\"") + "\"")
                            .collect(Collectors.joining(",")))
                    .append('\n');
        }
        return text.append("合计,,123456.00,,,,\n\n制表人：王某,,,,,,\n").toString();
    }

    private static String lineOf(String text, long number) {
        return text.lines().skip(number - 1).findFirst().orElseThrow().substring(1, 7);
    }

    private void fixedWidth(Charset charset) throws IOException {
        var name = "fixed_" + charset.name().toLowerCase(java.util.Locale.ROOT).replace('-', '_');
        try (var out = Files.newOutputStream(file(name, "txt"))) {
            for (var row : rows()) {
                for (int i = 0; i < row.size(); i++) {
                    var bytes = row.get(i).getBytes(charset);
                    out.write(bytes);
                    out.write(" ".repeat(WIDTHS.get(i) - bytes.length).getBytes(StandardCharsets.US_ASCII));
                }
                out.write('\n');
            }
            out.write("合计  123456.00\n".getBytes(charset));
        }
        add(
                name,
                "txt",
                TextFormat.ofWidths(charset, WIDTHS, false).withFooter(FOOTER),
                IntStream.rangeClosed(1, 7).mapToObj(i -> "#" + i).toList());
        found.put(
                name,
                (file, number) -> Files.readString(inbox.resolve(file), charset)
                        .lines()
                        .skip(number - 1)
                        .findFirst()
                        .orElseThrow()
                        .substring(0, 6));
    }

    private void sheet() throws IOException {
        try (var out = Files.newOutputStream(file("sheet", "xlsx"))) {
            var workbook = new Workbook(out, "test", "1.0");
            workbook.newWorksheet("说明").value(0, 0, "本表由某某提供");
            var sheet = workbook.newWorksheet("明细");
            sheet.value(0, 0, "苏州市某某情况统计表");
            sheet.range(0, 0, 0, 6).merge();
            for (int i = 0; i < HEADER.size(); i++) {
                sheet.value(2, i, HEADER.get(i));
            }
            int at = 3;
            for (var row : rows()) {
                // A row without a value is none.
                at += at == 40 ? 2 : 1;
                for (int i = 0; i < row.size(); i++) {
                    if (i == 2 && !row.get(i).equals("很多")) {
                        sheet.value(at, i, new BigDecimal(row.get(i)));
                    } else if (i == 3) {
                        sheet.value(at, i, LocalDate.parse(row.get(i)));
                        // The library that writes puts the style into the XML as it is.
                        if (at % 2 == 0) {
                            sheet.style(at, i)
                                    .format("yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;")
                                    .set();
                        }
                    } else {
                        sheet.value(at, i, row.get(i));
                    }
                }
            }
            sheet.value(at + 1, 0, "合计");
            sheet.value(at + 1, 2, 123456);
            workbook.finish();
        }
        add("sheet", "xlsx", new SheetFormat(Optional.of("明细"), true, FOOTER), HEADER);
        found.put("sheet", (file, number) -> cell(inbox.resolve(file.substring(0, file.indexOf('#'))), number));
    }

    /** By the workbook's XML. */
    private static String cell(Path workbook, long row) throws Exception {
        try (var zip = new ZipFile(workbook.toFile())) {
            var sheet = document(zip.getInputStream(zip.getEntry("xl/worksheets/sheet2.xml")));
            var strings = document(zip.getInputStream(zip.getEntry("xl/sharedStrings.xml")))
                    .getElementsByTagName("si");
            var cells = sheet.getElementsByTagName("c");
            for (int i = 0; i < cells.getLength(); i++) {
                var cell = (Element) cells.item(i);
                if (cell.getAttribute("r").equals("A" + row)) {
                    return strings.item(Integer.parseInt(cell.getTextContent())).getTextContent();
                }
            }
        }
        return "nothing";
    }

    private static org.w3c.dom.Document document(InputStream xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml);
    }

    private static final List<String> PATHS = List.of("编号", "名称", "金额", "日期", "明细.说明", "明细.联系人", "备注");

    private static String object(List<String> row) {
        var amount = row.get(2).equals("很多") ? "\"很多\"" : row.get(2);
        return "{\"编号\":%s,\"名称\":%s,\"明细\":{\"联系人\":%s,\"说明\":%s},\"金额\":%s,\"日期\":%s,\"备注\":%s}"
                .formatted(
                        quoted(row.get(0)),
                        quoted(row.get(1)),
                        quoted(row.get(5)),
                        quoted(row.get(4)),
                        amount,
                        quoted(row.get(3)),
                        quoted(row.get(6)));
    }

    private static String quoted(String text) {
        return JSON.writeValueAsString(text);
    }

    private void jsonLines(Charset charset) throws IOException {
        var name = "lines_" + charset.name().toLowerCase(java.util.Locale.ROOT).replace('-', '_');
        var text = rows().stream().map(FormatsTest::object).collect(Collectors.joining("\n\n", "", "\n"));
        Files.write(file(name, "jsonl"), text.getBytes(charset));
        add(name, "jsonl", new JsonFormat(charset, Optional.empty()), PATHS);
        found.put(
                name,
                (file, number) -> JSON.readTree(Files.readString(inbox.resolve(file), charset)
                                .lines()
                                .skip(number - 1)
                                .findFirst()
                                .orElseThrow())
                        .get("编号")
                        .asString());
    }

    private void jsonArray() throws IOException {
        var text = rows().stream()
                .map(FormatsTest::object)
                .collect(Collectors.joining(",\n", "{\"total\": 7, \"data\": {\"items\": [", "]}}"));
        Files.writeString(file("array", "json"), text);
        add("array", "json", new JsonFormat(StandardCharsets.UTF_8, Optional.of("/data/items")), PATHS);
        found.put(
                "array",
                (file, number) -> JSON.readTree(Files.readString(inbox.resolve(file)))
                        .at("/data/items/" + (number - 1))
                        .get("编号")
                        .asString());
    }

    private void xml(Charset charset) throws IOException {
        var name = "xml_" + charset.name().toLowerCase(java.util.Locale.ROOT).replace('-', '_');
        var text = new StringBuilder(
                "<?xml version=\"1.0\" encoding=\"%s\"?>\n<表><标题>某某</标题>\n".formatted(charset.name()));
        for (var row : rows()) {
            text.append(
                    "<行 编号=\"%s\"><名称>%s</名称><金额>%s</金额><日期>%s</日期><明细><说明><![CDATA[%s]]></说明><联系人>%s</联系人></明细><备注>%s</备注></行>\n"
                            .formatted(row.toArray()));
        }
        Files.write(file(name, "xml"), text.append("</表>").toString().getBytes(charset));
        add(name, "xml", new XmlFormat("行"), List.of("@编号", "名称", "金额", "日期", "明细/说明", "明细/联系人", "备注"));
        found.put(
                name,
                (file, number) -> ((Element) document(Files.newInputStream(inbox.resolve(file)))
                                .getElementsByTagName("行")
                                .item((int) number - 1))
                        .getAttribute("编号"));
    }

    private void parquet() throws IOException {
        var schema = new StructType();
        for (var name : HEADER) {
            schema = schema.add(name, DataTypes.StringType);
        }
        var written = folder.resolve("parquet");
        spark.createDataFrame(
                        rows().stream()
                                .map(row -> RowFactory.create(row.toArray()))
                                .toList(),
                        schema)
                .coalesce(1)
                .write()
                .parquet(written.toString());
        try (var parts = Files.list(written)) {
            Files.copy(
                    parts.filter(path -> path.toString().endsWith(".parquet"))
                            .findFirst()
                            .orElseThrow(),
                    file("parquet", "parquet"));
        }
        add("parquet", "parquet", new ParquetFormat(), HEADER);
        var back = spark.read().parquet(written.toString()).collectAsList();
        found.put("parquet", (file, number) -> back.get((int) number - 1).getString(0));
    }

    private void zip() throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file("zip", "zip")), GB18030)) {
            zip.putNextEntry(new ZipEntry("说明.txt"));
            zip.write("no rows".getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("六月/明细.csv"));
            zip.write(csv().getBytes(GB18030));
        }
        add("zip", "zip", new TextFormat(GB18030, ',', Optional.of('"'), true, List.of(), FOOTER), HEADER);
        found.put("zip", (file, number) -> {
            assertThat(file).isEqualTo("zip/x_2026-06.zip!/六月/明细.csv");
            try (var zip = new ZipFile(inbox.resolve("zip/x_2026-06.zip").toFile(), GB18030)) {
                return lineOf(
                        new String(zip.getInputStream(zip.getEntry("六月/明细.csv")).readAllBytes(), GB18030), number);
            }
        });
    }

    private void gzip() throws IOException {
        try (var gzip = new GZIPOutputStream(Files.newOutputStream(file("gzip", "csv.gz")))) {
            gzip.write(csv().getBytes(StandardCharsets.UTF_8));
        }
        add(
                "gzip",
                "csv.gz",
                new TextFormat(StandardCharsets.UTF_8, ',', Optional.of('"'), true, List.of(), FOOTER),
                HEADER);
        found.put(
                "gzip",
                (file, number) ->
                        lineOf(output("gzip", "-dc", inbox.resolve(file).toString()), number));
    }

    private void tar() throws Exception {
        var packed = Files.createDirectories(folder.resolve("packed/a"));
        Files.writeString(packed.resolve("b.csv"), csv());
        output(
                "tar",
                "-C",
                folder.resolve("packed").toString(),
                "-czf",
                file("tar", "tar.gz").toString(),
                "a");
        add(
                "tar",
                "tar.gz",
                new TextFormat(StandardCharsets.UTF_8, ',', Optional.of('"'), true, List.of(), FOOTER),
                HEADER);
        found.put("tar", (file, number) -> {
            assertThat(file).endsWith("!/a/b.csv");
            return lineOf(
                    output("tar", "-xzOf", inbox.resolve("tar/x_2026-06.tar.gz").toString(), "a/b.csv"), number);
        });
    }

    private static String output(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var out = new ByteArrayOutputStream();
        process.getInputStream().transferTo(out);
        assertThat(process.waitFor()).as(out.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private Path file(String dataset, String ending) throws IOException {
        return Files.createDirectories(inbox.resolve(dataset)).resolve("x_2026-06." + ending);
    }

    private List<Delivery> ingest() {
        var hub = Made.hub(contracts.toArray(Contract[]::new));
        var job = new IngestDeliveries(
                hub,
                inbox,
                Optional.of(PersonalHash.of(new byte[32], 1)),
                Optional.of(LandingKey.of(new byte[32], 1)),
                secret -> "");
        job.run(new JobContext(
                "run",
                LocalDate.of(2026, 6, 30),
                Instant.parse("2026-07-01T00:00:00Z"),
                Clock.systemUTC(),
                hub,
                lake(),
                Progress.SILENT,
                Optional.empty()));
        assertThat(job.unclaimed()).containsExactly("zip/x_2026-06.zip!/说明.txt");
        return job.seen();
    }

    private Lake lake() {
        return Lake.at(spark, folder.resolve("lake").toUri());
    }

    private void add(String dataset, String ending, Format format, List<String> sources) {
        contracts.add(new Contract(
                new DatasetName("a", dataset),
                "1.0.0",
                dataset,
                "0123456789abcdef",
                Mode.APPEND,
                Optional.empty(),
                dataset + "/x_{as_of_date}." + ending,
                format,
                dataset.equals("zip") ? Optional.of("*.csv") : Optional.empty(),
                Optional.empty(),
                List.of(
                        column("code", sources.get(0), ColumnType.of(ColumnType.Kind.STRING), false),
                        column("name", sources.get(1), ColumnType.of(ColumnType.Kind.STRING), false),
                        column("amount_cny", sources.get(2), ColumnType.decimal(12, 2), false),
                        column("paid_on", sources.get(3), ColumnType.of(ColumnType.Kind.DATE), false),
                        column("note", sources.get(4), ColumnType.of(ColumnType.Kind.STRING), false),
                        column("contact", sources.get(5), ColumnType.of(ColumnType.Kind.STRING), true)),
                Set.of(sources.get(6)),
                Set.of(),
                List.of(new RowRule("amount_is_positive", "amount_cny > 0", "金额大于 0")),
                "test",
                Optional.empty(),
                new Section("x", Section.Disclosure.OPEN),
                60,
                Promises.NONE));
    }

    private static ContractColumn column(String name, String source, ColumnType type, boolean isPersonal) {
        return new ContractColumn(name, source, source, type, true, false, isPersonal, Optional.empty(), Map.of());
    }
}
