package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.apache.spark.sql.SparkSession;
import vinelake.core.hub.Hub;
import vinelake.lake.SparkSessions;

/** Compares lakes with one that nobody disturbed. */
final class Judge implements AutoCloseable {

    private final SparkSession spark;
    private final AccountingLaw law;
    private final LakeContent right;

    private Judge(SparkSession spark, AccountingLaw law, LakeContent right) {
        this.spark = spark;
        this.law = law;
        this.right = right;
    }

    static Judge start(Path undisturbed, Hub hub, Path landing, Path scratch) throws IOException {
        var spark = SparkSessions.localForLittle(1, scratch);
        // The tables are many and small, and each is read once.
        spark.conf().set("spark.sql.sources.parallelPartitionDiscovery.threshold", Integer.MAX_VALUE);
        return new Judge(spark, new AccountingLaw(hub, landing), LakeContent.of(spark, undisturbed));
    }

    /** Another lake of other deliveries to compare with. */
    Judge against(Path undisturbed, Hub hub, Path landing) throws IOException {
        return new Judge(spark, new AccountingLaw(hub, landing), LakeContent.of(spark, undisturbed));
    }

    /** One at a time: what it costs is memory and processor, which the runs need. */
    Verdict judge(Path lake) throws IOException, SQLException {
        synchronized (spark) {
            return right.judge(LakeContent.of(spark, lake)).plus(law.judge(lake));
        }
    }

    /** The same of a lake where a delivery was held for a while, and nobody held one in the lake to compare with. */
    Verdict judgeWithHeldLine(Path lake) throws IOException, SQLException {
        synchronized (spark) {
            return right.judge(LakeContent.of(spark, lake).withoutHeldLine()).plus(law.judge(lake));
        }
    }

    /** Whether the accounting law holds in a lake, whatever its rows are. */
    Verdict judgeLaw(Path lake) throws IOException, SQLException {
        return law.judge(lake);
    }

    LakeContent right() {
        return right;
    }

    @Override
    public void close() {
        spark.stop();
    }
}
