package vinelake.service;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import vinelake.core.hub.Hub;
import vinelake.core.hub.ServiceSettings;
import vinelake.service.access.Actor;
import vinelake.service.access.Consents.Offer;
import vinelake.service.access.Purpose;
import vinelake.service.access.SectionCatalogue;
import vinelake.service.audit.AuditEntry;
import vinelake.service.audit.AuditHead;
import vinelake.service.audit.AuditLog;
import vinelake.service.audit.AuditVerification;
import vinelake.service.page.Pages;
import vinelake.service.release.Releases;
import vinelake.service.token.DemoIssuer;

/** What the command line does with the service. */
public final class Serving {

    private static final String BANK = "demo-bank";

    /**
     * Serves until the process is told to stop, then ends what runs.
     *
     * @param startedAt {@link System#nanoTime} when the command began
     * @param report where to add how to reach the service, as JSON; with a demo issuer also a token for each role and
     *     a subject with and one without a grant
     */
    public static void serve(ServiceOptions options, long startedAt, PrintWriter out, Optional<Path> report) {
        var pages = Pages.of(
                options,
                options.hub()
                        .service()
                        .login()
                        .flatMap(ServiceSettings.Login::clientSecret)
                        .map(secret ->
                                StoreChoice.secretAt("hub.yaml: /service/login/clientSecret", options.hub(), secret)));
        var service = Service.start(options, pages::routes);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            service.close();
                            stopped.countDown();
                        },
                        "stop"));
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        var facts = new LinkedHashMap<String, Object>();
        facts.put("url", service.origin());
        facts.put("start_seconds", seconds);
        out.printf("the service runs at %s, after %.1f s%n", service.origin(), seconds);
        var served = service.cases().releases().served();
        served.ifPresentOrElse(
                release -> {
                    facts.put("release_id", release.releaseId());
                    out.printf(
                            "release %s%s, %,d profiles%n",
                            release.releaseId(), release.isPinned() ? " (pinned)" : "", release.profileCount());
                },
                () -> out.println("no release yet. Make one with: vinelake refresh --as-of DATE"));
        out.printf("pages: %s/%n", service.origin());
        out.printf("what it answers: %s/v1/openapi.json%n", service.origin());
        service.issuer().ifPresent(issuer -> demo(service, issuer, options.hub(), out, facts));
        out.println("stop it with Ctrl-C");
        out.flush();
        report.ifPresent(file -> write(file, facts));
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void demo(
            Service service, DemoIssuer issuer, Hub hub, PrintWriter out, LinkedHashMap<String, Object> facts) {
        var tokens = new LinkedHashMap<String, String>();
        tokens.put("officer", issuer.token(Actor.officer("demo-officer", BANK)));
        tokens.put("operator", issuer.token(Actor.operator("demo-operator")));
        tokens.put("auditor", issuer.token(Actor.auditor("demo-auditor")));
        var subjects = service.someSubjects(2);
        if (subjects.size() == 2) {
            var representative = Actor.representative("demo-representative", subjects.get(0));
            tokens.put("representative", issuer.token(representative));
            grant(service, representative, hub);
            facts.put("granted", subjects.get(0));
            facts.put("ungranted", subjects.get(1));
        }
        facts.put("token", tokens);
        if (subjects.size() == 2) {
            out.println("pages to look at; a button there logs you in as the role that the page is for:");
            link(out, service, "a bank officer, with a grant", profile("/subjects/", subjects.get(0), ""));
            link(out, service, "a bank officer, without one", profile("/subjects/", subjects.get(1), ""));
            link(out, service, "the enterprise itself", "/own");
            link(out, service, "the operator", "/operator");
        }
        out.println("tokens for the API, for twelve hours on this machine:");
        tokens.forEach((role, token) -> out.printf("  %s: %s%n", role, token));
        if (subjects.size() == 2) {
            out.printf(
                    "try it: curl -H 'Authorization: Bearer %s' '%s%s'%n",
                    tokens.get("officer"), service.origin(), profile("/v1/subjects/", subjects.get(0), "/profile"));
        }
    }

    private static String profile(String before, String subject, String after) {
        return before + subject + after + "?purpose=" + Purpose.LOAN_APPLICATION.text();
    }

    private static void link(PrintWriter out, Service service, String whose, String page) {
        out.printf(
                "  %-28s %s/login/start?next=%s%n",
                whose, service.origin(), URLEncoder.encode(page, StandardCharsets.UTF_8));
    }

    /** One grant is enough, however often the demo is started. */
    private static void grant(Service service, Actor representative, Hub hub) {
        var consents = service.cases().consents();
        boolean isGiven = consents.ofActor(representative).stream()
                .anyMatch(consent -> consent.isLive() && consent.institution().equals(BANK));
        if (!isGiven) {
            consents.give(
                    representative,
                    new Offer(
                            BANK,
                            Purpose.LOAN_APPLICATION.text(),
                            SectionCatalogue.of(hub).grantable().stream()
                                    .map(SectionCatalogue.Entry::name)
                                    .toList(),
                            LocalDate.now(Clock.system(hub.timeZone())).plusYears(1)));
        }
    }

    /** What the file says of other things stays: a demo's report also says what was refreshed. */
    private static void write(Path file, Map<String, Object> facts) {
        var json =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        try {
            var report = new LinkedHashMap<String, Object>();
            if (Files.exists(file) && Files.size(file) > 0) {
                report.putAll(json.readValue(Files.readString(file), new TypeReference<Map<String, Object>>() {}));
            }
            report.putAll(facts);
            Files.writeString(file, json.writeValueAsString(report) + System.lineSeparator());
        } catch (IOException e) {
            throw new UncheckedIOException("--report: %s cannot be written: %s".formatted(file, e.getMessage()), e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "--report: %s is there and is no report. Allowed: a report, or a file that is not there"
                            .formatted(file),
                    e);
        }
    }

    /** The head of the log, to be kept outside: {@code SEQ:HASH}. */
    public static String auditHead(StoreChoice choice) {
        try (var store = choice.openBeside()) {
            return AuditLog.head(store.dataSource()).toString();
        }
    }

    /**
     * Checks every line of the log.
     *
     * @param head one that was kept outside, {@code SEQ:HASH}
     * @return whether the log is as it was written
     * @throws IllegalArgumentException when the head is none
     */
    public static boolean auditVerify(StoreChoice choice, Optional<String> head, PrintWriter out) {
        var known = head.map(AuditHead::parse);
        try (var store = choice.openBeside()) {
            var found = AuditVerification.of(store.dataSource(), known);
            out.printf("%,d lines are sound, up to %s%n", found.lines(), found.head());
            found.fault().ifPresent(fault -> out.printf("behind them: %s%n", fault));
            if (found.isSound() && known.isEmpty()) {
                out.println(
                        "whether lines were cut off at the end only a head tells that was kept outside: --head SEQ:HASH");
            }
            out.flush();
            return found.isSound();
        }
    }

    /**
     * Pins a release, or with {@code current} removes the pin. A running service answers from it at the next read.
     *
     * @param operator who does it, for the log
     * @throws IllegalArgumentException when the lake has no such release
     */
    public static void serveRelease(StoreChoice choice, URI lake, String releaseId, String operator, PrintWriter out) {
        var clock = Clock.systemUTC();
        try (var store = choice.openBeside();
                var log = AuditLog.open(store.auditSource(), clock)) {
            var releases = new Releases(store, lake, clock);
            boolean isPin = !releaseId.equals("current");
            if (isPin) {
                releases.require(releaseId);
            }
            // Before it is done, so that no change is without its line.
            log.append(new AuditEntry(
                    operator,
                    "operator",
                    null,
                    null,
                    isPin ? "release.pin" : "release.unpin",
                    null,
                    List.of(),
                    List.of(),
                    List.of(),
                    AuditEntry.Outcome.DONE,
                    releaseId));
            if (isPin) {
                releases.pin(releaseId);
            } else {
                releases.unpin();
            }
            var served = releases.served()
                    .orElseThrow(
                            () -> new IllegalStateException(
                                    "no release yet. Allowed: a lake with a release. Make one with: vinelake refresh --as-of DATE"));
            out.printf(
                    "release %s is served%s, %,d profiles%n",
                    served.releaseId(),
                    served.isPinned() ? ", until: vinelake release serve current" : "",
                    served.profileCount());
            out.flush();
        }
    }

    private Serving() {}
}
