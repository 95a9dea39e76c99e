package vinelake.service.page;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import vinelake.service.UseCases;
import vinelake.service.access.Purpose;
import vinelake.service.access.Role;
import vinelake.service.access.SubjectSearch;

/** Search by name or code. */
final class SearchPage {

    private static final int PAGE = 20;

    /** What looks like a unified social credit code is looked up as one; anything else is part of a name. */
    private static final Pattern CODE = Pattern.compile("[0-9A-Za-z]{18}");

    private final UseCases cases;

    SearchPage(UseCases cases) {
        this.cases = cases;
    }

    /**
     * What is searched for, and what was found.
     *
     * @param text as typed; empty before a search
     * @param page empty before a search
     * @param canRead whether the reader may open a profile
     */
    record Found(String text, Purpose purpose, Optional<SubjectSearch.Page> page, boolean canRead) {

        String profile(String subjectId) {
            return Links.profile(subjectId, Optional.of(purpose.text()), java.util.List.of());
        }

        Optional<String> next() {
            return page.flatMap(SubjectSearch.Page::next)
                    .map(after -> "/search?q=%s&purpose=%s&after=%s"
                            .formatted(Links.encoded(text), purpose.text(), Links.encoded(after)));
        }
    }

    void routes(RoutesConfig routes, PageHandlers pages) {
        routes.get("/search", pages.known(this::search));
    }

    private Page search(Context context, Frame frame, Session session) {
        var role = session.actor().role();
        if (role != Role.OFFICER && role != Role.OPERATOR) {
            throw cases.subjects().refuse(session.actor());
        }
        var text = Optional.ofNullable(context.queryParam("q")).orElse("").strip();
        var purpose =
                Purpose.parse(String.valueOf(context.queryParam("purpose"))).orElse(Purpose.LOAN_APPLICATION);
        Optional<SubjectSearch.Page> page = text.isEmpty()
                ? Optional.empty()
                : Optional.of(cases.subjects().search(session.actor(), query(text, context.queryParam("after"))));
        var found = new Found(text, purpose, page, role == Role.OFFICER);
        // htmx asks for the list alone.
        return Page.of("true".equals(context.header("HX-Request")) ? "results" : "search", "found", found);
    }

    private static SubjectSearch.Query query(String text, String after) {
        boolean isCode = CODE.matcher(text).matches();
        return new SubjectSearch.Query(
                isCode ? Optional.empty() : Optional.of(text),
                isCode ? Optional.of(text.toUpperCase(Locale.ROOT)) : Optional.empty(),
                Optional.ofNullable(after),
                PAGE);
    }
}
