package vinelake.etl.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.TextFormat;
import vinelake.lake.Delivery.Counts;
import vinelake.lake.SharedSpark;

/** Titles, remarks and footers of text, and edge lists of graphs; what is right was worked out by hand. */
@ExtendWith(SharedSpark.class)
class TextAroundRowsTest {

    private static final int FILES = 14;
    private static final long SEED = Long.getLong("vinelake.seed", 20_260_630);

    private final SparkSession spark;
    private final DraftFolder place;

    TextAroundRowsTest(SparkSession spark, @TempDir Path folder) {
        this.spark = spark;
        this.place = new DraftFolder(folder);
    }

    private TextFormat format(Draft draft) throws IOException {
        return (TextFormat) place.contract(draft).format();
    }

    @Test
    void readsEdgeListsWithRemarksAndWithout() throws IOException {
        var snap = place.text("a/wiki.txt", """
                # Directed graph (each unordered pair of nodes is saved once): Wiki-Vote.txt
                # Wikipedia voting on promotion to administratorship, till January 2008.
                # Nodes: 5 Edges: 12
                # FromNodeId\tToNodeId
                """ + edges());
        var konect = place.text("b/out.moreno", "% sym weighted\n% 3 4\n1 2 0.5\n1 3 1.5\n2 3 2.5\n");
        var plain = place.text("c/x.e", "1 3 0.5\n1 5 0.3\n2 4 0.1\n");
        var csv = place.text("d/edges.csv", "#src,dst\n7,8\n7,9\n8,9\n");

        var drafts = place.drafts(Draft.Where.ANYWHERE, snap, konect, plain, csv);

        assertThat(format(drafts.get(0)).title()).containsExactly("#");
        assertThat(format(drafts.get(0)).hasHeader()).isFalse();
        assertThat(format(drafts.get(0)).delimiter()).isEqualTo('\t');
        assertThat(DraftFolder.facts(place.contract(drafts.get(0))))
                .containsExactly("from_node_id STRING", "to_node_id STRING");
        assertThat(format(drafts.get(1)).title()).containsExactly("%");
        assertThat(format(drafts.get(1)).delimiter()).isEqualTo(' ');
        assertThat(DraftFolder.facts(place.contract(drafts.get(1))))
                .containsExactly("column_1 BIGINT", "column_2 BIGINT", "column_3 DECIMAL(18,1)");
        assertThat(format(drafts.get(2)).title()).isEmpty();
        // One remark as wide as the rows is a header.
        assertThat(format(drafts.get(3)).hasHeader()).isTrue();
        assertThat(DraftFolder.sources(place.contract(drafts.get(3)))).containsExactly("#src", "dst");
        var ingested = place.ingest(spark, drafts);
        assertThat(ingested.counts(drafts.get(0))).isEqualTo(new Counts(12, 12, 0, 0, 0, 0));
        assertThat(drafts.subList(1, 4))
                .allSatisfy(draft ->
                        assertThat(ingested.counts(draft)).as(draft.path()).isEqualTo(new Counts(3, 3, 0, 0, 0, 0)));
    }

    /** Three nodes, each with four others. */
    private static String edges() {
        var edges = new StringBuilder();
        for (int from = 1; from <= 3; from++) {
            for (int to = 11; to <= 14; to++) {
                edges.append(from).append('\t').append(to).append('\n');
            }
        }
        return edges.toString();
    }

    @Test
    void takesTitlesAndFootersForNoRecords() throws IOException {
        var bare = place.text("a/bare.txt", "藤湖市用电明细\n单位：千瓦时\nk1,5,甲\nk2,6,乙\nk3,7,丙\n合计,18,\n");
        var narrow = place.text("b/narrow.csv", "2026年6月办结表\n编号,状态\nk1,开业\nk2,开业\nk3,注销\n");
        var repeated = place.text("c/repeated.csv", "编号,金额,金额\nk1,1.5,2.5\nk2,1.5,2.5\nk3,1.5,2.5\n制表人：某某\n");
        var shifted = Files.writeString(
                place.file("d/shifted.csv"),
                "编号,单位,金额\nk1,甲,1.5\nk2,乙,2.5\nk3,丙,3.5\n,合计,7.5\n以上数据来自系统\n\n",
                StandardCharsets.UTF_16);
        // As long as no row says otherwise, a row that begins like a total is one.
        var record = place.text(
                "e/record.csv", "名称,金额,日期,状态\n甲,1.5,2026-06-01,开业\n乙,2.5,2026-06-02,开业\n合计划店,3.5,2026-06-03,开业\n");

        var drafts = place.drafts(Draft.Where.ANYWHERE, bare, narrow, repeated, shifted, record);

        assertThat(format(drafts.get(0)).title()).containsExactly("藤湖市用电明细", "单位");
        assertThat(format(drafts.get(0)).footer()).containsExactly("合计");
        assertThat(format(drafts.get(1)).title()).containsExactly("2026年6月办结表");
        assertThat(DraftFolder.sources(place.contract(drafts.get(1)))).containsExactly("编号", "状态");
        assertThat(format(drafts.get(2)).title()).containsExactly("编号");
        assertThat(format(drafts.get(2)).footer()).containsExactly("制表");
        assertThat(DraftFolder.sources(place.contract(drafts.get(2)))).containsExactly("#1", "#2", "#3");
        assertThat(place.contract(drafts.get(2)).columns())
                .extracting(column -> column.title())
                .containsExactly("编号", "金额", "金额");
        assertThat(format(drafts.get(3)).footer()).containsExactly("以上", ",合计");
        assertThat(format(drafts.get(4)).footer()).isEmpty();
        var ingested = place.ingest(spark, drafts);
        assertThat(drafts)
                .allSatisfy(draft ->
                        assertThat(ingested.counts(draft)).as(draft.path()).isEqualTo(new Counts(3, 3, 0, 0, 0, 0)));
    }

