package vinelake.etl.subject;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import vinelake.core.contract.Contract;
import vinelake.core.hub.Hub;
import vinelake.core.table.Table;
import vinelake.lake.JobContext;

/** The codes that the registry has, or has had. */
final class SpineCodes {

    /** @return distinct rows of code, normalised */
    static Dataset<Row> of(JobContext context, Hub hub) {
        return hub.spine().datasets().stream()
                .map(hub::contract)
                .map(contract -> codes(context, contract, hub.spine().scheme()))
                .reduce(Dataset::union)
                .orElseThrow()
                .distinct();
    }

    private static Dataset<Row> codes(JobContext context, Contract contract, String scheme) {
        var column = contract.identifierColumn(scheme).orElseThrow().name();
        return context.known(Table.records(contract), "received_at")
                .where(col("as_of_date").leq(lit(context.asOfSql())))
                .select(Codes.normalized(scheme, col(column)).as("code"))
                .where(col("code").isNotNull());
    }

    private SpineCodes() {}
}
