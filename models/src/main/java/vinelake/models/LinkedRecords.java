package vinelake.models;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;

import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import vinelake.core.contract.Contract;
import vinelake.core.table.Tables;
import vinelake.lake.JobContext;

/** Records with the subjects that their codes identify. */
public final class LinkedRecords {

    /**
     * The records that identify a subject by the column.
     *
     * @return the records with {@code subject_id}
     */
    public static Dataset<Row> ofSubjects(JobContext context, Contract contract, String column, LocalDate date) {
        return withLink(context, contract, column, "subject_id", context.records(contract, date))
                .drop("link_scheme")
                .where(col("subject_id").isNotNull());
    }

    /**
     * Adds who a code stands for: a subject's id, or scheme and code of an external party.
     *
     * @param rows with the contract's columns
     * @param as name of the added column; NULL only where the row has no code
     */
    public static Dataset<Row> withParty(
            JobContext context, Contract contract, String column, String as, Dataset<Row> rows) {
        return withLink(context, contract, column, "linked_subject", rows)
                .withColumn(as, coalesce(col("linked_subject"), concat_ws(":", col("link_scheme"), col(column))))
                .drop("linked_subject", "link_scheme");
    }

    private static Dataset<Row> withLink(
            JobContext context, Contract contract, String column, String as, Dataset<Row> rows) {
        var name = contract.name();
        var links = context.lake()
                .read(Tables.IDENTIFIER, context.asOf())
                .where(col("department")
                        .equalTo(lit(name.department()))
                        .and(col("dataset").equalTo(lit(name.dataset())))
                        .and(col("column_name").equalTo(lit(column))))
                .select(
                        col("code").as(column),
                        col("scheme").as("link_scheme"),
                        col("subject_id").as(as));
        return rows.join(links, new String[] {column}, "left");
    }

    private LinkedRecords() {}
}
