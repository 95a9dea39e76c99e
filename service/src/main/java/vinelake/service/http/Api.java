package vinelake.service.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import vinelake.service.UseCases;
import vinelake.service.access.Actor;
import vinelake.service.access.Consents;
import vinelake.service.access.Extracts;
import vinelake.service.access.ProfileReading;
import vinelake.service.access.SubjectSearch;

/** The use cases over HTTP: reads requests, writes answers, decides nothing. */
final class Api {

    static final int LARGEST_BODY = 64 << 10;

    private static final int PAGE = 20;

    private final UseCases cases;
    private final Bearer bearer;

    Api(UseCases cases, Bearer bearer) {
        this.cases = cases;
        this.bearer = bearer;
    }

    private record Offer(String institution, String purpose, List<String> sections, LocalDate until) {}

    private record Statement(Optional<String> section, String statement) {}

    private record Answer(String answer) {}

    private record ExtractOrder(String institution, String purpose, LocalDate asOfDate) {}

    /** Answers a request of somebody who is known. */
    private interface Call {
        Object of(Context context, Actor actor);
    }

    void routes(RoutesConfig routes) {
        routes.get(
                "/v1/subjects/{id}/profile",
                known(ProfileReading.ACTION, Set.of("purpose", "sections"), this::profile));
        routes.get("/v1/subjects", known("subject.search", Set.of("name", "uscc", "after", "size"), this::subjects));
        routes.get(
                "/v1/grants",
                known(
                        "grant.list",
                        Set.of(),
                        (context, actor) -> Map.of("grants", cases.consents().ofActor(actor))));
        routes.post("/v1/grants", known("grant.give", Set.of(), this::give));
        routes.delete("/v1/grants/{id}", known("grant.withdraw", Set.of(), this::withdraw));
        routes.get(
                "/v1/objections",
                known(
                        "objection.list",
                        Set.of(),
                        (context, actor) ->
                                Map.of("objections", cases.objections().ofActor(actor))));
        routes.post("/v1/objections", known("objection.raise", Set.of(), this::raise));
        routes.post("/v1/objections/{id}/answer", known("objection.answer", Set.of(), this::answer));
        routes.get(
                "/v1/accesses",
                known(
                        "access.list",
                        Set.of(),
                        (context, actor) -> Map.of("accesses", cases.accesses().ofOwn(actor))));
        routes.get(
                "/v1/operator/datasets",
                known(
                        "dataset.list",
                        Set.of(),
                        (context, actor) -> Map.of("datasets", cases.datasets().all(actor))));
        routes.post("/v1/extracts", known(Extracts.ACTION, Set.of(), this::extract));
        routes.get(
                "/v1/audit/head",
                known(
                        "audit.head",
                        Set.of(),
                        (context, actor) -> cases.accesses().head(actor)));
        routes.get("/v1/releases/current", known("release.current", Set.of(), this::release));
        byte[] description = resource("openapi.json");
        routes.get(
                "/v1/openapi.json",
                context -> context.contentType("application/json").result(description));
    }

    private Handler known(String action, Set<String> parameters, Call call) {
        return context -> {
            var subject = context.pathParamMap().containsKey("id") && action.equals(ProfileReading.ACTION)
                    ? context.pathParam("id")
                    : null;
            var actor = bearer.actor(context, action, subject);
            for (var name : context.queryParamMap().keySet()) {
                if (!parameters.contains(name)) {
                    throw cases.trail()
                            .unreadable(
                                    actor,
                                    action,
                                    subject,
                                    "a query parameter is not known. Allowed: "
                                            + (parameters.isEmpty()
                                                    ? "none"
                                                    : String.join(
                                                            ", ",
                                                            parameters.stream()
                                                                    .sorted()
                                                                    .toList())));
                }
            }
            var answer = call.of(context, actor);
            if (answer != null) {
                context.contentType("application/json").result(Json.write(answer));
            }
        };
    }

    private Object profile(Context context, Actor actor) {
        var sections = context.queryParams("sections").stream()
                .flatMap(list -> Arrays.stream(list.split(",", -1)))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        return cases.profiles()
                .read(
                        actor,
                        new ProfileReading.Request(
                                context.pathParam("id"), Optional.ofNullable(context.queryParam("purpose")), sections));
    }

    private Object subjects(Context context, Actor actor) {
        int size = PAGE;
        var text = context.queryParam("size");
        if (text != null) {
            try {
                size = Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw cases.trail()
                        .unreadable(
                                actor,
                                "subject.search",
                                null,
                                "size is no number. Allowed: 1 to " + SubjectSearch.LARGEST_PAGE);
            }
        }
        return cases.subjects()
                .search(
                        actor,
                        new SubjectSearch.Query(
                                Optional.ofNullable(context.queryParam("name")),
                                Optional.ofNullable(context.queryParam("uscc")),
                                Optional.ofNullable(context.queryParam("after")),
                                size));
    }

