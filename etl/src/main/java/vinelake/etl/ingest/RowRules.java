package vinelake.etl.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import vinelake.core.contract.Contract;
import vinelake.core.contract.RowRule;

/** Names every rule that a row breaks. */
final class RowRules {

    /**
     * @param parsed rows of {@link RowParser#schema}
     * @return the same with {@code _rules}, empty for a valid row, instead of {@code _broken}
     */
    static Dataset<Row> check(Contract contract, Dataset<Row> parsed) {
        var named = contract.rules().stream().map(RowRules::nameWhereBroken).toArray(Column[]::new);
        var rules = named.length == 0 ? col("_broken") : concat(col("_broken"), array_compact(array(named)));
        return parsed.withColumn("_rules", rules).drop("_broken");
    }

    /**
     * A predicate that is NULL counts as broken, but not in a row with a value that could not be read: there the NULL
     * only follows from what is named already.
     */
    private static Column nameWhereBroken(RowRule rule) {
        var predicate = expr(rule.predicate());
        var isReadable = size(col("_broken")).equalTo(0);
        return when(not(coalesce(predicate, not(isReadable))), lit(rule.name()));
    }

    private RowRules() {}
}
