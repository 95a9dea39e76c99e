package vinelake.orchestration;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import vinelake.core.table.Tables;
import vinelake.lake.Job;
import vinelake.lake.JobContext;

/**
 * A whole refresh whose tables stand as it left them.
 *
 * @param jobs what it, or the run that it repeated in turn, did
 */
record EarlierRun(String runId, List<JobRun> jobs) {

    /**
     * The run that had the date before this one, if it ended well and its inputs were the same. One that was killed is
     * in no table of runs, but it claimed the date: then what stands there is anybody's guess, and all jobs run again.
     *
     * @param plan the jobs of a whole refresh
     */
    static Optional<EarlierRun> withInputs(JobContext context, String inputHash, List<Job> plan) {
        var before = context.lake().runBefore();
        if (before.isEmpty()) {
            return Optional.empty();
        }
        var same = context.lake()
                .read(Tables.RUN)
                .where(col("as_of_date").equalTo(context.asOfSql()))
                .where(col("input_hash").equalTo(inputHash))
                .where(col("exit_code").isin(ExitCode.OK, ExitCode.HELD))
                .orderBy(col("started_at").desc())
                .collectAsList();
        if (same.stream().noneMatch(row -> row.<String>getAs("run_id").equals(before.get()))) {
            return Optional.empty();
        }
        // Those in between ran the ingest and the upkeep alone, and found nothing.
        return same.stream()
                .filter(row -> jobs(row).size() == plan.size())
                .findFirst()
                .map(row -> new EarlierRun(row.getAs("run_id"), jobs(row)));
    }

    private static List<JobRun> jobs(Row row) {
        return row.<Row>getList(row.fieldIndex("jobs")).stream()
                .map(job -> new JobRun(job.getString(0), job.getDouble(1), job.getJavaMap(2)))
                .toList();
    }
}
