package vinelake.service.page;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.Optional;
import vinelake.service.ServiceOptions;
import vinelake.service.UseCases;
import vinelake.service.token.DemoIssuer;

/** The service for people: pages on the same use cases as the API. */
public final class Pages {

    private final ServiceOptions options;
    private final Optional<LoginSettings> login;

    private Pages(ServiceOptions options, Optional<LoginSettings> login) {
        this.options = options;
        this.login = login;
    }

    /**
     * The pages of a service.
     *
     * @param clientSecret with which it proves itself to the hub's OpenID Connect provider; empty for a public client
     */
    public static Pages of(ServiceOptions options, Optional<String> clientSecret) {
        return new Pages(
                options,
                options.hub()
                        .service()
                        .login()
                        .map(l -> new LoginSettings(l.issuer(), l.clientId(), clientSecret, l.url())));
    }

    public void routes(UseCases cases, Optional<DemoIssuer> issuer, RoutesConfig routes) {
        var hub = options.hub();
        var clock = Clock.system(hub.timeZone());
        boolean isSecure = hub.service().tls().isPresent()
                || login.filter(l -> issuer.isEmpty() && l.url().startsWith("https:"))
                        .isPresent();
        var pages = new PageHandlers(hub, new Browser(isSecure), options.requestsPerSecond(), clock);
        var titles = new Titles(hub);
        new LoginPages(pages, login, issuer.isPresent(), clock).routes(routes);
        issuer.ifPresent(i -> new DemoProvider(i, cases.names(), clock).routes(routes, pages));
        routes.get(
                "/",
                pages.known((context, frame, session) ->
                        Page.redirect(Frame.home(session.actor().role()))));
        routes.get("/language", pages.open((context, frame) -> pages.language(context)));
        new SearchPage(cases).routes(routes, pages);
        new ProfilePage(cases, hub, titles).routes(routes, pages);
        new OperatorPage(cases, titles, clock).routes(routes, pages);
        new QuarantinePage(cases, titles, clock).routes(routes, pages);
        new OwnPage(cases, titles, clock).routes(routes, pages);
        routes.get(
                "/audit",
                pages.known((context, frame, session) -> Page.of(
                        "audit", "head", cases.accesses().head(session.actor()).toString())));
        Assets.routes(routes);
        routes.error(404, "html", context -> {
            if (isForPeople(context)) {
                pages.missing(context);
            }
        });
    }

    /** A page of ours that says 404 has said it already; the API speaks JSON, whoever asks. */
    private static boolean isForPeople(Context context) {
        return context.endpoints().lastHttpEndpoint() == null && !context.path().startsWith("/v1/");
    }
}
