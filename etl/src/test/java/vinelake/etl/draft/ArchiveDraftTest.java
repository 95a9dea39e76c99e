package vinelake.etl.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.lake.Delivery.Counts;
import vinelake.lake.SharedSpark;

/** Archives with one table and with more; what is right was worked out by hand. */
@ExtendWith(SharedSpark.class)
class ArchiveDraftTest {

    private static final String TABLE = "企业编号,金额\ne1,1.5\ne2,2.5\n";
    private static final String MORE = "企业编号,金额\ne3,1.5\ne4,2.5\ne5,0.5\n";

    private final SparkSession spark;
    private final DraftFolder place;

    ArchiveDraftTest(SparkSession spark, @TempDir Path folder) {
        this.spark = spark;
        this.place = new DraftFolder(folder);
    }

    private Path zip(String name, Map<String, String> entries) throws IOException {
        var file = place.file(name);
        try (var zip = new ZipOutputStream(Files.newOutputStream(file), StandardCharsets.UTF_8)) {
            for (var entry : new TreeMap<>(entries).entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    @Test
    void takesTheTableFromWhatLiesBesideIt() throws IOException {
        var all = zip("a/all.zip", Map.of("一/x.csv", TABLE, "二/y.csv", MORE));
        var beside = zip(
                "b/beside.zip",
                Map.of("x.csv", TABLE, "y.csv", MORE, "z.xml", "<r><a b='1'/></r>", "说明.txt", "报送说明\n"));
        // Only the names' beginning tells these apart.
        var other =
                zip("c/other.zip", Map.of("firm_01.csv", TABLE, "firm_02.csv", MORE, "person_01.csv", "编号,状态\n1,开业\n"));
        var may = zip("d/m_202605.zip", Map.of("x.csv", TABLE, "读我.txt", "无\n"));
        var june = zip("d/m_202606.zip", Map.of("x.csv", MORE, "读我.txt", "无\n"));

        var drafts = place.drafts(Draft.Where.ANYWHERE, all, beside, other, may, june);

        assertThat(drafts).hasSize(4);
        assertThat(place.contract(drafts.get(0)).entries()).isEmpty();
        assertThat(place.contract(drafts.get(1)).entries()).isEqualTo(Optional.of("*.csv"));
        assertThat(place.contract(drafts.get(2)).entries()).isEqualTo(Optional.of("firm_*.csv"));
        assertThat(place.contract(drafts.get(3)).entries()).isEqualTo(Optional.of("*.csv"));
        assertThat(place.contract(drafts.get(3)).path()).isEqualTo("d/m_{as_of_date}.zip");
        assertThat(drafts.get(1).decisions()).anyMatch(text -> text.contains("只取 *.csv，不取 z.xml、说明.txt"));
        var ingested = place.ingest(spark, drafts);
        assertThat(drafts.subList(0, 3))
                .allSatisfy(draft ->
                        assertThat(ingested.counts(draft)).as(draft.path()).isEqualTo(new Counts(5, 5, 0, 0, 0, 0)));
        assertThat(ingested.deliveries().stream()
                        .filter(delivery ->
                                delivery.dataset().equals(drafts.get(3).dataset()))
                        .mapToLong(delivery -> delivery.counts().accepted()))
                .containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void saysWhyAnArchiveCannotBeDrafted() throws IOException {
        var same = zip("a/same.zip", Map.of("一/x.csv", TABLE, "二/x.csv", "编号,状态\n1,开业\n"));
        var nothing = zip("a/nothing.zip", Map.of());
        var unnamed = place.file("a/unnamed.csv");
        try (var gzip = new GZIPOutputStream(Files.newOutputStream(unnamed))) {
            gzip.write(TABLE.getBytes(StandardCharsets.UTF_8));
        }
        var torn = place.text("a/torn.zip", "PK no more");

        assertThatThrownBy(() -> place.draft(same)).hasMessageContaining("same.zip: has several tables in it");
        assertThatThrownBy(() -> place.draft(nothing)).hasMessageContaining("nothing.zip: has no file in it");
        assertThatThrownBy(() -> place.draft(unnamed)).hasMessageContaining("unnamed.csv: is packed by gzip");
        assertThatThrownBy(() -> place.draft(torn)).hasMessageContaining("torn.zip: cannot be unpacked");
    }
}
