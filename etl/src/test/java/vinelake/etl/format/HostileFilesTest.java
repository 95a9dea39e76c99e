package vinelake.etl.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vinelake.etl.text.RowFile;

/** Files that are not what they should be: refused with what to do, or read as what they say. */
class HostileFilesTest {

    private static final Charset GB18030 = Charset.forName("GB18030");

    @TempDir
    private Path folder;

    private final List<String> unclaimed = new ArrayList<>();

    @Test
    void refusesAnArchiveThatGrowsBeyondReason() throws IOException {
        var bomb = zip("big.csv", new byte[80 << 20]);

        assertThatThrownBy(() -> unpack(bomb, Optional.empty()))
                .isInstanceOf(FormatException.class)
                .hasMessage("grows to more than 200 times its size. Deliver it in parts");
    }

    @Test
    void takesAnEntryByTheNameThatChineseWindowsGaveIt() throws IOException {
        var file = folder.resolve("a.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file), GB18030)) {
            zip.putNextEntry(new ZipEntry("处罚/明细.csv"));
            zip.write('x');
            zip.putNextEntry(new ZipEntry("../../etc/明细2.csv"));
            zip.write('y');
            zip.putNextEntry(new ZipEntry("__MACOSX/明细.csv"));
            zip.putNextEntry(new ZipEntry("说明.txt"));
        }

        assertThat(unpack(file, Optional.of("*.csv")))
                .extracting(Archive.Entry::name)
                .containsExactly("a.zip!/../../etc/明细2.csv", "a.zip!/处罚/明细.csv");
        assertThat(unclaimed).containsExactly("a.zip!/说明.txt");
        assertThat(Files.exists(folder.resolve("../etc"))).isFalse();
    }

    @Test
    void refusesAnArchiveInAnArchiveAndOneThatIsCutOff() throws IOException {
        var within = zip("b.tar.gz", new byte[1]);
        assertThatThrownBy(() -> unpack(within, Optional.empty()))
                .hasMessage("has an archive in it. Deliver the files in one archive");

        var whole = Files.readAllBytes(zip("c.csv", new byte[1 << 10]));
        var cut = Files.write(folder.resolve("a.zip"), java.util.Arrays.copyOf(whole, whole.length - 30));
        assertThatThrownBy(() -> unpack(cut, Optional.empty()))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("damaged or cut off");
        assertThatThrownBy(() -> unpack(zip("c.txt", new byte[1]), Optional.of("*.csv")))
                .hasMessage(
                        "has no file that the contract takes in it. Deliver it with one, or correct the contract's entries");
    }

