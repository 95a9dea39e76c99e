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
    void namesWhatAContractDoesNotKnow() throws IOException {
        var columns = new NamedColumns(List.of("a", "b/c"), Set.of("d"), '/');
        read("<t><r x='1'><a>1</a><b><c>2</c><e>3</e></b><d><f>4</f></d></r></t>", columns);

        assertThat(columns.seen()).containsExactly("a", "b/c");
        assertThat(columns.unexpected()).containsExactly("@x", "b/e");
    }

    private List<String> json(String text) throws IOException {
        var file = Files.writeString(folder.resolve("x.json"), text);
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

    private List<String> read(String text, NamedColumns columns) throws IOException {
        var file = Files.writeString(folder.resolve("x.xml"), text);
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