    @Test
    void takesNoRecordThatIsCutOffForATitleOrAFooter() throws IOException {
        var cut = place.text("a/cut.csv", "编号,名称,金额,状态\nk1,甲,1.5,开业\nk2,乙,2.5,开业\nk3,丙\nk4");
        var bare = place.text("b/bare.csv", "k1\nk2,乙,2.5,开业\nk3,丙,3.5,开业\nk4,丁,4.5,开业\n");
        var sentence = place.text("c/sentence.csv", "编号,名称,金额,状态\nk1,甲,1.5,开业\nk2,乙,2.5,开业\n本表数据由各区县汇总\n");

        assertThat(format(place.draft(cut)).footer()).isEmpty();
        assertThat(format(place.draft(bare)).title()).isEmpty();
        assertThat(format(place.draft(sentence)).footer()).containsExactly("本表数据由各区县汇总");
    }

    @Test
    void losesNoRecordWhateverStandsAroundThem() throws IOException {
        var random = new Random(SEED);
        var charsets = List.of("UTF-8", "GB18030", "UTF-16");
        var files = new ArrayList<Path>();
        var counts = new ArrayList<Integer>();
        for (int i = 0; i < FILES; i++) {
            char delimiter = ",\t|;".charAt(random.nextInt(4));
            int width = 2 + random.nextInt(6);
            int rows = 4 + random.nextInt(700);
            boolean hasHeader = random.nextBoolean();
            var lines = new ArrayList<String>();
            for (int title = random.nextInt(3); title > 0; title--) {
                lines.add(List.of("藤湖市情况统计表", "单位：万元", "填报说明 见附件").get(title));
            }
            if (hasHeader) {
                lines.add(line(
                        delimiter,
                        width,
                        column -> List.of("编号", "企业名称", "金额", "状态", "日期", "备注", "类别")
                                .get(column)));
            }
            for (int row = 0; row < rows; row++) {
                int at = row;
                // Some rows have few values: they are records all the same.
                boolean isSparse = random.nextInt(9) == 0 && row > 0 && row < rows - 1;
                lines.add(line(delimiter, width, column -> switch (column) {
                    case 0 -> "k" + at;
                    case 2 -> isSparse ? "" : at + ".25";
                    case 4 -> isSparse ? "" : "2026-06-%02d".formatted(1 + at % 30);
                    default -> isSparse ? "" : "值" + at % 13;
                }));
            }
            for (int footer = random.nextInt(3); footer > 0; footer--) {
                lines.add(footer == 1 ? "合计" + String.valueOf(delimiter).repeat(width - 1) : "制表人：某某");
            }
            var charset = Charset.forName(charsets.get(random.nextInt(3)));
            files.add(Files.write(
                    place.file("r%c/x.csv".formatted((char) ('a' + i))),
                    String.join("\r\n", lines).getBytes(charset)));
            counts.add(rows);
        }

        var drafts = place.drafts(Draft.Where.ANYWHERE, files.toArray(Path[]::new));

        var ingested = place.ingest(spark, drafts);
        for (int i = 0; i < drafts.size(); i++) {
            assertThat(ingested.counts(drafts.get(i)))
                    .as("%s%n%s", drafts.get(i).path(), drafts.get(i).contract())
                    .isEqualTo(new Counts(counts.get(i), counts.get(i), 0, 0, 0, 0));
        }
    }

    private interface Field {
        String of(int column);
    }

    private static String line(char delimiter, int width, Field field) {
        var line = new StringBuilder();
        for (int column = 0; column < width; column++) {
            line.append(column == 0 ? "" : delimiter).append(field.of(column));
        }
        return line.toString();
    }
}
