package vinelake.models.profile;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import vinelake.core.contract.Contract;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Records;
import vinelake.models.LinkedRecords;

/** Writes one profile per subject: who it is, score and reasons with their rows, network, sections of departments. */
public final class WriteProfiles implements Job {

    /** As many reasons as a person takes in. */
    private static final int REASONS = 4;

    private static final StructType TITLES =
            StructType.fromDDL("feature STRING, title STRING, meaning STRING, unit STRING");

    private final Hub hub;

    public WriteProfiles(Hub hub) {
        this.hub = hub;
    }

    @Override
    public String name() {
        return "write-profiles";
    }

    @Override
    public List<Table> reads() {
        var tables = new ArrayList<Table>();
        hub.contracts().forEach(c -> tables.add(Table.records(c)));
        tables.addAll(List.of(Tables.SUBJECT, Tables.IDENTIFIER, Tables.EDGE, Tables.METRIC, Tables.SCORE));
        return tables;
    }

    @Override
    public List<Table> writes() {
        return List.of(Tables.PROFILE);
    }

    @Override
    public Map<String, Long> run(JobContext context) {
        var lake = context.lake();
        lake.replace(Tables.PROFILE, context.asOf(), profiles(context));
        var counts = new LinkedHashMap<String, Long>();
        lake.read(Tables.PROFILE, context.asOf())
                .agg(
                        org.apache.spark.sql.functions.count(lit(1)),
                        sum(when(col("is_scored"), 1L).otherwise(0L)))
                .collectAsList()
                .forEach(r -> {
                    counts.put("profiles", r.getLong(0));
                    counts.put("scored", r.isNullAt(1) ? 0 : r.getLong(1));
                });
        return counts;
    }

    private Dataset<Row> profiles(JobContext context) {
        var scores = context.lake().read(Tables.SCORE, context.asOf()).drop("as_of_date");
        var joined = LinkedRecords.subjects(context)
                .select("subject_id", "kind", "scheme", "code")
                .join(names(context), new String[] {"subject_id"}, "left")
                .join(scores, new String[] {"subject_id"}, "left")
                .join(reasons(context, scores), new String[] {"subject_id"}, "left")
                .join(NetworkView.of(context), new String[] {"subject_id"}, "left")
                .join(Sections.of(context), new String[] {"subject_id"}, "left")
                .withColumn("name", coalesce(col("name"), col("code")))
                .withColumn("as_of_date", lit(context.asOfSql()));
        return joined.withColumn("profile", body())
                .withColumn("sha256", sha2(col("profile"), 256))
                .select(Lake.columns(Tables.PROFILE));
    }

    /**
     * The profile as JSON with fields in a fixed order and without those that have no value. The sections are JSON
     * already, each with the columns of its contract, and are set in as they are.
     */
    private Column body() {
        var head = to_json(struct(
                col("subject_id"),
                col("scheme"),
                col("code"),
                col("name"),
                col("kind"),
                col("as_of_date"),
                assessment().as("assessment"),
                col("network")));
        var sections = concat(lit(",\"sections\":["), coalesce(array_join(col("sections"), ","), lit("")), lit("]}"));
        return concat(
                head.substr(lit(1), org.apache.spark.sql.functions.length(head).minus(1)), sections);
    }

    private Column assessment() {
        Column meaning = lit(null).cast("string");
        for (var grade : hub.scorecard().grades()) {
            meaning = when(col("grade").equalTo(grade.name()), lit(grade.meaning()))
                    .otherwise(meaning);
        }
        return struct(
                col("is_scored"),
                col("not_scored_reason"),
                col("score"),
                col("grade"),
                meaning.as("grade_meaning"),
                col("default_probability"),
                col("reasons"),
                when(col("is_scored"), col("contributions")).as("contributions"));
    }

    /** The latest name of each subject, also of one that has ended. */
    private Dataset<Row> names(JobContext context) {
        return hub.spine().datasets().stream()
                .map(hub::contract)
                .map(contract -> names(context, contract))
                .reduce(Dataset::union)
                .orElseThrow()
                .groupBy("subject_id")
                .agg(org.apache
                        .spark
                        .sql
                        .functions
                        .max_by(col("name"), struct("as_of_date", "row_hash"))
                        .as("name"));
    }

    private Dataset<Row> names(JobContext context, Contract contract) {
        var column =
                contract.identifierColumn(hub.spine().scheme()).orElseThrow().name();
        var changes = context.known(Table.records(contract), "received_at")
                .where(col("as_of_date").leq(lit(context.asOfSql())));
        var last = contract.keyColumns().isEmpty() ? changes : Records.lastChanges(contract, changes);
        return LinkedRecords.withParty(context, contract, column, "subject_id", last)
                .select(
                        col("subject_id"),
                        col(hub.spine().nameColumn()).as("name"),
                        col("as_of_date"),
                        col("row_hash"));
    }

    /** The features that cost a subject the most points, each with what it means and the rows that it rests on. */
    private Dataset<Row> reasons(JobContext context, Dataset<Row> scores) {
        var reasons = scores.where(col("is_scored"))
                .select(col("subject_id"), posexplode(col("contributions")))
                .where(col("pos").lt(REASONS).and(col("col.lost_points").gt(0)))
                .select(col("subject_id"), col("pos"), col("col.*"));
        var features = reasons.select("feature").distinct().orderBy("feature").collectAsList().stream()
                .map(r -> r.getString(0))
                .toList();
        var titles = context.lake()
                .spark()
                .createDataFrame(
                        hub.features().features().stream()
                                .map(f -> RowFactory.create(f.name(), f.title(), f.meaning(), f.unit()))
                                .toList(),
                        TITLES);
        var described = reasons.join(titles, "feature");
        var evident = features.isEmpty()
                ? described.withColumn("row_count", lit(0L)).withColumn("rows", lit(null))
                : described.join(
                        Evidence.of(context, reasons, features), new String[] {"subject_id", "feature"}, "left");
        return evident.groupBy("subject_id")
                .agg(array_sort(collect_list(struct(
                                col("pos"),
                                struct(
                                                col("feature"),
                                                col("title"),
                                                col("meaning"),
                                                col("unit"),
                                                col("value"),
                                                col("bin"),
                                                col("points"),
                                                col("lost_points"),
                                                coalesce(col("row_count"), lit(0L))
                                                        .as("row_count"),
                                                col("rows"))
                                        .as("reason"))))
                        .as("placed"))
                .select(col("subject_id"), col("placed.reason").as("reasons"));
    }
}
