package vinelake.etl.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.dhatim.fastexcel.VisibilityState;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.SheetFormat;
import vinelake.lake.Delivery.Counts;
import vinelake.lake.SharedSpark;

/** Workbooks as people make them; what is right was worked out by hand. */
@ExtendWith(SharedSpark.class)
class SheetDraftTest {

    private final SparkSession spark;
    private final DraftFolder place;

    SheetDraftTest(SparkSession spark, @TempDir Path folder) {
        this.spark = spark;
        this.place = new DraftFolder(folder);
    }

    private interface Content {
        void write(Workbook workbook);
    }

    private Path workbook(String name, Content content) throws IOException {
        var file = place.file(name);
        try (var out = Files.newOutputStream(file);
                var workbook = new Workbook(out, "Vinelake", "1.0")) {
            content.write(workbook);
            workbook.finish();
        }
        return file;
    }

    /** Rows of text, whole numbers, decimals and days; null for nothing. */
    private static void fill(Worksheet sheet, Object[]... rows) {
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < rows[row].length; column++) {
                var value = rows[row][column];
                if (value instanceof LocalDate day) {
                    sheet.value(row, column, day);
                    sheet.style(row, column).format("yyyy-mm-dd").set();
                } else if (value instanceof Number number) {
                    sheet.value(row, column, number);
                } else if (value != null) {
                    sheet.value(row, column, value.toString());
                }
            }
        }
    }

    private static Object[] row(Object... cells) {
        return cells;
    }

    @Test
    void findsTheTableInWorkbooksThatPeopleMadeAndTakesInItsRows() throws IOException {
        // A header of two rows, merged above and at the side.
        var twofold = workbook(
                "a/利率与流失率.xlsx",
                book -> fill(
                        book.newWorksheet("Sheet1"),
                        row("贷款利率", "流失率", null),
                        row(null, "信誉A", "信誉B"),
                        row(0.04, 0.1, 0.2),
                        row(0.05, 0.15, 0.25),
                        row(0.06, 0.3, 0.35)));
        // Two columns of one name under two groups: only positions tell them apart.
        var repeated = workbook(
                "b/进出口.xlsx",
                book -> fill(
                        book.newWorksheet("Sheet1"),
                        row("进出口情况"),
                        row("年份", "进口", null, "出口", null),
                        row(null, "数量", "金额", "数量", "金额"),
                        row(2023, 3, 1.5, 4, 2.5),
                        row(2024, 5, 2.25, 6, 3.75),
                        row(2025, 7, 1.25, null, null)));
        // No header at all, and a first row that ends early.
        var bare = workbook(
                "c/无表头.xlsx",
                book -> fill(
                        book.newWorksheet("Sheet1"),
                        row("k001", 12, null),
                        row("k002", 15, "甲"),
                        row("k003", 18, "乙")));
        // A table of two columns below a title, with days that nobody has told Excel are days.
        var narrow = workbook(
                "d/办结.xlsx",
                book -> fill(
                        book.newWorksheet("Sheet1"),
                        row("办结情况表"),
                        row("案件编号", "办结日期"),
                        row("a-1", 46_203),
                        row("a-2", LocalDate.of(2026, 6, 30)),
                        row("a-3", 46_174),
                        row("合计", 3)));

        var drafts = place.drafts(Draft.Where.ANYWHERE, twofold, repeated, bare, narrow);

        var contract = place.contract(drafts.get(0));
        assertThat(contract.format()).isEqualTo(new SheetFormat(Optional.empty(), true, List.of("贷款利率"), List.of()));
        assertThat(DraftFolder.sources(contract)).containsExactly("#1", "信誉A", "信誉B");
        assertThat(contract.columns()).extracting(c -> c.title()).containsExactly("贷款利率", "流失率 信誉A", "流失率 信誉B");
        contract = place.contract(drafts.get(1));
        assertThat(contract.format())
                .isEqualTo(new SheetFormat(Optional.empty(), false, List.of("进出口情况", "年份", "数量"), List.of()));
        assertThat(DraftFolder.sources(contract)).containsExactly("#1", "#2", "#3", "#4", "#5");
        assertThat(contract.columns())
                .extracting(c -> c.title())
                .containsExactly("年份", "进口 数量", "进口 金额", "出口 数量", "出口 金额");
        contract = place.contract(drafts.get(2));
        assertThat(DraftFolder.facts(contract))
                .containsExactly("column_1 STRING key", "column_2 BIGINT", "column_3 STRING");
        contract = place.contract(drafts.get(3));
        assertThat(contract.format())
                .isEqualTo(new SheetFormat(Optional.empty(), true, List.of("办结情况表"), List.of("合计")));
        assertThat(contract.columns()).extracting(c -> c.type().sql()).containsExactly("STRING", "DATE");
        var ingested = place.ingest(spark, drafts);
        assertThat(drafts)
                .allSatisfy(draft ->
                        assertThat(ingested.counts(draft)).as(draft.path()).isEqualTo(new Counts(3, 3, 0, 0, 0, 0)));
        // 46203 days after 30 December 1899, by GNU date.
        assertThat(ingested.rows(
                        contract,
                        "cast(%s as string)".formatted(contract.columns().get(1).name())))
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder("2026-06-30", "2026-06-30", "2026-06-01");
        assertThat(ingested.rows(place.contract(drafts.get(1)), "*")).hasSize(3);
    }

    @Test
    void takesTheFullestSheetThatPeopleSee() throws IOException {
        var file = workbook("a/台账.xlsx", book -> {
            fill(book.newWorksheet("说明"), row("本表每月五日前报送"));
            fill(book.newWorksheet("明细"), row("企业名称", "金额"), row("甲", 1.5), row("乙", 2.5));
            var hidden = book.newWorksheet("底稿");
            fill(hidden, row("x", "y"), row(1, 2), row(3, 4), row(5, 6), row(7, 8));
            hidden.setVisibilityState(VisibilityState.HIDDEN);
        });

        var draft = place.draft(file);

        assertThat(place.contract(draft).format())
                .isEqualTo(new SheetFormat(Optional.of("明细"), true, List.of(), List.of()));
        assertThat(draft.decisions()).anyMatch(text -> text.contains("说明、明细") && !text.contains("底稿"));
        var asked = place.drafts(new Draft.Where(Optional.of("底稿"), Optional.empty(), Optional.empty()), file);
        assertThat(DraftFolder.sources(place.contract(asked.get(0)))).containsExactly("x", "y");
    }

    @Test
    void namesNoSheetWhereTheOthersAreBlank() throws IOException {
        var file = workbook("a/x.xlsx", book -> {
            fill(book.newWorksheet("Sheet1"), row("企业名称", "金额"), row("甲", 1.5));
            book.newWorksheet("Sheet2");
        });

        assertThat(((SheetFormat) place.contract(place.draft(file)).format()).sheet())
                .isEmpty();
    }

    @Test
    void putsNobodysNameIntoAFooter() throws IOException {
        var file = workbook(
                "a/x.xlsx",
                book -> fill(
                        book.newWorksheet("Sheet1"),
                        row("编号", "企业名称", "金额", "备注"),
                        row("a1", "甲", 1.5, "无"),
                        row("a2", "乙", 2.5, "无"),
                        row("王小明  2026-06-30")));

        var draft = place.draft(file);

        assertThat(draft.contract()).doesNotContain("王小明");
        assertThat(((SheetFormat) place.contract(draft).format()).footer()).isEmpty();
    }

    @Test
    void saysWhatAFileIsThatIsNoWorkbook() throws IOException {
        var old = Files.write(place.file("a/old.xls"), new byte[] {
            (byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1, 0
        });
        var torn = Files.write(place.file("a/torn.xlsx"), new byte[] {'P', 'K', 3, 4, 1, 2, 3, 4});
        var blank = workbook("a/blank.xlsx", book -> book.newWorksheet("Sheet1"));
        var text = place.text("a/x.csv", "企业名称,金额\n甲,1\n");
        var sheet = new Draft.Where(Optional.of("明细"), Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> place.draft(old)).hasMessageContaining("old.xls: is a workbook of the old form");
        assertThatThrownBy(() -> place.draft(torn)).hasMessageContaining("torn.xlsx: is a damaged workbook");
        assertThatThrownBy(() -> place.draft(blank)).hasMessageContaining("blank.xlsx: the sheet is empty");
        assertThatThrownBy(() -> place.drafts(sheet, text))
                .hasMessageContaining("--sheet: x.csv is a file of csv. Allowed: files of xlsx");
    }
}
