package vinelake.service.access;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * What subjects of the served release are called: for ids that a reader has before him already. A name is an open fact
 * and by itself no reading, so it leaves no line in the log.
 */
public final class SubjectNames {

    private static final RowMapper<SubjectFacts> FACTS = (row, context) -> new SubjectFacts(
            row.getString("subject_id"),
            row.getString("scheme"),
            row.getString("code"),
            row.getString("name"),
            row.getString("kind"));

    private final Jdbi store;

    public SubjectNames(Jdbi store) {
        this.store = store;
    }

    /** By subject_id; what is no subject of the release is not among them. */
    public Map<String, SubjectFacts> of(Collection<String> ids) {
        var found = new HashMap<String, SubjectFacts>();
        if (!ids.isEmpty()) {
            store.useHandle(handle -> handle.createQuery("""
                            SELECT subject_id, scheme, code, name, kind FROM profile
                            WHERE load_id = (SELECT load_id FROM served_release) AND subject_id = ANY(:ids)""")
                    .bindArray("ids", String.class, List.copyOf(ids))
                    .map(FACTS)
                    .forEach(facts -> found.put(facts.subjectId(), facts)));
        }
        return found;
    }

    /** The first ones, for a demo. */
    public List<SubjectFacts> first(int count) {
        return store.withHandle(handle ->
                handle.createQuery("""
                        SELECT subject_id, scheme, code, name, kind FROM profile
                        WHERE load_id = (SELECT load_id FROM served_release) ORDER BY subject_id LIMIT :count""").bind("count", count).map(FACTS).list());
    }
}