    @Test
    void refusesAFileThatIsNoWorkbookAndSaysWhatItMayBe() throws IOException {
        var text = Files.writeString(folder.resolve("a.xlsx"), "代码,名称\nA1,甲\n");
        assertThatThrownBy(() -> SheetRows.open(text, Optional.empty())).hasMessageContaining("If it is text");

        var old = Files.write(folder.resolve("b.xlsx"), new byte[] {
            (byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1, 0
        });
        assertThatThrownBy(() -> SheetRows.open(old, Optional.empty())).hasMessageContaining("Save it as .xlsx");

        var noWorkbook = zip("x", new byte[9]);
        assertThatThrownBy(() -> SheetRows.open(noWorkbook, Optional.empty())).hasMessageContaining("damaged workbook");

        var workbook = workbook(sheet -> sheet.value(0, 0, "x"));
        assertThatThrownBy(() -> SheetRows.open(workbook, Optional.of("六月")))
                .hasMessage("has no sheet '六月'. There are: s");
    }

    @Test
    void readsCellsAsAPersonSeesThem() throws IOException {
        var file = workbook(sheet -> {
            sheet.value(0, 0, 0.1 + 0.2);
            sheet.value(0, 1, new BigDecimal("123456789012"));
            sheet.value(0, 2, LocalDateTime.of(2026, 6, 30, 13, 5, 7));
            sheet.style(0, 2).format("yyyy-mm-dd hh:mm:ss").set();
            sheet.value(0, 3, 46203);
            sheet.value(0, 4, true);
            sheet.value(0, 5, 1);
            sheet.style(0, 5).format("yyyy/m/d").set();
            sheet.value(0, 6, 61);
            sheet.style(0, 6).format("yyyy/m/d").set();
            sheet.value(0, 7, 1_250_000.5);
            sheet.style(0, 7).format("#,##0.00").set();
            sheet.value(0, 8, "00123");
        });
        try (var rows = SheetRows.open(file, Optional.empty())) {
            assertThat(rows.next()).isTrue();
            // 46,203 days after 30 December 1899 is 30 June 2026; Excel's day 1 is 1 January 1900, its day 61 is 1
            // March.
            assertThat(rows.fields(10, Set.of(3)))
                    .containsExactly(
                            "0.3",
                            "123456789012",
                            "2026-06-30 13:05:07.000",
                            "2026-06-30",
                            "true",
                            "1900-01-01",
                            "1900-03-01",
                            "1250000.5",
                            "00123",
                            null);
            assertThat(rows.fields(0, Set.of()).get(3)).isEqualTo("46203");
        }
    }

    /** An exponent, a word of a style and a year are no days, and no calendar has what is beyond Excel's last one. */
    @Test
    void takesNoNumberForADateThatIsNone() throws IOException {
        var file = workbook(sheet -> {
            sheet.value(0, 0, new BigDecimal("91320100748204660"));
            sheet.style(0, 0).format("0.00E+00").set();
            sheet.value(0, 1, 1250);
            sheet.style(0, 1).format("General&quot;元&quot;").set();
            sheet.value(0, 2, 2026);
            sheet.value(0, 3, 20260630);
            sheet.style(0, 3).format("yyyy/m/d").set();
            sheet.value(0, 4, 202606);
        });
        try (var rows = SheetRows.open(file, Optional.empty())) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.fields(0, Set.of(2, 3, 4)))
                    .containsExactly("91320100748204700", "1250", "2026", "20260630", "202606");
        }
    }

    @Test
    void holdsJsonInAnotherCharsetWithItsLine() throws IOException {
        for (var text : List.of("[{\"a\": \"1\"},\n{\"a\": \"甲\"}]", "{\"a\": \"1\"}\n{\"a\": \"甲\"}\n")) {
            var file = Files.write(folder.resolve("g.json"), text.getBytes(GB18030));
            assertThatThrownBy(() -> json(file))
                    .isInstanceOf(FormatException.class)
                    .hasMessage(
                            "line 2: has bytes that are no text in UTF-8. Correct the contract's charset or the delivery");
        }
        assertThat(json("[{\"a\": \"\\ud800\"}, {\"a\": \"\\ud83d\\ude00\"}]"))
                .containsExactly("1,,", "2,\uD83D\uDE00");
    }

    @Test
    void takesAnObjectThatIsNotThereForNoValue() throws IOException {
        var rows = Files.createTempFile(folder, "rows", "");
        var columns = new NamedColumns(List.of("a", "b.c"), Set.of(), '.');
        var file =
                Files.writeString(folder.resolve("n.json"), "[{\"a\": 1, \"b\": {\"c\": 2}}, {\"a\": 3, \"b\": null}]");
        try (var to = new RowFile(rows)) {
            JsonRows.read(file, StandardCharsets.UTF_8, Optional.empty(), columns, to);
        }
        assertThat(Files.readAllLines(rows)).containsExactly("1,1,2", "2,3,");
        assertThat(columns.unexpected()).isEmpty();

        var elements = new NamedColumns(List.of("a", "b/c"), Set.of(), '/');
        assertThat(read("<t><r><a>1</a><b><c>2</c></b></r><r><a>3</a><b/></r></t>", elements))
                .containsExactly("1,1,2", "2,3,");
        assertThat(elements.unexpected()).isEmpty();
    }

    /** A changed byte of a file: its rows, or a message; never another failure. */
    @Test
    void readsAnyFileOrSaysWhatIsWrong() throws IOException {
        var random = new java.util.Random(20260630);
        var workbook = Files.readAllBytes(workbook(sheet -> {
            for (int i = 0; i < 50; i++) {
                sheet.value(i, 0, "C" + i);
                sheet.value(i, 1, 46_000 + i);
                sheet.style(i, 1).format("yyyy/m/d").set();
            }
        }));
        var zip = Files.readAllBytes(zip("a.csv", "代码,名称\nA1,甲\n".repeat(50).getBytes(GB18030)));
        var xml = "<?xml version='1.0' encoding='UTF-8'?><t><r x='1'><a>甲</a></r></t>".getBytes(StandardCharsets.UTF_8);
        var json = "[{\"a\": \"甲\", \"b\": [1, {\"c\": 1.5e3}]}]".getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            refused += refuses(() -> readSheet(file(changed(workbook, random))));
            refused += refuses(() -> unpack(file(changed(zip, random)), Optional.empty()));
            refused += refuses(() -> xml(file(changed(xml, random))));
            refused += refuses(() -> json(file(changed(json, random))));
        }
        assertThat(refused).isBetween(300, 1_199);
    }

    private interface Reading {
        void read() throws IOException;
    }

    private static int refuses(Reading reading) throws IOException {
        try {
            reading.read();
            return 0;
        } catch (FormatException e) {
            return 1;
        }
    }

    private static byte[] changed(byte[] whole, java.util.Random random) {
        var bytes = whole.clone();
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        return random.nextInt(4) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("changed"), content);
    }

    private static void readSheet(Path file) throws IOException {
        try (var rows = SheetRows.open(file, Optional.empty())) {
            while (rows.next()) {
                assertThat(rows.fields(2, Set.of(1)).size()).isGreaterThanOrEqualTo(2);
            }
        }
    }

    @Test
    void refusesAnEntryWhoseChecksumIsAnother() throws IOException {
        var file = folder.resolve("s.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            var entry = new ZipEntry("a.csv");
            var crc = new java.util.zip.CRC32();
            crc.update("100".getBytes(StandardCharsets.US_ASCII));
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(3);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write("100".getBytes(StandardCharsets.US_ASCII));
        }
        var bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("100");
        bytes[at] = '9';
        Files.write(file, bytes);

        assertThatThrownBy(() -> unpack(file, Optional.empty())).hasMessageContaining("damaged");
    }

    /** What an array says after its fault nobody knows; a line has its own end. */
    @Test
    void refusesALineThatIsNoObjectAndHoldsAnArrayThatIsBroken() throws IOException {
        assertThat(json("{\"a\": \"1\"}\n{\"a\": \n[1]\n\n{\"a\": \"2\"}\n"))
                .containsExactly("1,1", "2,,", "3,,", "5,2");
        assertThatThrownBy(() -> json("[{\"a\": \"1\"},\n{\"a\": \"秘密\", }]"))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("line 2, column")
                .hasMessageNotContaining("秘密");
        assertThatThrownBy(() -> json("a,b\n1,2\n")).hasMessageContaining("is no JSON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"a\": 1.50}]|1,1.50",
                "[{\"a\": 12345678901234567890.10}]|1,12345678901234567890.10",
                "[{\"a\": 1e3}]|1,1000",
                "[{\"a\": 1e999999}]|1,1E+999999",
                "[{\"a\": true}]|1,true",
                "[{\"a\": null}]|1,",
                "[{}]|1,",
                "[{\"a\": [1, {\"b\": 2}]}]|1,'\"[1,{\"\"b\"\":2}]\"'",
                "[7]|1,,"
            })
    void writesValuesAsTheyAre(String json, String row) throws IOException {
        assertThat(json(json)).containsExactly(row.replace("'", ""));
    }

    @Test
    void refusesARowThatSaysAValueTwice() throws IOException {
        assertThat(xml("<t><r><a>1</a></r><r><a>1</a><a>2</a></r></t>")).containsExactly("1,1", "2,,");
        assertThatThrownBy(() -> json("[{\"a\": 1, \"a\": 2}]")).isInstanceOf(FormatException.class);
    }

    @Test
    void fetchesNoEntityAndReadsNoDocumentType() throws IOException {
        var secret = Files.writeString(folder.resolve("secret"), "secret");

        assertThatThrownBy(() -> xml(
                        "<!DOCTYPE t [<!ENTITY e SYSTEM \"%s\">]><t><r><a>&e;</a></r></t>".formatted(secret.toUri())))
                .isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> xml("<t><r><a>1</b></r></t>"))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("line 1");
    }

    @Test
    void holdsXmlWhoseBytesAreNoText() throws IOException {
        var file = Files.write(folder.resolve("g.xml"), "<t><r><a>甲</a></r></t>".getBytes(GB18030));

        assertThatThrownBy(() -> xml(file))
                .hasMessage("is no XML in the charset that it declares. Deliver the file anew");
    }

    @Test
    void namesWhatAContractDoesNotKnow() throws IOException {
        var columns = new NamedColumns(List.of("a", "b/c"), Set.of("d"), '/');
        read("<t><r x='1'><a>1</a><b><c>2</c><e>3</e></b><d><f>4</f></d></r></t>", columns);

        assertThat(columns.seen()).containsExactly("a", "b/c");
        assertThat(columns.unexpected()).containsExactly("@x", "b/e");
    }

    private List<String> json(String text) throws IOException {
        return json(Files.writeString(folder.resolve("x.json"), text));
    }

    private List<String> json(Path file) throws IOException {
        var rows = Files.createTempFile(folder, "rows", "");
        try (var to = new RowFile(rows)) {
            JsonRows.read(
                    file, StandardCharsets.UTF_8, Optional.empty(), new NamedColumns(List.of("a"), Set.of(), '.'), to);
        }
        return Files.readAllLines(rows);
    }

    private List<String> xml(String text) throws IOException {
        return read(text, new NamedColumns(List.of("a"), Set.of(), '/'));
    }

    private List<String> xml(Path file) throws IOException {
        return read(file, new NamedColumns(List.of("a"), Set.of(), '/'));
    }

    private List<String> read(String text, NamedColumns columns) throws IOException {
        return read(Files.writeString(folder.resolve("x.xml"), text), columns);
    }

    private List<String> read(Path file, NamedColumns columns) throws IOException {
        var rows = Files.createTempFile(folder, "rows", "");
        try (var to = new RowFile(rows)) {
            XmlRows.read(file, "r", columns, to);
        }
        return Files.readAllLines(rows);
    }

    private interface Filling {
        void fill(Worksheet sheet);
    }

    private Path workbook(Filling filling) throws IOException {
        var file = folder.resolve("w.xlsx");
        try (var out = Files.newOutputStream(file)) {
            var workbook = new Workbook(out, "test", "1.0");
            filling.fill(workbook.newWorksheet("s"));
            workbook.finish();
        }
        return file;
    }

    private Path zip(String entry, byte[] content) throws IOException {
        var file = Files.createTempFile(folder, "z", ".zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content);
        }
        return file;
    }

    private List<Archive.Entry> unpack(Path file, Optional<String> entries) throws IOException {
        return Archive.unpack(file, "a.zip", entries, folder, unclaimed::add);
    }
}
