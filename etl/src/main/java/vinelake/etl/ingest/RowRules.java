package vinelake.etl.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import vinelake.core.contract.Contract;
import vinelake.core.contract.RowRule;
import vinelake.core.contract.RuleName;
import vinelake.etl.text.TextTable;
import vinelake.etl.text.Verdicts;

/**
 * The rules of a contract as columns: a bit for each that a row breaks. Their names are made only where a bit is set.
 */
final class RowRules {

    /** Of a bigint; its sign is left alone. */
    private static final int RULES_PER_MASK = 63;

    private static final String MASK = "_rules_";

    /**
     * @param parsed rows of {@link TextTable}
     * @return the same with {@link #masks}
     */
    static Dataset<Row> check(Contract contract, Dataset<Row> parsed) {
        var checked = new ArrayList<Column>();
        for (var name : parsed.columns()) {
            checked.add(col(name));
        }
        checked.addAll(masks(contract));
        return parsed.select(checked.toArray(Column[]::new));
    }

    /** Of each 63 rules a mask of those that a row of {@link TextTable} breaks. */
    static List<Column> masks(Contract contract) {
        return IntStream.range(0, maskCount(contract))
                .mapToObj(mask -> mask(contract, mask).as(MASK + mask))
                .toList();
    }

    /** Over checked rows. */
    static Column isRefused(Contract contract) {
        return IntStream.range(0, maskCount(contract))
                .mapToObj(mask -> col(MASK + mask).notEqual(0))
                .reduce(
                        col(TextTable.BROKEN)
                                .isNotNull()
                                .or(col(TextTable.VERDICT).equalTo(Verdicts.CONFLICT)),
                        Column::or);
    }

    /** How many masks a checked row has, as its last columns. */
    static int maskCount(Contract contract) {
        return (contract.rules().size() + RULES_PER_MASK - 1) / RULES_PER_MASK;
    }

    /**
     * The names of all rules that a row breaks.
     *
     * @param broken the automatic ones, as the reader names them; null for none
     * @param masks of the row, in order
     */
    static List<String> names(List<String> rules, String broken, int verdict, long[] masks) {
        var names = new ArrayList<String>();
        if (broken != null) {
            names.addAll(List.of(broken.split(TextTable.SEPARATOR)));
        }
        for (int i = 0; i < rules.size(); i++) {
            if ((masks[i / RULES_PER_MASK] >>> i % RULES_PER_MASK & 1) != 0) {
                names.add(rules.get(i));
            }
        }
        if (verdict == Verdicts.CONFLICT) {
            names.add(RuleName.KEY_CONFLICT);
        }
        return names;
    }

    /** The names of all rules that a checked row breaks. */
    static List<String> names(Contract contract, Row row) {
        var masks = new long[maskCount(contract)];
        for (int i = 0; i < masks.length; i++) {
            masks[i] = row.getAs(MASK + i);
        }
        return names(names(contract), row.getAs(TextTable.BROKEN), row.getAs(TextTable.VERDICT), masks);
    }

    static List<String> names(Contract contract) {
        return contract.rules().stream().map(RowRule::name).toList();
    }

    private static Column mask(Contract contract, int mask) {
        var rules = contract.rules();
        var bits = lit(0L);
        for (int i = mask * RULES_PER_MASK; i < Math.min(rules.size(), (mask + 1) * RULES_PER_MASK); i++) {
            bits = bits.plus(bit(rules.get(i), 1L << i % RULES_PER_MASK));
        }
        return bits;
    }

    /**
     * A predicate that is NULL counts as broken, but not in a row with a value that could not be read: there the NULL
     * only follows from what is named already.
     */
    private static Column bit(RowRule rule, long bit) {
        var isUnreadable = col(TextTable.BROKEN).isNotNull();
        return when(not(coalesce(expr(rule.predicate()), isUnreadable)), lit(bit))
                .otherwise(lit(0L));
    }

    private RowRules() {}
}
