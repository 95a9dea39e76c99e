package vinelake.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.lake.SharedSpark;

@ExtendWith(SharedSpark.class)
class LakeContentTest {

    private final SparkSession spark;

    @TempDir
    private Path folder;

    LakeContentTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void findsALostAndADoubledRow() throws Exception {
        write("right", "score/subject", "VALUES ('S1', 3), ('S2', 3), ('S2', 3) AS t(subject_id, score)");
        write("wrong", "score/subject", "VALUES ('S2', 3), ('S2', 3), ('S2', 3) AS t(subject_id, score)");
        write("right", "subject/subject", "VALUES ('S1', 'r1'), ('S2', 'r1') AS t(subject_id, run_id)");
        write("wrong", "subject/subject", "VALUES ('S2', 'r2'), ('S1', 'r1') AS t(subject_id, run_id)");

        var verdict = content("right").judge(content("wrong"));

        // S1 is missing, S2 is there a third time; which run minted a subject is not compared, nor in what order.
        assertThat(verdict.lost()).isEqualTo(1);
        assertThat(verdict.doubled()).isEqualTo(1);
        assertThat(verdict.unequal()).isEqualTo(1);
        assertThat(verdict.complaints()).containsExactly("score/subject: 1 rows lost, 1 doubled");
        assertThat(content("right").judge(content("right"))).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void findsATableThatIsMissing() throws Exception {
        write("right", "score/subject", "VALUES ('S1', 3), ('S2', 3) AS t(subject_id, score)");
        write("right", "subject/subject", "VALUES ('S1') AS t(subject_id)");
        write("wrong", "subject/subject", "VALUES ('S1') AS t(subject_id)");

        var verdict = content("right").judge(content("wrong"));

        assertThat(verdict.lost()).isEqualTo(2);
        assertThat(verdict.unequal()).isEqualTo(1);
    }

    @Test
    void leavesTheOnlyHeldLineOut() throws Exception {
        write("right", "ops/delivery", "VALUES ('D1', 'accepted') AS t(delivery_id, status)");
        write("held", "ops/delivery", "VALUES ('D1', 'accepted'), ('D2', 'held') AS t(delivery_id, status)");
        write(
                "worse",
                "ops/delivery",
                "VALUES ('D1', 'accepted'), ('D2', 'held'), ('D3', 'held') AS t(delivery_id, status)");

        assertThat(content("right").judge(content("held"))).isNotEqualTo(Verdict.RIGHT);
        assertThat(content("right").judge(content("held").withoutHeldLine())).isEqualTo(Verdict.RIGHT);
        assertThat(content("right").judge(content("worse").withoutHeldLine()).doubled())
                .isEqualTo(2);
    }

    private void write(String lake, String table, String rows) {
        spark.sql("SELECT * FROM " + rows)
                .write()
                .format("delta")
                .save(folder.resolve(lake).resolve(table).toString());
    }

    private LakeContent content(String lake) throws Exception {
        return LakeContent.of(spark, folder.resolve(lake));
    }
}
