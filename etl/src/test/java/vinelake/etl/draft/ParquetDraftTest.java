package vinelake.etl.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.ParquetFormat;
import vinelake.lake.Delivery.Counts;
import vinelake.lake.SharedSpark;

/** Parquet as data platforms export it; what is right was worked out by hand. */
@ExtendWith(SharedSpark.class)
class ParquetDraftTest {

    private static final int ROWS = 30;

    private final SparkSession spark;
    private final DraftFolder place;

    ParquetDraftTest(SparkSession spark, @TempDir Path folder) {
        this.spark = spark;
        this.place = new DraftFolder(folder);
    }

    private Path write(String name, String schema, int rows, BiConsumer<Group, Integer> fill) throws IOException {
        var type = MessageTypeParser.parseMessageType(schema);
        var file = place.file(name);
        try (var writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(type)
                .build()) {
            for (int i = 0; i < rows; i++) {
                var group = new SimpleGroupFactory(type).newGroup();
                fill.accept(group, i);
                writer.write(group);
            }
        }
        return file;
    }

    @Test
    void findsEveryPathAndTakesInTheRows() throws IOException {
        var file = write("a/x_202606.parquet", """
                message row {
                  required binary case_id (STRING);
                  optional int32 filed_on (DATE);
                  optional int64 paid_at (TIMESTAMP(MICROS,true));
                  optional int64 amount (DECIMAL(18,4));
                  optional double share;
                  optional boolean closed;
                  optional group place { optional binary town (STRING); optional group spot { optional int32 x; } }
                  optional group tags (LIST) { repeated group list { optional binary element (STRING); } }
                  optional group never { optional int32 y; }
                }
                """, ROWS, (group, i) -> {
            group.append("case_id", "c-%03d".formatted(i))
                    .append("filed_on", 20_000 + i)
                    .append("paid_at", 1_750_000_000_000_000L + i)
                    .append("amount", 12_501L * i)
                    .append("share", i / 8.0)
                    .append("closed", i % 2 == 0);
            if (i % 3 > 0) {
                var town = group.addGroup("place").append("town", "乡" + i % 4);
                town.addGroup("spot").append("x", i % 5);
            }
            group.addGroup("tags").addGroup("list").append("element", "a");
        });

        var draft = place.draft(file);
        var contract = place.contract(draft);

        assertThat(contract.format()).isEqualTo(new ParquetFormat());
        assertThat(DraftFolder.sources(contract))
                .containsExactly(
                        "case_id",
                        "filed_on",
                        "paid_at",
                        "amount",
                        "share",
                        "closed",
                        "place.town",
                        "place.spot.x",
                        "tags",
                        "never");
        assertThat(DraftFolder.facts(contract))
                .containsExactly(
                        "case_id STRING key",
                        "filed_on DATE",
                        "paid_at TIMESTAMP",
                        "amount DECIMAL(18,4)",
                        "share DECIMAL(18,3)",
                        "closed BOOLEAN",
                        "place_town STRING",
                        "place_spot_x BIGINT",
                        "tags STRING",
                        "never STRING");
        var ingested = place.ingest(spark, List.of(draft));
        assertThat(ingested.counts(draft)).isEqualTo(new Counts(ROWS, ROWS, 0, 0, 0, 0));
        // Day 20,007 is 2024-10-11, by GNU date.
        assertThat(ingested.rows(contract, "case_id", "cast(filed_on as string)", "cast(share as string)"))
                .anySatisfy(row -> assertThat(row.toString()).isEqualTo("[c-007,2024-10-11,0.875]"));
    }

    @Test
    void saysWhatAFileIsThatHasNoRowsOrIsTorn() throws IOException {
        var empty = write("a/empty.parquet", "message row { optional int32 x; }", 0, (group, i) -> {});
        var torn = Files.write(
                place.file("a/torn.parquet"), "PAR1 and no more".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> place.draft(empty)).hasMessageContaining("empty.parquet: has no row with a value");
        assertThatThrownBy(() -> place.draft(torn)).hasMessageContaining("torn.parquet: cannot be read as Parquet");
    }
}
