package vinelake.etl.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dhatim.fastexcel.Workbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import vinelake.core.identifier.Uscc;
import vinelake.lake.Delivery.Counts;
import vinelake.lake.SharedSpark;

/** The same table in each format drafts the same columns, and every row of each is taken in under its draft. */
@ExtendWith(SharedSpark.class)
class SameTableInEveryFormatTest {

    private static final int ROWS = 60;
    private static final long SEED = 20_260_630;
    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final List<String> HEADER =
            List.of("统一社会信用代码", "企业名称", "法定代表人", "联系电话", "登记日期", "注册资本", "从业人数", "是否注销", "备注");

    private static final List<String> FACTS = List.of(
            "uscc STRING key uscc",
            "enterprise_name STRING",
            "legal_representative STRING personal",
            "contact_phone STRING personal",
            "registered_on DATE",
            "registered_capital DECIMAL(18,2)",
            "employee_count BIGINT",
            "is_zhu_xiao BOOLEAN",
            "remark STRING");

    private final SparkSession spark;
    private final Path folder;
    private final DraftFolder place;

    SameTableInEveryFormatTest(SparkSession spark, @TempDir Path folder) {
        this.spark = spark;
        this.folder = folder;
        this.place = new DraftFolder(folder);
    }

    @Test
    void draftsTheSameColumnsAndTakesInEveryRow() throws Exception {
        var rows = rows();
        Collections.shuffle(rows, new Random(SEED));
        var files = List.of(
                write("csv", "csv", csv(rows).getBytes(StandardCharsets.UTF_8)),
                write("gb", "txt", csv(rows).replace(',', '\t').getBytes(GB18030)),
                write("wide", "csv", around(csv(rows)).getBytes(StandardCharsets.UTF_16)),
                write("titled", "csv", around(csv(rows)).getBytes(GB18030)),
                write("lines", "jsonl", lines(rows).getBytes(StandardCharsets.UTF_8)),
                write("gblines", "json", lines(rows).getBytes(GB18030)),
                write("array", "json", array(rows).getBytes(StandardCharsets.UTF_8)),
                write(
                        "nested",
                        "json",
                        ("{\"code\":0,\"data\":{\"notes\":[{\"a\":1}],\"items\":" + array(rows) + "}}")
                                .getBytes(StandardCharsets.UTF_8)),
                write("xml", "xml", elements(rows).getBytes(StandardCharsets.UTF_8)),
                write("attributes", "xml", attributes(rows).getBytes(GB18030)),
                write("sheet", "xlsx", sheet(rows)),
                write("parquet", "parquet", parquet(rows)),
                write("zip", "zip", zip("明细.csv", csv(rows).getBytes(GB18030))),
                write("zipsheet", "zip", zip("明细.xlsx", sheet(rows))),
                write("gzip", "json.gz", gzip(array(rows).getBytes(StandardCharsets.UTF_8))),
                write("tar", "tar.gz", tar("六月/明细.xml", elements(rows).getBytes(StandardCharsets.UTF_8))));

        var drafts = place.drafts(Draft.Where.ANYWHERE, files.toArray(Path[]::new));

        assertThat(drafts).hasSameSizeAs(files);
        var contracts = new ArrayList<vinelake.core.contract.Contract>();
        for (var draft : drafts) {
            var contract = place.contract(draft);
            contracts.add(contract);
            assertThat(DraftFolder.facts(contract)).as(draft.path()).isEqualTo(FACTS);
            assertThat(draft.rows()).as(draft.path()).isEqualTo(ROWS);
            assertThat(draft.path()).endsWith("_{as_of_date}." + draft.path().replaceFirst(".*?\\.", ""));
        }
        var ingested = place.ingest(spark, drafts);
        var expected = new TreeSet<String>();
        for (int i = 0; i < drafts.size(); i++) {
            assertThat(ingested.counts(drafts.get(i)))
                    .as(drafts.get(i).path())
                    .isEqualTo(new Counts(ROWS, ROWS, 0, 0, 0, 0));
            var found = ingested
                    .rows(
                            contracts.get(i),
                            "uscc",
                            "enterprise_name",
                            "contact_phone",
                            "registered_on",
                            "registered_capital",
                            "employee_count",
                            "is_zhu_xiao",
                            "remark")
                    .stream()
                    .map(Row::toString)
                    .collect(Collectors.toCollection(TreeSet::new));
            expected = i == 0 ? found : expected;
            assertThat(found).as(drafts.get(i).path()).isEqualTo(expected).hasSize(ROWS);
        }
    }

    private Path write(String dataset, String ending, byte[] bytes) throws IOException {
        return Files.write(place.file("x/%s_202606.%s".formatted(dataset, ending)), bytes);
    }

    /** Of nobody: the divisions are given to none, and the phones' numbers are not assigned. */
    private static List<List<String>> rows() {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> List.of(
                        Uscc.withChecks("9199999%09d".formatted(i * 7_919)),
                        "藤湖市第%d器材有限公司".formatted(i),
                        "王李张".charAt(i % 3) + "小" + "明文英华".charAt(i % 4),
                        "1390000%04d".formatted(i),
                        LocalDate.of(2001, 1, 1).plusDays(i * 37L).toString(),
                        "%d.%02d".formatted(100_000 + i * 1_003, i % 100),
                        String.valueOf(3 + i % 40),
                        i % 5 == 0 ? "是" : "否",
                        i % 4 == 0 ? "" : "经营 <正常> & \"稳定\" " + i % 6))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static String csv(List<List<String>> rows) {
        var text = new StringBuilder(String.join(",", HEADER)).append('\n');
        for (var row : rows) {
            text.append(String.join(",", row.subList(0, 8)))
                    .append(",\"")
                    .append(row.get(8).replace("\"", "\"\""))
                    .append("\"\n");
        }
        return text.toString();
    }

