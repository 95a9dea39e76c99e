package vinelake.etl.subject;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.row_number;

import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.lake.CommitNote;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;

/** Gives an id to every code of the spine that has none yet, also to one that has ended since. */
public final class MintSubjects implements Job {

    /** More than any number has. */
    private static final int ID_DIGITS = 18;

    private final Hub hub;

    public MintSubjects(Hub hub) {
        this.hub = hub;
    }

    @Override
    public String name() {
        return "mint-subjects";
    }

    @Override
    public List<Table> reads() {
        return hub.spine().datasets().stream()
                .map(d -> Table.records(hub.contract(d)))
                .toList();
    }

    @Override
    public List<Table> writes() {
        return List.of(Tables.SUBJECT);
    }

    @Override
    public Map<String, Long> run(JobContext context) {
        var lake = context.lake();
        lake.create(Tables.SUBJECT);
        // Two runs that know the same last id mint the same ids: only one of them is committed. What another run
        // commits
        // after that then costs this run its commit, and never a code a second id. Ids are asked and not versions,
        // because
        // a commit that only joins files makes a new version, too.
        var subjects = lake.read(Tables.SUBJECT);
        long last = last(lake, subjects);
        var minted = mint(context, subjects, last);
        long count = minted.count();
        if (count > 0) {
            lake.append(Tables.SUBJECT, minted.coalesce(1), new CommitNote("mint-after:" + last, "{}"));
        }
        var counts = new LinkedHashMap<String, Long>();
        counts.put("minted", count);
        counts.put("subjects", lake.read(Tables.SUBJECT).count());
        return counts;
    }

    /** The highest number that was ever given: that of a subject that was erased is never given to another. */
    private static long last(Lake lake, Dataset<Row> subjects) {
        var given = subjects.select("subject_id")
                .union(lake.read(Tables.ERASURE).select("subject_id"))
                .agg(max(col("subject_id").substr(2, ID_DIGITS).cast("bigint")))
                .head();
        return given.isNullAt(0) ? 0 : given.getLong(0);
    }

    private Dataset<Row> mint(JobContext context, Dataset<Row> subjects, long last) {
        var scheme = hub.spine().scheme();
        return SpineCodes.of(context, hub)
                .join(subjects.where(col("scheme").equalTo(scheme)).select("code"), new String[] {"code"}, "left_anti")
                .withColumn("number", row_number().over(Window.orderBy("code")).plus(lit(last)))
                .withColumn("subject_id", format_string("S%08d", col("number")))
                .withColumn("kind", lit(hub.spine().kind()))
                .withColumn("scheme", lit(scheme))
                .withColumn("minted_for", lit(context.asOfSql()))
                .withColumn("minted_at", lit(Timestamp.from(context.knownAt())))
                .select(Lake.columns(Tables.SUBJECT));
    }
}
