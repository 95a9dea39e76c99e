package vinelake.service.page;

import java.util.List;
import java.util.Optional;
import vinelake.service.access.Actor;
import vinelake.service.access.Purpose;
import vinelake.service.access.Role;
import vinelake.service.access.SubjectFacts;
import vinelake.service.access.SubjectNames;

/** A profile as a page shows it to one reader. */
final class ProfileView {

    private final vinelake.service.access.ProfileView view;
    private final Actor actor;
    private final List<String> asked;
    private final Titles titles;
    private final AssessmentView.Grades grades;
    private final Language language;
    private final SubjectNames names;

    ProfileView(
            vinelake.service.access.ProfileView view,
            Actor actor,
            List<String> asked,
            Titles titles,
            AssessmentView.Grades grades,
            Language language,
            SubjectNames names) {
        this.view = view;
        this.actor = actor;
        this.asked = asked;
        this.titles = titles;
        this.grades = grades;
        this.language = language;
        this.names = names;
    }

    /**
     * A section that is not shown.
     *
     * @param link to ask for it all the same, and read what it takes
     */
    record Missing(String title, boolean isGrantable, String link) {}

    /** An open objection. */
    record Objection(String about, String raisedOn, String dueOn) {}

    SubjectFacts subject() {
        return view.subject();
    }

    String releaseId() {
        return view.releaseId();
    }

    String asOf() {
        return view.asOfDate().toString();
    }

    Purpose purpose() {
        return view.purpose();
    }

    /** Whether the reader chose why he reads. */
    boolean hasChoice() {
        return actor.role() == Role.OFFICER;
    }

    String reader() {
        return actor.institution().map(i -> i + " · " + actor.id()).orElse(actor.id());
    }

    /** Whether it is only what was asked for by name. */
    boolean isPart() {
        return !asked.isEmpty();
    }

    String whole() {
        return link(List.of());
    }

    private String link(List<String> sections) {
        return Links.profile(
                subject().subjectId(), hasChoice() ? Optional.of(purpose().text()) : Optional.empty(), sections);
    }

    List<Objection> objections() {
        return view.objections().stream()
                .map(o -> new Objection(
                        o.section().map(s -> titles.section(language, s)).orElse(Texts.of(language, "objection.whole")),
                        o.raisedOn().toString(),
                        o.dueOn().toString()))
                .toList();
    }

    Optional<AssessmentView> assessment() {
        return view.assessment().map(a -> new AssessmentView(a, titles, grades, language));
    }

    Optional<NetworkView> network() {
        return view.network().map(n -> new NetworkView(n, subject(), names.of(NetworkView.parties(n))));
    }

    List<SectionView> sections() {
        return view.sections().stream()
                .map(s -> SectionView.of(s, subject(), titles, language))
                .toList();
    }

    List<Missing> withheld() {
        return view.withheld().stream()
                .map(w -> new Missing(
                        titles.section(language, w.section()), w.missing().equals("grant"), link(List.of(w.section()))))
                .toList();
    }

    /** Where the subject's representative gives all that is withheld. */
    String ask() {
        return Links.ask(
                actor.institution().orElse(""),
                purpose().text(),
                view.withheld().stream()
                        .filter(w -> w.missing().equals("grant"))
                        .map(w -> w.section())
                        .toList());
    }
}
