package vinelake.service.page;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import vinelake.service.UseCases;
import vinelake.service.access.Accesses;
import vinelake.service.access.Actor;
import vinelake.service.access.Consents;
import vinelake.service.access.Extracts;
import vinelake.service.access.Objections;
import vinelake.service.access.Purpose;
import vinelake.service.access.Role;
import vinelake.service.access.SubjectFacts;

/** An enterprise's own page: who looked, what it allowed, what it objects to. */
final class OwnPage {

    private final UseCases cases;
    private final Titles titles;
    private final Clock clock;

    OwnPage(UseCases cases, Titles titles, Clock clock) {
        this.cases = cases;
        this.titles = titles;
        this.clock = clock;
    }

    /** Somebody who looked, or tried. */
    record Look(Accesses.Access access, List<String> sections) {
        boolean isSeen() {
            return access.outcome().equals("done");
        }

        boolean isExtract() {
            return access.action().equals(Extracts.ACTION);
        }

        /** The institution, else what he is: the key of a text. */
        Optional<String> institution() {
            return access.institution();
        }

        String role() {
            return access.role()
                    .map(role -> role.equals(Role.REPRESENTATIVE.text()) ? "own.self" : "role." + role)
                    .orElse("own.stranger");
        }
    }

    record Grant(Consents.Consent consent, List<String> sections) {}

    record Objection(Objections.Objection objection, String about) {}

    /**
     * What the form for a grant says before anybody fills it in: what a bank's link asks for.
     *
     * @param sections those that are ticked; all where the link names none
     */
    record Asked(String institution, Purpose purpose, List<String> sections, LocalDate until, LocalDate latest) {}

    record Own(
            String subjectId,
            Optional<SubjectFacts> subject,
            List<Look> looks,
            List<Grant> grants,
            List<Objection> objections,
            List<Titles.Choice> grantable,
            List<Titles.Choice> all,
            Asked asked,
            LocalDate today) {

        String profile() {
            return Links.profile(subjectId, Optional.empty(), List.of());
        }
    }

    void routes(RoutesConfig routes, PageHandlers pages) {
        routes.get("/own", pages.known(this::own));
        routes.post("/own/grants", pages.change((context, frame, session) -> {
            cases.consents()
                    .give(
                            session.actor(),
                            new Consents.Offer(
                                    OperatorPage.text(context, "institution"),
                                    OperatorPage.text(context, "purpose"),
                                    context.formParams("sections"),
                                    date(OperatorPage.text(context, "until"))));
            return Page.redirect("/own?done=grant-given#grants");
        }));
        routes.post("/own/grants/{id}/withdraw", pages.change((context, frame, session) -> {
            cases.consents().withdraw(session.actor(), OperatorPage.id(context));
            return Page.redirect("/own?done=grant-withdrawn#grants");
        }));
        routes.post("/own/objections", pages.change((context, frame, session) -> {
            cases.objections()
                    .raise(
                            session.actor(),
                            Optional.of(OperatorPage.text(context, "section")).filter(s -> !s.isEmpty()),
                            OperatorPage.text(context, "statement"));
            return Page.redirect("/own?done=objection-raised#objections");
        }));
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new BadRequestException("until is no date. Allowed: a day like 2026-11-23");
        }
    }

    private Page own(Context context, Frame frame, Session session) {
        var actor = session.actor();
        var looks = cases.accesses().ofOwn(actor);
        var id = actor.subject().orElseThrow();
        var language = frame.language();
        var today = LocalDate.now(clock);
        return Page.of(
                "own",
                "own",
                new Own(
                        id,
                        Optional.ofNullable(cases.names().of(List.of(id)).get(id)),
                        looks.stream()
                                .map(look -> new Look(look, named(look.sections(), language)))
                                .toList(),
                        grants(actor, language),
                        cases.objections().ofActor(actor).stream()
                                .map(o -> new Objection(
                                        o,
                                        o.section()
                                                .map(s -> titles.section(language, s))
                                                .orElse(Texts.of(language, "objection.whole"))))
                                .toList(),
                        titles.grantable(language),
                        titles.all(language),
                        asked(context, language, today),
                        today));
    }

    private List<Grant> grants(Actor actor, Language language) {
        return cases.consents().ofActor(actor).stream()
                .map(consent -> new Grant(consent, named(consent.sections(), language)))
                .toList();
    }

    private List<String> named(List<String> sections, Language language) {
        return sections.stream().map(s -> titles.section(language, s)).toList();
    }

    private Asked asked(Context context, Language language, LocalDate today) {
        var sections = context.queryParams("sections");
        return new Asked(
                Optional.ofNullable(context.queryParam("institution")).orElse(""),
                Purpose.parse(String.valueOf(context.queryParam("purpose"))).orElse(Purpose.LOAN_APPLICATION),
                sections.isEmpty()
                        ? titles.grantable(language).stream()
                                .map(Titles.Choice::code)
                                .toList()
                        : sections,
                today.plusYears(1),
                today.plusYears(5));
    }
}
