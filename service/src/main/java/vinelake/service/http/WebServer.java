package vinelake.service.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vinelake.service.UseCases;
import vinelake.service.access.RefusedException;
import vinelake.service.audit.AuditUnavailableException;
import vinelake.service.token.Tokens;

/** The HTTP server: headers, limits, problems, health and figures around the {@link Api}. */
public final class WebServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    private static final int THREADS = 100;
    private static final int HEADER_BYTES = 16 << 10;
    private static final long IDLE_MILLISECONDS = 15_000;
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final String STARTED = "vinelake.started";

    private final Javalin server;
    private final String origin;

    /**
     * How the server is reached.
     *
     * @param port 0 for a free one
     * @param tls empty for plain HTTP, on loopback or behind a proxy
     */
    public record Address(String bind, int port, Optional<TlsFiles> tls) {}

    private WebServer(Javalin server, String origin) {
        this.server = server;
        this.origin = origin;
    }

    /**
     * Starts the server.
     *
     * @param requestsPerSecond of one actor, or of one address without a token
     * @param isReady whether the store answers and a release is served
     * @param pages further routes, after those of the API
     * @throws IllegalStateException when the port is taken
     */
    public static WebServer start(
            Address address,
            UseCases cases,
            Tokens tokens,
            double requestsPerSecond,
            PrometheusMeterRegistry metrics,
            BooleanSupplier isReady,
            Consumer<RoutesConfig> pages) {
        var api = new Api(cases, new Bearer(tokens, cases.trail(), requestsPerSecond));
        var server = Javalin.create(config -> {
            jetty(config, address);
            config.routes.before(context -> before(context, address.tls().isPresent()));
            api.routes(config.routes);
            health(config.routes, metrics, isReady);
            pages.accept(config.routes);
            problems(config.routes);
            config.routes.after(context -> measure(context, metrics));
        });
        try {
            server.start();
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "%s:%d: the service cannot listen there: %s. Allowed: an address of this machine and a free port"
                            .formatted(address.bind(), address.port(), rootMessage(e)),
                    e);
        }
        return new WebServer(
                server,
                "%s://%s:%d"
                        .formatted(
                                address.tls().isPresent() ? "https" : "http",
                                address.bind().contains(":") ? "[" + address.bind() + "]" : address.bind(),
                                server.port()));
    }

    private static void jetty(JavalinConfig config, Address address) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.http.maxRequestSize = Api.LARGEST_BODY;
        config.http.prefer405over404 = true;
        config.http.generateEtags = false;
        config.jetty.threadPool = new QueuedThreadPool(THREADS);
        config.jetty.modifyServer(server -> {
            server.setHandler(new GracefulHandler());
            server.setStopTimeout(GRACE.toMillis());
            server.setErrorHandler(new PlainProblems());
        });
        config.jetty.addConnector((server, http) -> connector(server, http, address));
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, Address address) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        ServerConnector connector;
        if (address.tls().isPresent()) {
            http.addCustomizer(new SecureRequestCustomizer(false));
            var tls = new SslContextFactory.Server();
            tls.setKeyStore(address.tls().get().keyStore());
            tls.setKeyStorePassword("");
            connector = new ServerConnector(server, tls, new HttpConnectionFactory(http));
        } else {
            connector = new ServerConnector(server, new HttpConnectionFactory(http));
        }
        connector.setHost(address.bind());
        connector.setPort(address.port());
        connector.setIdleTimeout(IDLE_MILLISECONDS);
        return connector;
    }

    private static void before(Context context, boolean isTls) {
        context.attribute(STARTED, System.nanoTime());
        context.header("X-Content-Type-Options", "nosniff");
        context.header("X-Frame-Options", "DENY");
        context.header("Referrer-Policy", "no-referrer");
        context.header("Cache-Control", "no-store");
        context.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        if (context.method().equals(HandlerType.HEAD) && context.path().startsWith("/v1/")) {
            // Javalin would answer 200 without a token, and without a line in the log.
            context.header("Allow", "GET, POST, DELETE");
            throw new HttpProblemException(405, "the method is HEAD. Allowed: those of /v1/openapi.json");
        }
        if (isTls) {
            context.header("Strict-Transport-Security", "max-age=31536000");
        }
    }

    private static void health(RoutesConfig routes, PrometheusMeterRegistry metrics, BooleanSupplier isReady) {
        routes.get(
                "/health/live",
                context -> context.contentType("application/json").result("{\"status\":\"live\"}"));
        routes.get("/health/ready", context -> {
            if (isReady.getAsBoolean()) {
                context.contentType("application/json").result("{\"status\":\"ready\"}");
            } else {
                Problem.of(503, "the store does not answer, or no release is served yet")
                        .answer(context);
            }
        });
        routes.get(
                "/metrics",
                context -> context.contentType("text/plain; version=0.0.4; charset=utf-8")
                        .result(metrics.scrape()));
    }

    private static void problems(RoutesConfig routes) {
        routes.exception(HttpProblemException.class, (e, context) -> e.problem().answer(context));
        routes.exception(
                RefusedException.class,
                (e, context) -> Problem.of(
                                switch (e.reason()) {
                                    case INVALID -> 400;
                                    case FORBIDDEN -> 403;
                                    case NOT_FOUND -> 404;
                                },
                                e.getMessage())
                        .with(e.withheld())
                        .answer(context));
        routes.exception(AuditUnavailableException.class, (e, context) -> {
            LOG.error("{}: {}", e.getMessage(), rootMessage(e));
            Problem.of(503, "what is read cannot be logged now, so nothing is read. Try again")
                    .answer(context);
        });
        routes.exception(
                HttpResponseException.class,
                (e, context) -> Problem.of(
                                e.getStatus(),
                                "the request is not served: " + context.method() + " on this path is not known")
                        .answer(context));
        routes.exception(Exception.class, (e, context) -> {
            // The message may hold what was asked for; it is for the operator's log only.
            boolean isStore = e instanceof org.jdbi.v3.core.JdbiException || e instanceof java.sql.SQLException;
            LOG.error(
                    "{} {}: {}: {}",
                    context.method(),
                    route(context),
                    e.getClass().getName(),
                    rootMessage(e));
            Problem.of(isStore ? 503 : 500, isStore ? "the store does not answer. Try again" : "the service failed")
                    .answer(context);
        });
    }

    private static void measure(Context context, PrometheusMeterRegistry metrics) {
        Long started = context.attribute(STARTED);
        if (started != null) {
            Timer.builder("vinelake.http")
                    .tag("route", route(context))
                    .tag("status", Integer.toString(context.statusCode()))
                    .serviceLevelObjectives(
                            Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofSeconds(1))
                    .register(metrics)
                    .record(Duration.ofNanos(System.nanoTime() - started));
        }
    }

    /** The route as it is written in the code, never the path that was sent. */
    private static String route(Context context) {
        var last = context.endpoints().lastHttpEndpoint();
        return last == null ? "none" : last.path;
    }

    private static String rootMessage(Throwable e) {
        return e.getCause() == null ? String.valueOf(e.getMessage()) : rootMessage(e.getCause());
    }

    /** Requests that Jetty refuses before any route sees them. */
    private static final class PlainProblems extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            int status = response.getStatus() < 400 ? 500 : response.getStatus();
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.write(
                    true,
                    ByteBuffer.wrap(Json.write(Problem.of(status, "the request cannot be read as HTTP"))),
                    callback);
            return true;
        }
    }

    /** Where it is reached: {@code http://127.0.0.1:8080}. */
    public String origin() {
        return origin;
    }

    public int port() {
        return server.port();
    }

    /** Takes no more requests, and returns when those that run are answered. */
    @Override
    public void close() {
        server.stop();
    }
}
