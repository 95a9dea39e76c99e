package vinelake.models.network;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import java.sql.Date;
import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import vinelake.core.table.Tables;
import vinelake.lake.Lake;
import vinelake.models.graph.ConnectedComponents;
import vinelake.models.graph.PageRank;

/** What the supply network says of every party in it, and of subjects that trade with nobody. */
final class SupplyMetrics {

    private static final double DAMPING = 0.85;
    private static final int ROUNDS = 20;

    /**
     * @param subjects subject_id
     * @param edges rows of {@link Tables#EDGE} of one day
     * @return rows of {@link Tables#METRIC}
     */
    static Dataset<Row> of(Dataset<Row> subjects, Dataset<Row> edges, LocalDate asOf, LocalDate observedOn) {
        var vertices = subjects.select(col("subject_id").as("vertex_id"))
                .union(edges.select("source_id"))
                .union(edges.select("target_id"))
                .distinct();
        // Money flows from a buyer to its suppliers, and so does importance.
        var payments = edges.select(
                col("target_id").as("source_id"),
                col("source_id").as("target_id"),
                col("amount_cny").as("weight"));
        return vertices.join(ConnectedComponents.of(vertices, edges.select("source_id", "target_id")), "vertex_id")
                .join(PageRank.weighted(vertices, payments, DAMPING, ROUNDS), "vertex_id")
                .join(side(edges, "source_id", "customer", "degree_customers", "sales_cny"), joinKey(), "left")
                .join(side(edges, "target_id", "supplier", "degree_suppliers", "purchases_cny"), joinKey(), "left")
                .join(
                        subjects.select(
                                col("subject_id").as("vertex_id"), lit(true).as("is_subject")),
                        joinKey(),
                        "left")
                .withColumn("as_of_date", lit(Date.valueOf(asOf)))
                .withColumn("observed_on", lit(Date.valueOf(observedOn)))
                .withColumn("is_external", col("is_subject").isNull())
                .withColumn("degree_customers", coalesce(col("degree_customers"), lit(0L)))
                .withColumn("degree_suppliers", coalesce(col("degree_suppliers"), lit(0L)))
                .withColumn("sales_cny", coalesce(col("sales_cny"), lit(0).cast("decimal(20,2)")))
                .withColumn("purchases_cny", coalesce(col("purchases_cny"), lit(0).cast("decimal(20,2)")))
                .select(Lake.columns(Tables.METRIC));
    }

    /**
     * Degree, turnover and concentration on one side of the trade. Shares are DECIMAL, so that their sums are exact and
     * do not depend on the order.
     */
    private static Dataset<Row> side(Dataset<Row> edges, String party, String side, String degree, String turnover) {
        var total = sum("amount_cny").over(Window.partitionBy(party)).cast("decimal(20,2)");
        var share = col("amount_cny").cast("decimal(20,2)").divide(total).cast("decimal(18,12)");
        return edges.withColumn("share", share)
                .groupBy(col(party).as("vertex_id"))
                .agg(
                        count(lit(1)).as(degree),
                        sum("amount_cny").cast("decimal(20,2)").as(turnover),
                        sum(col("share").multiply(col("share")).cast("decimal(28,24)"))
                                .cast("double")
                                .as(side + "_hhi"),
                        max("share").cast("double").as("top_" + side + "_share"));
    }

    private static String[] joinKey() {
        return new String[] {"vertex_id"};
    }

    private SupplyMetrics() {}
}
