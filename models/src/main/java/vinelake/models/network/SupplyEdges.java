package vinelake.models.network;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import vinelake.core.policy.NetworkPolicy;
import vinelake.core.policy.NetworkPolicy.Supply;
import vinelake.core.table.Tables;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.models.LinkedRecords;
import vinelake.models.MonthWindow;

/** Who supplies whom, read from VAT invoices. */
final class SupplyEdges {

    private static final StructType INVOICES =
            StructType.fromDDL("source_id STRING, target_id STRING, issued_on DATE, amount_cny DECIMAL(20,2)");

    /**
     * The invoices of all datasets that count on the day, as source_id, target_id, issued_on, amount_cny; none where no
     * department delivers any.
     */
    static Dataset<Row> invoices(JobContext context, NetworkPolicy policy, LocalDate observedOn) {
        return policy.supplies().stream()
                .map(supply -> invoices(context, policy, supply, observedOn))
                .reduce(Dataset::union)
                .orElseGet(() -> context.lake().spark().createDataFrame(List.of(), INVOICES));
    }

    private static Dataset<Row> invoices(
            JobContext context, NetworkPolicy policy, Supply supply, LocalDate observedOn) {
        var contract = context.hub().contract(supply.dataset());
        var counted = context.records(contract, observedOn)
                .where(expr(supply.where()))
                .where(MonthWindow.isWithin(col(supply.date()), observedOn, policy.windowMonths()));
        var withSeller = LinkedRecords.withParty(context, contract, supply.seller(), "source_id", counted);
        return LinkedRecords.withParty(context, contract, supply.buyer(), "target_id", withSeller)
                .select(
                        col("source_id"),
                        col("target_id"),
                        col(supply.date()).as("issued_on"),
                        col(supply.amount()).cast("decimal(20,2)").as("amount_cny"));
    }

    /**
     * One edge from each seller to each of its buyers.
     *
     * @param invoices one row per invoice: source_id, target_id, issued_on, amount_cny (red-letter ones negative)
     * @return rows of {@link Tables#EDGE}; a pair whose invoices cancel out has no edge, nor has a firm with itself
     */
    static Dataset<Row> from(Dataset<Row> invoices, LocalDate asOf, LocalDate observedOn) {
        return invoices.where(col("source_id").notEqual(col("target_id")))
                .groupBy(col("source_id"), col("target_id"))
                .agg(
                        sum("amount_cny").cast("decimal(20,2)").as("amount_cny"),
                        count(lit(1)).as("invoice_count"),
                        min("issued_on").as("first_on"),
                        max("issued_on").as("last_on"))
                .where(col("amount_cny").gt(0))
                .withColumn("as_of_date", lit(Date.valueOf(asOf)))
                .withColumn("observed_on", lit(Date.valueOf(observedOn)))
                .withColumn("relation", lit("supplies"))
                .select(Lake.columns(Tables.EDGE));
    }

    private SupplyEdges() {}
}
