package vinelake.models.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.table.Tables;
import vinelake.lake.SharedSpark;
import vinelake.models.ToyHub;
import vinelake.models.ToyLake;
import vinelake.models.feature.ComputeFeatures;
import vinelake.models.score.FitScorecard;
import vinelake.models.score.ScoreSubjects;

@ExtendWith(SharedSpark.class)
class WriteProfilesTest {

    private static final LocalDate JUNE = LocalDate.of(2026, 6, 30);

    @Test
    void writesProfilesWhereNoOutcomeIsKnownYetAndKeepsTheNameOfAFirmThatEnded(
            SparkSession spark, @TempDir Path folder) {
        var toy = ToyLake.ofFirms(spark, folder, 2);
        toy.deliver(
                "registry/firm",
                LocalDate.of(2026, 5, 31),
                "%s,葡萄\"老\"字号,%s".formatted(ToyHub.code(1), ToyHub.PERSONAL));
        toy.deliver("tax/filing", JUNE, "%s,2026-05-31,100.00,是,%s".formatted(ToyHub.code(1), ToyHub.PERSONAL));
        toy.commit();
        toy.link(JUNE);
        var context = toy.context(JUNE);

        new ComputeFeatures(toy.hub()).run(context);
        var fitted = new FitScorecard(toy.hub()).run(context);
        var scored = new ScoreSubjects(toy.hub()).run(context);
        var written = new WriteProfiles(toy.hub()).run(context);

        assertThat(fitted).containsEntry("observed", 0L).containsEntry("cards", 0L);
        assertThat(scored).containsEntry("scored", 0L).containsEntry("not_scored", 2L);
        assertThat(written).containsEntry("profiles", 2L).containsEntry("scored", 0L);
        var profiles = toy.lake()
                .read(Tables.PROFILE, JUNE)
                .orderBy("subject_id")
                .select("name", "profile")
                .collectAsList();
        assertThat(profiles).extracting(r -> r.getString(0)).containsExactly("葡萄\"老\"字号", "葡萄2号有限公司");
        assertThat(profiles.get(0).getString(1))
                .startsWith(
                        "{\"subject_id\":\"S00000001\",\"scheme\":\"uscc\",\"code\":\"%s\",\"name\":\"葡萄\\\"老\\\"字号\","
                                .formatted(ToyHub.code(1)))
                .contains("\"assessment\":{\"is_scored\":false,\"not_scored_reason\":\"没有可用的评分卡");
        // The registry has no row in force of the firm that ended: it has no section of it.
        assertThat(profiles.get(1).getString(1)).endsWith(",\"sections\":[]}");
    }
}
