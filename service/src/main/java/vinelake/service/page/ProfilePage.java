package vinelake.service.page;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import vinelake.core.hub.Hub;
import vinelake.service.UseCases;
import vinelake.service.access.ProfileReading;
import vinelake.service.access.Purpose;
import vinelake.service.access.RefusedException;
import vinelake.service.access.Role;
import vinelake.service.access.SubjectFacts;

/** A profile, and what a reader is told who may not see what he asked for. */
final class ProfilePage {

    private final UseCases cases;
    private final Titles titles;
    private final AssessmentView.Grades grades;

    ProfilePage(UseCases cases, Hub hub, Titles titles) {
        this.cases = cases;
        this.titles = titles;
        this.grades = new AssessmentView.Grades(hub.scorecard().grades());
    }

    /**
     * What was asked for and is refused.
     *
     * @param subject empty where there is no such subject
     * @param isGrantable whether a grant would change it
     * @param ask where the subject's representative gives it
     */
    record Refusal(
            String subjectId,
            Optional<SubjectFacts> subject,
            Purpose purpose,
            String institution,
            List<String> missing,
            boolean isGrantable,
            String ask,
            String open) {}

    void routes(RoutesConfig routes, PageHandlers pages) {
        routes.get("/subjects/{id}", pages.known(this::profile));
    }

    private Page profile(Context context, Frame frame, Session session) {
        var id = context.pathParam("id");
        var actor = session.actor();
        var purpose = Optional.ofNullable(context.queryParam("purpose"));
        if (actor.role() == Role.OFFICER && purpose.flatMap(Purpose::parse).isEmpty()) {
            // Nothing is read before it is said why.
            return Page.of("purpose", "subjectId", id);
        }
        var sections = context.queryParams("sections");
        try {
            var view = cases.profiles().read(actor, new ProfileReading.Request(id, purpose, sections));
            return Page.of(
                    "profile",
                    "profile",
                    new ProfileView(view, actor, sections, titles, grades, frame.language(), cases.names()));
        } catch (RefusedException e) {
            if (e.withheld().isEmpty()) {
                throw e;
            }
            return Page.withStatus(
                    403,
                    "refusal",
                    "refusal",
                    refusal(
                            e,
                            id,
                            frame,
                            session,
                            purpose.flatMap(Purpose::parse).orElse(Purpose.OWN_RECORD)));
        }
    }

    private Refusal refusal(RefusedException e, String id, Frame frame, Session session, Purpose purpose) {
        var names = e.withheld().stream().map(w -> w.section()).toList();
        var institution = session.actor().institution().orElse("");
        return new Refusal(
                id,
                Optional.ofNullable(cases.names().of(List.of(id)).get(id)),
                purpose,
                institution,
                names.stream()
                        .map(name -> titles.section(frame.language(), name))
                        .toList(),
                e.withheld().stream().anyMatch(w -> w.missing().equals("grant")),
                Links.ask(institution, purpose.text(), names),
                Links.profile(id, Optional.of(purpose.text()), List.of()));
    }
}
