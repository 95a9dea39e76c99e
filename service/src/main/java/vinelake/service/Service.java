package vinelake.service;

import io.javalin.config.RoutesConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vinelake.service.access.Accesses;
import vinelake.service.access.Consents;
import vinelake.service.access.DatasetStates;
import vinelake.service.access.Extracts;
import vinelake.service.access.Objections;
import vinelake.service.access.ProfileReading;
import vinelake.service.access.Quarantine;
import vinelake.service.access.SubjectNames;
import vinelake.service.access.SubjectSearch;
import vinelake.service.access.Trail;
import vinelake.service.audit.AuditLog;
import vinelake.service.http.TlsFiles;
import vinelake.service.http.WebServer;
import vinelake.service.release.AuditAnchor;
import vinelake.service.release.DeliveryLedger;
import vinelake.service.release.OperationTables;
import vinelake.service.release.ReleaseWatch;
import vinelake.service.release.Releases;
import vinelake.service.repair.Launcher;
import vinelake.service.repair.Runs;
import vinelake.service.store.Store;
import vinelake.service.token.DemoIssuer;
import vinelake.service.token.Tokens;

/** A running service: its store, its log, what looks for releases, and the HTTP server. */
public final class Service implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private final Store store;
    private final AuditLog log;
    private final ReleaseWatch watch;
    private final WebServer web;
    private final Runs runs;
    private final UseCases cases;
    private final Optional<DemoIssuer> issuer;

    private Service(
            Store store,
            AuditLog log,
            ReleaseWatch watch,
            WebServer web,
            Runs runs,
            UseCases cases,
            Optional<DemoIssuer> issuer) {
        this.store = store;
        this.log = log;
        this.watch = watch;
        this.web = web;
        this.runs = runs;
        this.cases = cases;
        this.issuer = issuer;
    }

    /** Adds to what the server answers. */
    public interface Routes {
        /** @param issuer of a demo */
        void add(UseCases cases, Optional<DemoIssuer> issuer, RoutesConfig routes);
    }

    /** Starts the service with the API alone. */
    public static Service start(ServiceOptions options) {
        return start(options, (cases, issuer, routes) -> {});
    }

    /**
     * Starts the service; what is served already is served at once, and a newer release as soon as it is loaded.
     *
     * @param pages further routes on the use cases
     * @throws IllegalArgumentException when the options do not fit together: no issuer, a demo issuer for everybody
     * @throws vinelake.service.store.StoreException when the store cannot be opened
     * @throws IllegalStateException when it cannot listen
     */
    public static Service start(ServiceOptions options, Routes pages) {
        var hub = options.hub();
        var clock = Clock.system(hub.timeZone());
        var tls = hub.service()
                .tls()
                .map(t -> new TlsFiles(
                        hub.folder().resolve(t.certificate()), hub.folder().resolve(t.key())));
        var issuer = issuer(options, clock);
        var tokens = issuer.map(DemoIssuer::tokens)
                .orElseGet(
                        () -> hub.service()
                                .tokens()
                                .map(settings -> Tokens.of(settings, hub.folder()))
                                .orElseThrow(
                                        () -> new IllegalArgumentException(
                                                "hub.yaml: /service/tokens is missing: nobody could ask. Allowed: issuer, audience and keys there, or --demo-issuer")));
        var store = options.store().open();
        var log = AuditLog.open(store.auditSource(), clock);
        Optional<ReleaseWatch> watch = Optional.empty();
        var runs = new Runs(Launcher.of(options.launcher(), hub, options.lake()), clock);
        try {
            var trail = new Trail(log);
            var ledger = new DeliveryLedger(options.lake());
            var tables = new OperationTables(options.lake());
            var releases = new Releases(store, options.lake(), clock);
            var cases = new UseCases(
                    new ProfileReading(store.jdbi(), trail, hub, clock),
                    new SubjectSearch(store.jdbi(), trail),
                    new Consents(store.jdbi(), trail, hub, clock),
                    new Objections(store.jdbi(), trail, hub, clock),
                    new Accesses(log, trail),
                    new Extracts(store.jdbi(), trail, hub, clock),
                    new DatasetStates(ledger, tables, trail, hub, clock),
                    new Quarantine(ledger, tables, runs, trail, hub),
                    releases,
                    trail,
                    new SubjectNames(store.jdbi()));
            if (releases.served().isEmpty()) {
                loadFirst(releases);
            }
            watch = Optional.of(
                    ReleaseWatch.start(releases, new AuditAnchor(log, options.lake()), options.pollSeconds()));
            var web = WebServer.start(
                    new WebServer.Address(options.bind(), options.port(), tls),
                    cases,
                    tokens,
                    options.requestsPerSecond(),
                    metrics(log, watch.get()),
                    () -> isReady(releases),
                    routes -> pages.add(cases, issuer, routes));
            return new Service(store, log, watch.get(), web, runs, cases, issuer);
        } catch (RuntimeException e) {
            watch.ifPresent(ReleaseWatch::close);
            log.close();
            store.close();
            throw e;
        }
    }

    private static Optional<DemoIssuer> issuer(ServiceOptions options, Clock clock) {
        if (!options.hasDemoIssuer()) {
            return Optional.empty();
        }
        if (!"file".equals(options.lake().getScheme())) {
            throw new IllegalArgumentException(
                    "--demo-issuer: the lake is %s. Allowed: a lake in a folder of this machine"
                            .formatted(options.lake()));
        }
        return Optional.of(
                DemoIssuer.open(options.bind(), Path.of(options.lake()).resolve(".service"), clock));
    }

    /** Nothing is served yet, so nothing is lost by waiting; a release that cannot be loaded does not keep us down. */
    private static void loadFirst(Releases releases) {
        try {
            releases.refresh();
        } catch (RuntimeException e) {
            LOG.warn("no release is served yet: {}", e.getMessage());
        }
    }

    private static boolean isReady(Releases releases) {
        try {
            return releases.served().isPresent();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static PrometheusMeterRegistry metrics(AuditLog log, ReleaseWatch watch) {
        var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(metrics);
        Gauge.builder("vinelake.audit.waiting", log, AuditLog::waiting).register(metrics);
        Gauge.builder("vinelake.release.failing", watch, w -> w.failure().isPresent() ? 1 : 0)
                .register(metrics);
        return metrics;
    }

    /** Where it is reached: {@code http://127.0.0.1:8080}. */
    public String origin() {
        return web.origin();
    }

    public UseCases cases() {
        return cases;
    }

    /** The issuer of a demo. */
    public Optional<DemoIssuer> issuer() {
        return issuer;
    }

    /** Some subjects of the served release, for links: scored ones first, where the first few hundred have any. */
    public List<String> someSubjects(int count) {
        return store.jdbi()
                .withHandle(handle -> handle.createQuery("""
                                SELECT subject_id FROM (
                                    SELECT subject_id, body FROM profile
                                    WHERE load_id = (SELECT load_id FROM served_release)
                                    ORDER BY subject_id LIMIT 500) first
                                ORDER BY body LIKE '%"is_scored":true%' DESC, subject_id
                                LIMIT :count""")
                        .bind("count", count)
                        .mapTo(String.class)
                        .list());
    }

    /** Answers what runs, takes no more, stops a command line that it started, writes what the log still holds, and stops the store. */
    @Override
    public void close() {
        web.close();
        runs.close();
        watch.close();
        log.close();
        store.close();
    }
}
