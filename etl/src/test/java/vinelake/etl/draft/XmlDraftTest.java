package vinelake.etl.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vinelake.core.contract.XmlFormat;
import vinelake.lake.Delivery.Counts;
import vinelake.lake.SharedSpark;

/** XML as departments exchange it; what is right was worked out by hand. */
@ExtendWith(SharedSpark.class)
class XmlDraftTest {

    private final SparkSession spark;
    private final DraftFolder place;

    XmlDraftTest(SparkSession spark, @TempDir Path folder) {
        this.spark = spark;
        this.place = new DraftFolder(folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<r><x><a>1</a></x><x><a>2</a></x></r> | x",
                "<r><x a='1'/><x a='2'/></r> | x",
                // What stands in the head comes again, too, but holds nothing.
                "<r><head><n>1</n><n>2</n></head><d><x><a>1</a></x><x><a>2</a></x></d></r> | x",
                // Rows have parts that come again.
                "<r><x><p><q>1</q></p><p><q>2</q></p></x><x><p><q>3</q></p></x></r> | x",
                "<r><h a='1'/><h a='2'/><x><a>1</a></x><x><a>2</a></x><x><a>3</a></x></r> | x",
                "<r><x>1</x><x>2</x></r> | x",
                "<r><x><a>1</a><b>2</b></x></r> | x",
                "<r><a>1</a><b>2</b></r> | r",
                "<n:r xmlns:n='u'><n:x a='1'/><n:x a='2'/></n:r> | x"
            })
    void findsTheElementThatIsARow(String xml, String row) throws IOException {
        assertThat(place.contract(place.draft(place.text("a/x.xml", xml))).format())
                .isEqualTo(new XmlFormat(row));
    }

    @Test
    void findsEveryPathAndTakesInTheRows() throws IOException {
        var deep = place.text("a/deep.xml", """
                <?xml version="1.0"?>
                <表 xmlns="http://example.cn/t"><行 号="k1"><址 码="01"><市>甲</市></址><注/></行>
                <行 号="k2"><址 码="02"/><文>是 <b>重</b> 要</文><注></注></行>
                <行 号="k3"><址 码="03"><市>乙</市></址></行></表>
                """);
        var values = place.text("b/values.xml", "<r><编号>a1</编号><编号>a2</编号><编号>a3</编号></r>");

        var drafts = place.drafts(Draft.Where.ANYWHERE, deep, values);

        var contract = place.contract(drafts.get(0));
        assertThat(DraftFolder.sources(contract)).containsExactlyInAnyOrder("@号", "址/@码", "址/市", "文", "文/b", "注");
        assertThat(contract.columns()).extracting(c -> c.title()).contains("号", "址/码", "址/市");
        contract = place.contract(drafts.get(1));
        assertThat(DraftFolder.sources(contract)).containsExactly(".");
        assertThat(contract.columns().get(0).title()).isEqualTo("编号");
        var ingested = place.ingest(spark, drafts);
        assertThat(drafts)
                .allSatisfy(draft ->
                        assertThat(ingested.counts(draft)).as(draft.path()).isEqualTo(new Counts(3, 3, 0, 0, 0, 0)));
        assertThat(ingested.rows(contract, contract.columns().get(0).name()))
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder("a1", "a2", "a3");
    }

    @Test
    void takesTheElementThatIsAskedFor() throws IOException {
        var file = place.text("a/x.xml", "<r><x><y i='1'/><y i='2'/></x><x><y i='3'/></x></r>");
        var asked = new Draft.Where(Optional.empty(), Optional.of("y"), Optional.empty());
        var none = new Draft.Where(Optional.empty(), Optional.of("z"), Optional.empty());

        assertThat(place.drafts(asked, file)).singleElement().satisfies(draft -> {
            assertThat(draft.rows()).isEqualTo(3);
            assertThat(DraftFolder.sources(place.contract(draft))).isEqualTo(List.of("@i"));
        });
        assertThatThrownBy(() -> place.drafts(none, file))
                .hasMessageContaining("x.xml: has no row with a value")
                .hasMessageContaining("--row");
    }

    @Test
    void fetchesNothingAndSaysWhatIsWrong() throws IOException {
        var type = place.text("a/t.xml", "<!DOCTYPE r SYSTEM 'http://127.0.0.1:9/x'><r><x a='1'/><x a='2'/></r>");
        var broken = place.text("a/b.xml", "<r><x a='1'/>\n<x a='2'></r>");

        assertThatThrownBy(() -> place.draft(type)).hasMessageContaining("t.xml: line 1: has a document type");
        assertThatThrownBy(() -> place.draft(broken))
                .hasMessageContaining("b.xml: line 2, column 12: is no well-formed XML");
    }
}
