package vinelake.models.profile;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import vinelake.core.table.Tables;
import vinelake.lake.JobContext;

/** The supply network as it stands around one subject. */
final class NetworkView {

    private static final int SHOWN = 5;

    /** @return subject_id, network: what the metrics say, the largest customers and suppliers */
    static Dataset<Row> of(JobContext context) {
        var today = col("observed_on").equalTo(lit(context.asOfSql()));
        var edges = context.lake().read(Tables.EDGE, context.asOf()).where(today);
        var metrics = context.lake()
                .read(Tables.METRIC, context.asOf())
                .where(today)
                .withColumnRenamed("vertex_id", "subject_id");
        return metrics.join(partners(edges, "source_id", "target_id", "customers"), new String[] {"subject_id"}, "left")
                .join(partners(edges, "target_id", "source_id", "suppliers"), new String[] {"subject_id"}, "left")
                .select(
                        col("subject_id"),
                        struct(
                                        col("degree_customers"),
                                        col("degree_suppliers"),
                                        col("sales_cny"),
                                        col("purchases_cny"),
                                        col("customer_hhi"),
                                        col("supplier_hhi"),
                                        col("top_customer_share"),
                                        col("top_supplier_share"),
                                        col("component_size"),
                                        col("pagerank"),
                                        col("customers"),
                                        col("suppliers"))
                                .as("network"));
    }

    private static Dataset<Row> partners(Dataset<Row> edges, String self, String other, String as) {
        var largestFirst = Window.partitionBy(self).orderBy(desc("amount_cny"), col(other));
        return edges.withColumn("place", row_number().over(largestFirst))
                .where(col("place").leq(SHOWN))
                .groupBy(col(self).as("subject_id"))
                .agg(array_sort(collect_list(struct(
                                col("place"),
                                struct(
                                                col(other).as("party"),
                                                col("amount_cny"),
                                                col("invoice_count"),
                                                col("first_on"),
                                                col("last_on"))
                                        .as("partner"))))
                        .as("placed"))
                .select(col("subject_id"), col("placed.partner").as(as));
    }

    private NetworkView() {}
}