    private Object release(Context context, Actor actor) {
        cases.trail().seen(actor, "release.current");
        return cases.releases()
                .served()
                .orElseThrow(() ->
                        new HttpProblemException(404, "no release is served yet. Allowed: a lake with a release"));
    }

    private Object give(Context context, Actor actor) {
        var offer = body(context, actor, "grant.give", Offer.class);
        if (offer.institution() == null
                || offer.purpose() == null
                || offer.sections() == null
                || offer.sections().stream().anyMatch(s -> s == null)
                || offer.until() == null) {
            throw unreadable(actor, "grant.give", "a field is missing. Allowed: institution, purpose, sections, until");
        }
        var consent = cases.consents()
                .give(actor, new Consents.Offer(offer.institution(), offer.purpose(), offer.sections(), offer.until()));
        context.status(201).header("Location", "/v1/grants/" + consent.consentId());
        return consent;
    }

    private Object withdraw(Context context, Actor actor) {
        cases.consents().withdraw(actor, id(context, actor, "grant.withdraw"));
        context.status(204);
        return null;
    }

    private Object raise(Context context, Actor actor) {
        var statement = body(context, actor, "objection.raise", Statement.class);
        if (statement.statement() == null) {
            throw unreadable(actor, "objection.raise", "the field statement is missing. Allowed: section, statement");
        }
        var section = statement.section() == null ? Optional.<String>empty() : statement.section();
        var objection = cases.objections().raise(actor, section, statement.statement());
        context.status(201);
        return objection;
    }

    private Object answer(Context context, Actor actor) {
        var id = id(context, actor, "objection.answer");
        var answer = body(context, actor, "objection.answer", Answer.class);
        if (answer.answer() == null) {
            throw unreadable(actor, "objection.answer", "the field answer is missing. Allowed: answer");
        }
        cases.objections().answer(actor, id, answer.answer());
        context.status(204);
        return null;
    }

    private Object extract(Context context, Actor actor) {
        var order = body(context, actor, Extracts.ACTION, ExtractOrder.class);
        if (order.institution() == null || order.purpose() == null || order.asOfDate() == null) {
            throw unreadable(actor, Extracts.ACTION, "a field is missing. Allowed: institution, purpose, as_of_date");
        }
        var extract = cases.extracts()
                .order(actor, new Extracts.Order(order.institution(), order.purpose(), order.asOfDate()));
        context.status(201);
        return extract;
    }

    private UUID id(Context context, Actor actor, String action) {
        var text = context.pathParam("id");
        try {
            var id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException noId) {
            // Told below.
        }
        throw unreadable(actor, action, "the id in the path is no UUID. Allowed: an id as the list gives it");
    }

    private <T> T body(Context context, Actor actor, String action, Class<T> shape) {
        var type = Optional.ofNullable(context.contentType()).orElse("");
        if (!type.toLowerCase(java.util.Locale.ROOT).matches("application/json *(;.*)?")) {
            throw refused(actor, action, 415, "the body is of another type. Allowed: application/json");
        }
        byte[] bytes;
        try {
            bytes = context.req().getInputStream().readNBytes(LARGEST_BODY + 1);
        } catch (IOException e) {
            throw unreadable(actor, action, "the body breaks off. Allowed: JSON");
        }
        if (bytes.length > LARGEST_BODY) {
            throw refused(actor, action, 413, "the body is too large. Allowed: %d bytes".formatted(LARGEST_BODY));
        }
        try {
            var value = Json.read(bytes, shape);
            if (value != null) {
                return value;
            }
        } catch (JacksonException | IllegalArgumentException e) {
            // What Jackson says may repeat what was sent: the allowed shape is enough to put it right.
        }
        throw unreadable(
                actor,
                action,
                "the body does not fit. Allowed: a JSON object with "
                        + String.join(
                                ", ",
                                Arrays.stream(shape.getRecordComponents())
                                        .map(c -> c.getName())
                                        .toList()));
    }

    /** With its line, like every refusal; the status says more than that the request is invalid. */
    private RuntimeException refused(Actor actor, String action, int status, String message) {
        unreadable(actor, action, message);
        return new HttpProblemException(status, message);
    }

    private RuntimeException unreadable(Actor actor, String action, String message) {
        return cases.trail().unreadable(actor, action, actor.subject().orElse(null), message);
    }

    private static byte[] resource(String name) {
        try (var in = Api.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
