package vinelake.core.contract;

import java.util.Optional;
import vinelake.core.value.Secret;

/**
 * A department's exchange database (前置库), where a table or a query is delivered instead of files.
 *
 * @param url {@code jdbc:postgresql://host:port/database}
 * @param schema where the tables are
 * @param table that is delivered as it is; empty where there is a query
 * @param query that is delivered
 * @param changedAt the column that tells which rows are new or changed since the last delivery; without one the whole is
 *     delivered each time
 */
public record Exchange(
        String url,
        String schema,
        Optional<String> table,
        Optional<String> query,
        Optional<String> changedAt,
        Secret user,
        Secret password) {

    public Exchange {
        if (table.isPresent() == query.isPresent()) {
            throw new IllegalArgumentException("an exchange has a table and a query, or none. Allowed: one of the two");
        }
    }
}
