package vinelake.etl.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.JsonFormat;
import vinelake.lake.Delivery.Counts;
import vinelake.lake.SharedSpark;

/** JSON as interfaces give it; what is right was worked out by hand. */
@ExtendWith(SharedSpark.class)
class JsonDraftTest {

    private static final Charset GB18030 = Charset.forName("GB18030");

    private final SparkSession spark;
    private final DraftFolder place;

    JsonDraftTest(SparkSession spark, @TempDir Path folder) {
        this.spark = spark;
        this.place = new DraftFolder(folder);
    }

    @Test
    void findsEveryPathAndTakesInTheRows() throws IOException {
        var nested = place.text("a/nested.jsonl", """
                {"id":"x1","地址":{"省":"皖","市":{"名":"甲","码":"0101"}},"标签":["a","b"],"空":null,"无":{}}
                {"id":"x2","地址":null,"增":1}
                {"id":"x3","地址":{"省":"苏","市":{"名":"乙","码":"0202"}},"标签":[]}
                """);
        // An object in one row and a text in another: only the whole of it fits both.
        var either = place.text("b/either.jsonl", """
                {"id":"y1","负责":{"名":"甲"},"值":true}
                {"id":"y2","负责":"乙","值":false}
                {"id":"y3","值":true}
                """);
        var pretty = place.text("c/pretty.json", """
                {
                  "code": 0,
                  "page": { "a/b": [ {"n": 1}, {"n": 2}, {"n": 3} ], "other": [ {"m": 1} ] }
                }
                """);
        var alone = place.text("d/alone.json", "{\n \"a\": 1,\n \"b\": {\"c\": \"z\"}\n}\n");

        var drafts = place.drafts(Draft.Where.ANYWHERE, nested, either, pretty, alone);

        var contract = place.contract(drafts.get(0));
        assertThat(DraftFolder.sources(contract))
                .containsExactly("id", "增", "地址.省", "地址.市.名", "地址.市.码", "标签", "空", "无");
        assertThat(contract.columns())
                .extracting(c -> c.type().sql())
                .containsExactly("STRING", "BIGINT", "STRING", "STRING", "STRING", "STRING", "STRING", "STRING");
        contract = place.contract(drafts.get(1));
        assertThat(DraftFolder.sources(contract)).containsExactly("id", "负责", "值");
        assertThat(contract.columns().get(2).type().sql()).isEqualTo("BOOLEAN");
        contract = place.contract(drafts.get(2));
        assertThat(contract.format()).isEqualTo(new JsonFormat(StandardCharsets.UTF_8, Optional.of("/page/a~1b")));
        assertThat(DraftFolder.sources(place.contract(drafts.get(3)))).containsExactly("a", "b.c");
        var ingested = place.ingest(spark, drafts);
        assertThat(drafts.subList(0, 3))
                .allSatisfy(draft ->
                        assertThat(ingested.counts(draft)).as(draft.path()).isEqualTo(new Counts(3, 3, 0, 0, 0, 0)));
        assertThat(ingested.counts(drafts.get(3))).isEqualTo(new Counts(1, 1, 0, 0, 0, 0));
        assertThat(ingested.rows(
                        place.contract(drafts.get(1)),
                        place.contract(drafts.get(1)).columns().get(1).name()))
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder("{\"名\":\"甲\"}", "乙", null);
    }

    @Test
    void findsTheSameColumnsWhateverTheOrderOfRowsAndFiles() throws IOException {
        var rows = new ArrayList<String>();
        for (int i = 0; i < 40; i++) {
            var optional = i % 7 == 0 ? ",\"d\":{\"e\":%d,\"f\":\"%s\"}".formatted(i, "q".repeat(i % 5)) : "";
            rows.add("{\"id\":\"n%d\"%s,\"c\":%d.5%s}"
                    .formatted(i, i % 3 == 0 ? ",\"b\":null" : ",\"b\":\"u\"", i, optional));
        }
        var random = new Random(20_260_630);
        Set<List<String>> facts = new java.util.HashSet<>();
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(rows, random);
            int cut = 1 + random.nextInt(39);
            var first = place.text("s%d/n_202605.jsonl".formatted(i), String.join("\n", rows.subList(0, cut)));
            var second = place.text(
                    "s%d/n_202606.json".formatted(i).replace(".json", ".jsonl"),
                    String.join("\n", rows.subList(cut, rows.size())));
            var files = random.nextBoolean() ? new Path[] {first, second} : new Path[] {second, first};
            var contract = place.contract(place.draft(files));
            facts.add(contract.columns().stream()
                    .map(column -> column.source() + " " + column.type().sql() + column.isKey())
                    .sorted()
                    .toList());
        }

        assertThat(facts)
                .containsExactly(List.of(
                        "b STRINGfalse",
                        "c DECIMAL(18,1)false",
                        "d.e BIGINTfalse",
                        "d.f STRINGfalse",
                        "id STRINGtrue"));
    }

    @Test
    void takesTheArrayThatIsAskedForAndSaysWhereThereIsNone() throws IOException {
        var file = place.text("a/x.json", "{\"few\":[{\"a\":1}],\"many\":[{\"b\":1},{\"b\":2}]}");
        var few = new Draft.Where(Optional.empty(), Optional.empty(), Optional.of("/few"));
        var none = new Draft.Where(Optional.empty(), Optional.empty(), Optional.of("/none"));

        assertThat(DraftFolder.sources(place.contract(place.draft(file)))).containsExactly("b");
        assertThat(DraftFolder.sources(place.contract(place.drafts(few, file).get(0))))
                .containsExactly("a");
        assertThatThrownBy(() -> place.drafts(none, file)).hasMessageContaining("x.json: has no array at /none");
    }

    @Test
    void tellsTextFromJsonByWhetherItCanBeRead() throws IOException {
        var brackets = place.text("a/x.csv", "[单位],金额\n甲,1\n乙,2\n");
        var broken = place.text("a/y.json", "[{\"a\":1},\n{\"a\":]\n");
        var gb = Files.writeString(place.file("a/z"), "{\"名称\":\"甲\"}\n{\"名称\":\"乙\"}\n", GB18030);

        assertThat(DraftFolder.sources(place.contract(place.draft(brackets)))).containsExactly("[单位]", "金额");
        assertThatThrownBy(() -> place.draft(broken)).hasMessageContaining("y.json: line 2, column 6: is no JSON");
        assertThat(place.contract(place.draft(gb)).format()).isEqualTo(new JsonFormat(GB18030, Optional.empty()));
    }

    @Test
    void saysWhichNamesNoContractCanHave() throws IOException {
        var file = place.text("a/x.jsonl", "{\"#1\":\"v\",\"a\":1}\n{\"#1\":\"w\",\"a\":2}\n");

        var draft = place.draft(file);

        assertThat(DraftFolder.sources(place.contract(draft))).containsExactly("a");
        assertThat(draft.decisions()).anyMatch(text -> text.contains("\"#1\" 不能写进契约"));
        var codes = new StringBuilder("{");
        for (int i = 0; i < 1_100; i++) {
            codes.append("\"e%d\":%d,".formatted(i, i));
        }
        var map = place.text("a/map.json", codes + "\"z\":1}");
        assertThatThrownBy(() -> place.draft(map)).hasMessageContaining("map.json: has 1101 names of values");
    }
}
