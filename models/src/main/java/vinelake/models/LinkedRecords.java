package vinelake.models;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import vinelake.core.contract.Contract;
import vinelake.core.identifier.Schemes;
import vinelake.core.table.Tables;
import vinelake.lake.JobContext;
import vinelake.lake.function.Functions;

/** Records with the subjects that their codes identify. */
public final class LinkedRecords {

    /**
     * The subjects that the registry had delivered by the run's date and moment of knowledge. One that was minted by a
     * run for a later date is not among them.
     *
     * @return rows of {@link Tables#SUBJECT}
     */
    public static Dataset<Row> subjects(JobContext context) {
        var isSpine = context.hub().spine().datasets().stream()
                .map(d -> col("department")
                        .equalTo(d.department())
                        .and(col("dataset").equalTo(d.dataset())))
                .reduce(Column::or)
                .orElseThrow();
        var registered = context.lake()
                .read(Tables.IDENTIFIER, context.asOf())
                .where(isSpine)
                .select("subject_id");
        return context.lake().read(Tables.SUBJECT).join(registered, new String[] {"subject_id"}, "left_semi");
    }

    /**
     * The records that identify a subject by the column.
     *
     * @return the records with {@code subject_id}
     */
    public static Dataset<Row> ofSubjects(JobContext context, Contract contract, String column, LocalDate date) {
        return withLink(context, contract, column, "subject_id", context.records(contract, date))
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
        var scheme = contract.column(column).orElseThrow().identifier().orElseThrow();
        var external = concat(lit(scheme + ":"), normalized(scheme, col(column)));
        return withLink(context, contract, column, "linked_subject", rows)
                .withColumn(as, coalesce(col("linked_subject"), external))
                .drop("linked_subject");
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
                .select(col("code").as(column), col("subject_id").as(as));
        return rows.join(links, new String[] {column}, "left");
    }

    /** One party is one party in whatever form its code is written, also where the code is not valid. */
    private static Column normalized(String scheme, Column code) {
        return scheme.equals(Schemes.USCC) ? Functions.usccNormalized(code) : Functions.text(code);
    }

    private LinkedRecords() {}
}
