package vinelake.service.page;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import vinelake.service.access.Actor;
import vinelake.service.access.SubjectFacts;
import vinelake.service.access.SubjectNames;
import vinelake.service.token.DemoIssuer;

/**
 * The demo's issuer as an OpenID Connect provider: who is asked for his name presses a button instead. It answers only
 * where {@link DemoIssuer} is opened, which is on a loopback address.
 */
final class DemoProvider {

    static final String CLIENT = "vinelake-pages";
    static final String BANK = "demo-bank";

    private static final String PATH = "/demo";
    private static final Duration CODE_VALID = Duration.ofMinutes(1);
    private static final int CODES = 1_000;
    private static final int OFFERED = 8;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final DemoIssuer issuer;
    private final SubjectNames names;
    private final Kept<Code> codes;

    /** What a code stands for until it is redeemed. */
    private record Code(Actor actor, String nonce, String challenge, String redirect, String issuer) {}

    /** The request of a client, as its parameters say. */
    record Request(String state, String nonce, String challenge, String redirect) {}

    DemoProvider(DemoIssuer issuer, SubjectNames names, Clock clock) {
        this.issuer = issuer;
        this.names = names;
        this.codes = new Kept<>(CODES, CODE_VALID, CODE_VALID, clock);
    }

    /** How our own pages log in here. */
    static LoginSettings settings(String origin) {
        return new LoginSettings(origin + PATH, CLIENT, Optional.empty(), origin);
    }

    void routes(RoutesConfig routes, PageHandlers pages) {
        routes.get(PATH + "/.well-known/openid-configuration", DemoProvider::describe);
        routes.get(
                PATH + "/keys",
                context -> context.contentType("application/json").result(issuer.publicKeys()));
        routes.get(PATH + "/authorize", pages.open((context, frame) -> ask(context, frame)));
        routes.post(PATH + "/authorize", pages.open((context, frame) -> answer(context)));
        routes.post(PATH + "/token", this::redeem);
    }

    private static void describe(Context context) {
        var base = Origin.of(context) + PATH;
        json(
                context,
                Map.of(
                        "issuer", base,
                        "authorization_endpoint", base + "/authorize",
                        "token_endpoint", base + "/token",
                        "jwks_uri", base + "/keys",
                        "response_types_supported", List.of("code"),
                        "subject_types_supported", List.of("public"),
                        "id_token_signing_alg_values_supported", List.of("RS256"),
                        "token_endpoint_auth_methods_supported", List.of("none"),
                        "code_challenge_methods_supported", List.of("S256")));
    }

    private Page ask(Context context, Frame frame) {
        return Page.of("demo", "request", request(context::queryParam, context), "subjects", names.first(OFFERED));
    }

    private Page answer(Context context) {
        var request = request(context::formParam, context);
        var actor = switch (String.valueOf(context.formParam("role"))) {
            case "officer" -> Actor.officer("demo-officer", BANK);
            case "operator" -> Actor.operator("demo-operator");
            case "auditor" -> Actor.auditor("demo-auditor");
            case "representative" -> Actor.representative("demo-representative", subject(context));
            default -> throw new BadRequestException("role is none. Allowed: the buttons of the page");
        };
        var code = Secrets.next();
        codes.put(
                code,
                new Code(actor, request.nonce(), request.challenge(), request.redirect(), Origin.of(context) + PATH));
        return Page.redirect("%s?code=%s&state=%s".formatted(request.redirect(), code, encoded(request.state())));
    }

    private String subject(Context context) {
        var id = String.valueOf(context.formParam("subject"));
        return names.first(OFFERED).stream()
                .map(SubjectFacts::subjectId)
                .filter(id::equals)
                .findFirst()
                .orElseThrow(() -> new BadRequestException("subject is none. Allowed: those of the page"));
    }

    /** Sends nobody anywhere but back to these pages. */
    private static Request request(java.util.function.UnaryOperator<String> parameters, Context context) {
        var redirect = parameters.apply("redirect_uri");
        boolean isOurs = settings(Origin.of(context)).callback().equals(redirect)
                && CLIENT.equals(parameters.apply("client_id"))
                && "code".equals(parameters.apply("response_type"))
                && "S256".equals(parameters.apply("code_challenge_method"));
        var state = parameters.apply("state");
        var nonce = parameters.apply("nonce");
        var challenge = parameters.apply("code_challenge");
        if (!isOurs || state == null || nonce == null || challenge == null) {
            throw new BadRequestException("the request is not one of these pages. Allowed: to start at /login");
        }
        return new Request(state, nonce, challenge, redirect);
    }

    private void redeem(Context context) {
        var code = Optional.ofNullable(context.formParam("code")).flatMap(codes::take);
        boolean isRight = code.filter(c -> c.redirect().equals(context.formParam("redirect_uri")))
                .filter(c -> Secrets.isSame(c.challenge(), s256(String.valueOf(context.formParam("code_verifier")))))
                .isPresent();
        if (!isRight || !CLIENT.equals(context.formParam("client_id"))) {
            context.status(400);
            json(context, Map.of("error", "invalid_grant"));
            return;
        }
        var c = code.orElseThrow();
        json(
                context,
                Map.of(
                        "token_type",
                        "Bearer",
                        "access_token",
                        Secrets.next(),
                        "id_token",
                        issuer.idToken(c.issuer(), CLIENT, c.nonce(), c.actor())));
    }

    private static String s256(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void json(Context context, Object value) {
        context.contentType("application/json").result(JSON.writeValueAsString(value));
    }
}
