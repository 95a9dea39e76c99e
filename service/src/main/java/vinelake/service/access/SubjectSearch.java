package vinelake.service.access;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import vinelake.service.access.RefusedException.Reason;

/** Finds subjects of the served release by name or code; gives open facts only. */
public final class SubjectSearch {

    /** Subjects on a page at most. */
    public static final int LARGEST_PAGE = 100;

    private static final String ACTION = "subject.search";
    private static final int LONGEST = 100;

    private final Jdbi store;
    private final Trail trail;

    public SubjectSearch(Jdbi store, Trail trail) {
        this.store = store;
        this.trail = trail;
    }

    /**
     * What is searched for.
     *
     * @param name a part of the name
     * @param code the whole code
     * @param after the last subject_id of the page before
     */
    public record Query(Optional<String> name, Optional<String> code, Optional<String> after, int size) {}

    /**
     * A page of what was found, in order of subject_id.
     *
     * @param next what to ask for the next page {@code after}; empty on the last one
     */
    public record Page(List<SubjectFacts> subjects, Optional<String> next) {}

    /** @throws RefusedException when the actor may not search, or does not search for anything */
    public Page search(Actor actor, Query query) {
        trail.require(actor, ACTION, null, Role.OFFICER, Role.OPERATOR);
        var text = query.name().or(query::code).orElse("");
        if (query.name().isPresent() == query.code().isPresent() || text.isBlank() || isOdd(text)) {
            throw trail.refuse(
                    actor,
                    ACTION,
                    null,
                    Reason.INVALID,
                    "neither or both of name and uscc are given, or it is blank or too long. Allowed: one of them, up to %d characters"
                            .formatted(LONGEST));
        }
        if (query.after().filter(SubjectSearch::isOdd).isPresent()) {
            throw trail.refuse(
                    actor, ACTION, null, Reason.INVALID, "after is no id. Allowed: what the page before gives as next");
        }
        if (query.size() < 1 || query.size() > LARGEST_PAGE) {
            throw trail.refuse(
                    actor,
                    ACTION,
                    null,
                    Reason.INVALID,
                    "size is %d. Allowed: 1 to %d".formatted(query.size(), LARGEST_PAGE));
        }
        var found = store.withHandle(handle -> handle.createQuery(
                        """
                        SELECT subject_id, scheme, code, name, kind FROM profile
                        WHERE load_id = (SELECT load_id FROM served_release) AND subject_id > :after AND %s
                        ORDER BY subject_id LIMIT :limit""".formatted(query.name().isPresent() ? "name LIKE :text" : "code = :text"))
                .bind("after", query.after().orElse(""))
                .bind("text", query.name().isPresent() ? "%" + escaped(text.strip()) + "%" : text.strip())
                .bind("limit", query.size() + 1)
                .map((row, context) -> new SubjectFacts(
                        row.getString("subject_id"),
                        row.getString("scheme"),
                        row.getString("code"),
                        row.getString("name"),
                        row.getString("kind")))
                .list());
        trail.done(
                actor, ACTION, null, "by %s: %s".formatted(query.name().isPresent() ? "name" : "code", text.strip()));
        boolean isMore = found.size() > query.size();
        var page = isMore ? found.subList(0, query.size()) : found;
        return new Page(
                List.copyOf(page),
                isMore ? Optional.of(page.get(page.size() - 1).subjectId()) : Optional.empty());
    }

    /** For who may not search at all. */
    public RefusedException refuse(Actor actor) {
        return trail.refuse(actor, ACTION, null, Reason.FORBIDDEN, "role may not search. Allowed: officer, operator");
    }

    private static boolean isOdd(String text) {
        return text.length() > LONGEST || text.indexOf('\0') >= 0;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
