package vinelake.etl.subject;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.hub.Hub;
import vinelake.core.identifier.Schemes;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.lake.Job;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;

/**
 * Says of every code that a dataset delivered whom it identifies, by which evidence: {@code exact}, {@code repaired}
 * (one character is wrong and the registry has just one candidate), {@code external} (a valid code of somebody who is
 * no subject of the hub) or {@code unlinked}.
 */
public final class LinkIdentifiers implements Job {

    private final Hub hub;

    public LinkIdentifiers(Hub hub) {
        this.hub = hub;
    }

    @Override
    public String name() {
        return "link-identifiers";
    }

    @Override
    public List<Table> reads() {
        var tables = new ArrayList<Table>();
        hub.contracts().forEach(c -> tables.add(Table.records(c)));
        tables.add(Tables.SUBJECT);
        return tables;
    }

    @Override
    public List<Table> writes() {
        return List.of(Tables.IDENTIFIER);
    }

    @Override
    public Map<String, Long> run(JobContext context) {
        // Read once: it is asked for the codes that link exactly, for those that do not, and for what is written.
        var delivered = delivered(context, hub).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            context.lake().replace(Tables.IDENTIFIER, context.asOf(), link(context, hub, delivered));
        } finally {
            delivered.unpersist();
        }
        var counts = new LinkedHashMap<String, Long>();
        for (var method : List.of("exact", "repaired", "external", "unlinked")) {
            counts.put(method + "_rows", 0L);
        }
        context.lake()
                .read(Tables.IDENTIFIER, context.asOf())
                .groupBy("method")
                .agg(sum("row_count"))
                .collectAsList()
                .forEach(r -> counts.put(r.getString(0) + "_rows", r.getLong(1)));
        return counts;
    }

    /** The codes that the datasets delivered, with the rows that have them. */
    private static Dataset<Row> delivered(JobContext context, Hub hub) {
        // All datasets are grouped at once: a grouping for each would be some hundred shuffles.
        return hub.contracts().stream()
                .flatMap(contract -> contract.columns().stream()
                        .filter(column -> column.identifier().isPresent())
                        .map(column -> delivered(context, contract, column)))
                .reduce(Dataset::union)
                .orElseThrow()
                .groupBy("department", "dataset", "column_name", "scheme", "code")
                .agg(
                        count(lit(1)).as("row_count"),
                        min(struct("file", "line_number")).as("first"))
                .withColumn("file", col("first.file"))
                .withColumn("line_number", col("first.line_number"));
    }

    private static Dataset<Row> link(JobContext context, Hub hub, Dataset<Row> delivered) {
        var scheme = hub.spine().scheme();
        // Not by the moment of minting: a run for an earlier date must not know a firm that was registered later.
        var subjects = context.lake()
                .read(Tables.SUBJECT)
                .where(col("scheme").equalTo(scheme))
                .join(SpineCodes.of(context, hub), new String[] {"code"}, "left_semi")
                .select(col("code").as("matched_code"), col("subject_id"));
        var codes = delivered
                .where(col("scheme").equalTo(scheme))
                .select(col("code"))
                .distinct()
                .withColumn("normalized", Codes.normalized(scheme, col("code")));
        var exact = codes.join(subjects, col("normalized").equalTo(col("matched_code")), "inner")
                .select(
                        col("code"),
                        col("matched_code"),
                        col("subject_id"),
                        lit("exact").as("found"));
        // Only the unified social credit code has the two checks that make a repair more than a guess.
        // A broken code that the registry itself delivered is its own, not another's.
        var rest = codes.join(exact.select("code"), new String[] {"code"}, "left_anti");
        var found = scheme.equals(Schemes.USCC) ? exact.union(repaired(rest, subjects)) : exact;
        return delivered
                .join(found.withColumn("scheme", lit(scheme)), new String[] {"scheme", "code"}, "left")
                .withColumn(
                        "method",
                        coalesce(
                                col("found"),
                                when(Codes.isValid(col("scheme"), col("code")), lit("external")),
                                lit("unlinked")))
                .withColumn("as_of_date", lit(context.asOfSql()))
                .select(Lake.columns(Tables.IDENTIFIER));
    }

    /**
     * The codes of every row accepted up to the date, also of those that a later snapshot replaced or ended: who looks
     * at an earlier day from here must find them linked.
     */
    private static Dataset<Row> delivered(JobContext context, Contract contract, ContractColumn column) {
        var changes = context.known(Table.records(contract), "received_at")
                .where(col("as_of_date").leq(lit(context.asOfSql())));
        // A row that marks an end repeats what was known; the delivery has no such line.
        // What a late snapshot made a later one say again stands on the same line.
        var rows = contract.mode().isKeyed()
                ? changes.where(not(col("is_ended"))).dropDuplicates("file", "line_number", "row_hash")
                : changes;
        return rows.where(col(column.name()).isNotNull())
                .select(
                        lit(contract.name().department()).as("department"),
                        lit(contract.name().dataset()).as("dataset"),
                        lit(column.name()).as("column_name"),
                        lit(column.identifier().orElseThrow()).as("scheme"),
                        col(column.name()).as("code"),
                        col("file"),
                        col("line_number"));
    }

    /** A candidate counts only when the registry has it, and only when it is the only one. */
    private static Dataset<Row> repaired(Dataset<Row> codes, Dataset<Row> subjects) {
        return codes.where(not(Codes.isValid(lit(Schemes.USCC), col("code"))))
                .select(col("code"), explode(Codes.candidates(col("code"))).as("candidate"))
                .join(subjects, col("candidate").equalTo(col("matched_code")), "inner")
                .groupBy("code")
                .agg(
                        countDistinct("subject_id").as("candidates"),
                        max("matched_code").as("matched_code"),
                        max("subject_id").as("subject_id"))
                .where(col("candidates").equalTo(1))
                .select(
                        col("code"),
                        col("matched_code"),
                        col("subject_id"),
                        lit("repaired").as("found"));
    }
}
