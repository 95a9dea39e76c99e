package vinelake.service.page;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.HoldWords;
import vinelake.service.UseCases;
import vinelake.service.access.Actor;
import vinelake.service.access.DatasetStates;
import vinelake.service.access.Objections;
import vinelake.service.access.SubjectFacts;
import vinelake.service.release.ServedRelease;

/** How the deliveries stand, and which objections wait for an answer. */
final class OperatorPage {

    private final UseCases cases;
    private final Titles titles;
    private final Clock clock;

    OperatorPage(UseCases cases, Titles titles, Clock clock) {
        this.cases = cases;
        this.titles = titles;
        this.clock = clock;
    }

    /** How a dataset keeps to its sender's calendar, or where none was agreed to his own rhythm; the worst first. */
    enum Freshness {
        /** By the calendar; or a half more than the usual time has passed. */
        LATE,
        NEVER,
        /** The next one may come any day; or the usual time has passed. */
        DUE,
        FRESH,
        /** Too few deliveries to have a rhythm. */
        UNKNOWN;

        private static Freshness of(DatasetStates.State state, Optional<Long> usualDays, LocalDate today) {
            if (state.last().isEmpty()) {
                return NEVER;
            }
            if (state.calendar().isPresent()) {
                var calendar = state.calendar().get();
                return calendar.daysLate() > 0 ? LATE : today.isAfter(calendar.nextOn()) ? DUE : FRESH;
            }
            long days = state.last().get().daysOld();
            return usualDays
                    .map(usual -> 2 * days > 3 * usual ? LATE : days > usual ? DUE : FRESH)
                    .orElse(UNKNOWN);
        }

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** @param reasons why a delivery is held, and what mends it, in the reader's language */
    record Held(DatasetStates.Held delivery, List<String> reasons) {}

    /**
     * @param usualDays between two deliveries; empty where there is no rhythm
     * @param profiles of the served release that show a section of it; empty where they are not counted
     */
    record Row(
            DatasetStates.State state,
            List<Held> held,
            Freshness freshness,
            Optional<Long> usualDays,
            Optional<Long> profiles,
            String title) {

        /** Profiles that are older than they should be, because a delivery is late or held. */
        Optional<Long> waitingProfiles() {
            return freshness == Freshness.LATE || isHeld() ? profiles : Optional.of(0L);
        }

        boolean isHeld() {
            return state.held() > 0;
        }

        private int rank() {
            return isHeld() ? -1 : freshness.ordinal();
        }

        String quarantine() {
            return QuarantinePage.path(state.dataset().toString());
        }

        /** Points of a line of the last deliveries' rows, 80 wide and 16 high, from 0 to the most. */
        String sparkline() {
            var reads = state.recentReads();
            long most =
                    Math.max(1, reads.stream().mapToLong(Long::longValue).max().orElse(1));
            var points = new StringBuilder();
            for (int i = 0; i < reads.size(); i++) {
                long x = reads.size() == 1 ? 40 : 2 + i * 76L / (reads.size() - 1);
                points.append(i == 0 ? "" : " ").append(x).append(',').append(15 - reads.get(i) * 13 / most);
            }
            return points.toString();
        }
    }

    /** The datasets of a department, the worst first. */
    record Department(String name, List<Row> rows) {
        private int rank() {
            return rows.stream().mapToInt(Row::rank).min().orElse(0);
        }
    }

    /** @param subjects that a release could cover */
    record Overview(
            List<Department> departments, Optional<ServedRelease> release, long subjects, List<Waiting> objections) {

        private java.util.stream.Stream<Row> rows() {
            return departments.stream().flatMap(d -> d.rows().stream());
        }

        long datasets() {
            return rows().count();
        }

        long late() {
            return count(Freshness.LATE);
        }

        long never() {
            return count(Freshness.NEVER);
        }

        private long count(Freshness freshness) {
            return rows().filter(r -> r.freshness() == freshness).count();
        }

        long held() {
            return rows().mapToLong(r -> r.state().held()).sum();
        }

        long waiting() {
            return rows().mapToLong(r -> r.state().waiting()).sum();
        }
    }

    /** An objection that waits for an answer. */
    record Waiting(Objections.Objection objection, Optional<SubjectFacts> subject, String about) {}

    void routes(RoutesConfig routes, PageHandlers pages) {
        routes.get(
                "/operator",
                pages.known((context, frame, session) ->
                        Page.of("operator", "overview", overview(session.actor(), frame.language()))));
        routes.post("/operator/objections/{id}", pages.change((context, frame, session) -> {
            cases.objections().answer(session.actor(), id(context), text(context, "answer"));
            return Page.redirect("/operator?done=objection-answered#objections");
        }));
    }

    static UUID id(Context context) {
        try {
            return UUID.fromString(context.pathParam("id"));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("the id in the path is no UUID. Allowed: the links of the page");
        }
    }

    static String text(Context context, String field) {
        return Optional.ofNullable(context.formParam(field)).orElse("").strip();
    }

    private Overview overview(Actor actor, Language language) {
        var states = cases.datasets().all(actor);
        var usual = cases.datasets().usualDays();
        var sections = cases.releases().sections();
        var objections = cases.objections().ofActor(actor);
        var names = cases.names()
                .of(objections.stream()
                        .map(Objections.Objection::subjectId)
                        .distinct()
                        .toList());
        return new Overview(
                departments(states, usual, sections, language),
                cases.releases().served(),
                cases.datasets().subjects(),
                objections.stream()
                        .map(o -> new Waiting(
                                o,
                                Optional.ofNullable(names.get(o.subjectId())),
                                o.section()
                                        .map(s -> titles.section(language, s))
                                        .orElse(Texts.of(language, "objection.whole"))))
                        .toList());
    }

    /** The latest first. */
    private List<Held> held(DatasetStates.State state, Language language) {
        return state.heldDeliveries().stream()
                .sorted(Comparator.comparing(DatasetStates.Held::asOfDate)
                        .thenComparing(DatasetStates.Held::receivedAt)
                        .reversed())
                .map(d -> new Held(
                        d,
                        language == Language.ZH
                                ? HoldWords.of(
                                        d.reason(),
                                        titles.contract(state.dataset().toString()))
                                : List.of(d.reason())))
                .toList();
    }

    private List<Department> departments(
            List<DatasetStates.State> states,
            Map<DatasetName, Long> usual,
            Optional<Map<String, Long>> sections,
            Language language) {
        var rows = new LinkedHashMap<String, List<Row>>();
        var today = LocalDate.now(clock);
        for (var state : states) {
            var days = Optional.ofNullable(usual.get(state.dataset()));
            rows.computeIfAbsent(state.dataset().department(), d -> new ArrayList<>())
                    .add(new Row(
                            state,
                            held(state, language),
                            Freshness.of(state, days, today),
                            days,
                            sections.map(s -> s.getOrDefault(state.dataset().toString(), 0L)),
                            language == Language.ZH
                                    ? state.title()
                                    : titles.section(language, state.dataset().toString())));
        }
        return rows.entrySet().stream()
                .map(e -> new Department(
                        titles.department(language, e.getKey()),
                        e.getValue().stream()
                                .sorted(Comparator.comparingInt(Row::rank))
                                .toList()))
                .sorted(Comparator.comparingInt(Department::rank).thenComparing(Department::name))
                .toList();
    }
}
