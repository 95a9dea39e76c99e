package vinelake.orchestration;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import org.apache.spark.sql.Row;
import vinelake.core.contract.Contract;
import vinelake.core.contract.RowFault;
import vinelake.lake.Lake;
import vinelake.lake.OpenRows;

/** Refused rows of a dataset that wait for repair. Not a part of the verb: verbs are known without Spark's classes. */
record OpenDataset(String dataset, String title, long open, int deliveries, List<OpenRule> rules) {

    /** Rows that break a rule, the sentence and the remedy in Chinese. */
    record OpenRule(String rule, long rows, long deliveries, String sentence, String remedy) {}

    static OpenDataset of(Lake lake, Contract contract, List<OpenRows> open) {
        var rules = OpenRows.rows(lake, open)
                .select(explode(col("rules")).as("rule"), col("delivery_id"))
                .groupBy("rule")
                .agg(count(lit(1)).as("rows"), count_distinct(col("delivery_id")))
                .orderBy(col("rows").desc(), col("rule"))
                .collectAsList();
        return new OpenDataset(
                contract.name().toString(),
                contract.title(),
                open.stream().mapToLong(OpenRows::count).sum(),
                open.size(),
                rules.stream().map(row -> rule(contract, row)).toList());
    }

    private static OpenRule rule(Contract contract, Row row) {
        var fault = RowFault.of(contract, row.getString(0));
        return new OpenRule(row.getString(0), row.getLong(1), row.getLong(2), fault.sentence(), fault.remedy());
    }
}
