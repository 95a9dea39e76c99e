package vinelake.core.contract;

import java.util.Set;

/**
 * What marks a row of an upsert as the end of its key (删除标记).
 *
 * @param column a column of the contract
 * @param values its parsed texts that say so
 */
public record DeletionMark(String column, Set<String> values) {

    public DeletionMark {
        values = Set.copyOf(values);
    }
}