    private static String around(String csv) {
        return "藤湖市企业登记情况表,,,,,,,,\n单位：元\n\n" + csv + "合计,,,,,123456789.00,,,\n制表人：某某  审核人：某某,,,,,,,,\n";
    }

    private static String quoted(String text) {
        return JSON.writeValueAsString(text);
    }

    private static String object(List<String> row) {
        return IntStream.range(0, HEADER.size())
                .filter(i -> i < 8 || !row.get(i).isEmpty())
                .mapToObj(i -> quoted(HEADER.get(i)) + ":" + (i == 5 || i == 6 ? row.get(i) : quoted(row.get(i))))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String lines(List<List<String>> rows) {
        return rows.stream().map(SameTableInEveryFormatTest::object).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String array(List<List<String>> rows) {
        return rows.stream().map(SameTableInEveryFormatTest::object).collect(Collectors.joining(",\n", "[", "]"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private static String elements(List<List<String>> rows) {
        return rows.stream()
                .map(row -> IntStream.range(0, HEADER.size())
                        .mapToObj(i -> "<%1$s>%2$s</%1$s>".formatted(HEADER.get(i), escaped(row.get(i))))
                        .collect(Collectors.joining("", "<企业>", "</企业>")))
                .collect(Collectors.joining(
                        "\n", "<?xml version=\"1.0\"?>\n<报文><报文头><时间>2026-06-30</时间></报文头><数据>", "</数据></报文>"));
    }

    private static String attributes(List<List<String>> rows) {
        return rows.stream()
                .map(row -> IntStream.range(0, HEADER.size())
                        .mapToObj(i -> "%s=\"%s\"".formatted(HEADER.get(i), escaped(row.get(i))))
                        .collect(Collectors.joining(" ", "<row ", "/>")))
                .collect(Collectors.joining("\n", "<?xml version=\"1.0\" encoding=\"GB18030\"?>\n<rows>", "</rows>"));
    }

    private static byte[] sheet(List<List<String>> rows) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var workbook = new Workbook(out, "Vinelake", "1.0")) {
            workbook.newWorksheet("说明").value(0, 0, "本表每月报送");
            var sheet = workbook.newWorksheet("明细");
            sheet.value(0, 0, "藤湖市企业登记情况表");
            sheet.value(1, 0, "单位：元");
            for (int i = 0; i < HEADER.size(); i++) {
                sheet.value(3, i, HEADER.get(i));
            }
            for (int at = 0; at < rows.size(); at++) {
                var row = rows.get(at);
                for (int i = 0; i < row.size(); i++) {
                    var text = row.get(i);
                    switch (i) {
                        case 4 -> {
                            sheet.value(4 + at, i, LocalDate.parse(text));
                            sheet.style(4 + at, i).format("yyyy/m/d").set();
                        }
                        case 5 -> sheet.value(4 + at, i, Double.valueOf(text));
                        case 6 -> sheet.value(4 + at, i, Integer.valueOf(text));
                        default -> sheet.value(4 + at, i, text.isEmpty() ? null : text);
                    }
                }
            }
            sheet.value(4 + rows.size(), 0, "合计");
            sheet.value(4 + rows.size(), 5, 123_456_789);
            sheet.value(6 + rows.size(), 0, "制表人：某某");
            workbook.finish();
        }
        return out.toByteArray();
    }

    private byte[] parquet(List<List<String>> rows) throws IOException {
        var schema = new StructType();
        for (int i = 0; i < HEADER.size(); i++) {
            schema = schema.add(
                    HEADER.get(i),
                    switch (i) {
                        case 4 -> DataTypes.DateType;
                        case 5 -> DataTypes.createDecimalType(16, 2);
                        case 6 -> DataTypes.LongType;
                        default -> DataTypes.StringType;
                    });
        }
        var values = rows.stream()
                .map(row -> RowFactory.create(
                        row.get(0),
                        row.get(1),
                        row.get(2),
                        row.get(3),
                        java.sql.Date.valueOf(row.get(4)),
                        new java.math.BigDecimal(row.get(5)),
                        Long.valueOf(row.get(6)),
                        row.get(7),
                        row.get(8).isEmpty() ? null : row.get(8)))
                .toList();
        var written = folder.resolve("written");
        spark.createDataFrame(values, schema).coalesce(1).write().parquet(written.toString());
        try (var parts = Files.list(written)) {
            return Files.readAllBytes(parts.filter(path -> path.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow());
        }
    }

    private static byte[] zip(String name, byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out, GB18030)) {
            zip.putNextEntry(new ZipEntry("读我.txt"));
            zip.write("六月的数据\n".getBytes(GB18030));
            zip.putNextEntry(new ZipEntry(name));
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] tar(String name, byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(out, "UTF-8")) {
            var entry = new TarArchiveEntry(name);
            entry.setSize(bytes.length);
            tar.putArchiveEntry(entry);
            tar.write(bytes);
            tar.closeArchiveEntry();
        }
        return gzip(out.toByteArray());
    }
}
