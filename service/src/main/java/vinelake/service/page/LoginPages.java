package vinelake.service.page;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import vinelake.service.page.LoginException.Fault;
import vinelake.service.page.OidcClient.Attempt;

/** Login and logout. */
final class LoginPages {

    static final String CALLBACK = "/login/callback";

    private static final int ATTEMPTS = 10_000;
    private static final Duration ATTEMPT_VALID = Duration.ofMinutes(10);

    private final PageHandlers pages;
    private final Optional<LoginSettings> hub;
    private final boolean isDemo;
    private final Kept<Attempt> attempts;

    /** One per address that a browser on this machine may use; elsewhere there is just one. */
    private final Map<LoginSettings, OidcClient> clients = new ConcurrentHashMap<>();

    LoginPages(PageHandlers pages, Optional<LoginSettings> hub, boolean isDemo, Clock clock) {
        this.pages = pages;
        this.hub = hub;
        this.isDemo = isDemo;
        this.attempts = new Kept<>(ATTEMPTS, ATTEMPT_VALID, ATTEMPT_VALID, clock);
    }

    void routes(RoutesConfig routes) {
        routes.get("/login", pages.open((context, frame) -> welcome(context, frame)));
        routes.get("/login/start", pages.open((context, frame) -> start(context)));
        routes.get(CALLBACK, pages.open((context, frame) -> finish(context)));
        routes.post("/logout", pages.change((context, frame, session) -> {
            pages.sessions().take(session.id());
            pages.browser().forget(context, Browser.SESSION);
            return Page.redirect("/login?done=logout");
        }));
    }

    private Page welcome(Context context, Frame frame) {
        var next = Links.inside(context.queryParam("next"), "/");
        return frame.session().isPresent()
                ? Page.redirect(next)
                : Page.of("login", "next", next, "isPossible", isDemo || hub.isPresent(), "isDemo", isDemo);
    }

    private Page start(Context context) throws LoginException {
        var attempt = Attempt.of(Links.inside(context.queryParam("next"), "/"));
        var location = client(context).start(attempt);
        var key = Secrets.next();
        attempts.put(key, attempt);
        pages.browser().keep(context, Browser.LOGIN, key, Optional.of(ATTEMPT_VALID));
        return Page.redirect(location.toString());
    }

    private Page finish(Context context) throws LoginException {
        var attempt = pages.browser()
                .read(context, Browser.LOGIN)
                .flatMap(attempts::take)
                .orElseThrow(() -> new LoginException(Fault.ATTEMPT, "no login of this browser waits for an answer"));
        pages.browser().forget(context, Browser.LOGIN);
        var actor = client(context)
                .finish(attempt, Optional.ofNullable(context.queryString()).orElse(""));
        // A session of its own for each login: what was known before it is worth nothing after it.
        var session = new Session(Secrets.next(), actor, Secrets.next());
        pages.sessions().put(session.id(), session);
        pages.browser().keep(context, Browser.SESSION, session.id(), Optional.empty());
        return Page.redirect(attempt.next().equals("/") ? Frame.home(actor.role()) : attempt.next());
    }

    private OidcClient client(Context context) throws LoginException {
        var settings = isDemo
                ? DemoProvider.settings(Origin.of(context))
                : hub.orElseThrow(() -> new LoginException(
                        Fault.PROVIDER,
                        "hub.yaml: /service/login is missing. Allowed: issuer, clientId and url there"));
        return clients.computeIfAbsent(settings, OidcClient::new);
    }
}
