package vinelake.service.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vinelake.core.hub.Hub;
import vinelake.service.access.RefusedException;
import vinelake.service.audit.AuditUnavailableException;
import vinelake.service.http.RateLimit;

/** What all pages share: who asks, in which language, how often, and what he reads when something is wrong. */
final class PageHandlers {

    private static final Logger LOG = LoggerFactory.getLogger(PageHandlers.class);

    /** Everything comes from us; nothing in a page's text is run or styled. */
    private static final String POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
            + " form-action 'self'; frame-ancestors 'none'";

    private static final int SESSIONS = 20_000;
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration LONGEST = Duration.ofHours(8);
    private static final Duration YEAR = Duration.ofDays(365);

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(
            null, ContentType.Html, PageHandlers.class.getClassLoader(), PageHandlers.class.getPackageName());
    private final Hub hub;
    private final Browser browser;
    private final Kept<Session> sessions;
    private final RateLimit actors;
    private final RateLimit strangers;

    PageHandlers(Hub hub, Browser browser, double requestsPerSecond, Clock clock) {
        this.hub = hub;
        this.browser = browser;
        this.sessions = new Kept<>(SESSIONS, IDLE, LONGEST, clock);
        this.actors = new RateLimit(requestsPerSecond, System::nanoTime);
        this.strangers = new RateLimit(requestsPerSecond, System::nanoTime);
    }

    /** Makes a page for whoever asks. */
    interface Open {
        Page of(Context context, Frame frame) throws LoginException;
    }

    /** Makes a page for somebody who has logged in. */
    interface Known {
        Page of(Context context, Frame frame, Session session);
    }

    Browser browser() {
        return browser;
    }

    Kept<Session> sessions() {
        return sessions;
    }

    Handler open(Open page) {
        return context -> {
            var frame = frame(context);
            answer(context, frame, () -> {
                if (frame.session().isEmpty() && !strangers.allows(context.ip())) {
                    return error(429, "too_many");
                }
                return page.of(context, frame);
            });
        };
    }

    /** Who has not logged in is sent to do so, and comes back. */
    Handler known(Known page) {
        return open((context, frame) -> {
            if (frame.session().isEmpty()) {
                return Page.redirect("/login?next=" + Links.encoded(frame.path()));
            }
            return page(context, frame, frame.session().get(), page);
        });
    }

    /** A change: only from a form of ours. */
    Handler change(Known page) {
        return open((context, frame) -> {
            if (frame.session().isEmpty()) {
                return error(403, "session_over");
            }
            var session = frame.session().get();
            if (!Secrets.isSame(session.csrf(), context.formParam("csrf"))) {
                return error(403, "csrf");
            }
            return page(context, frame, session, page);
        });
    }

    private Page page(Context context, Frame frame, Session session, Known page) {
        return actors.allows(session.actor().role() + " " + session.actor().id())
                ? page.of(context, frame, session)
                : error(429, "too_many");
    }

    /** What somebody reads who asks for a page that there is none of. */
    void missing(Context context) {
        var frame = frame(context);
        answer(context, frame, () -> error(404, "missing"));
    }

    static Page error(int status, String why) {
        return Page.withStatus(status, "error", "status", status, "why", why, "detail", "");
    }

    private interface Making {
        Page page() throws LoginException;
    }

    private void answer(Context context, Frame frame, Making making) {
        context.header("Content-Security-Policy", POLICY);
        Page page;
        try {
            page = making.page();
            write(context, frame, page);
        } catch (RefusedException e) {
            // The message is the API's; what a reader of the page needs is said in his language.
            write(
                    context,
                    frame,
                    switch (e.reason()) {
                        case INVALID ->
                            Page.withStatus(400, "error", "status", 400, "why", "invalid", "detail", e.getMessage());
                        case FORBIDDEN -> error(403, "forbidden");
                        case NOT_FOUND -> error(404, "unknown");
                    });
        } catch (BadRequestException e) {
            write(
                    context,
                    frame,
                    Page.withStatus(400, "error", "status", 400, "why", "invalid", "detail", e.getMessage()));
        } catch (LoginException e) {
            LOG.warn("login: {}", e.getMessage());
            write(
                    context,
                    frame,
                    switch (e.fault()) {
                        case ATTEMPT -> error(400, "login_attempt");
                        case PROVIDER -> error(502, "login_provider");
                        case ROLE -> error(403, "login_role");
                    });
        } catch (HttpResponseException e) {
            // A body that is too large, say.
            write(context, frame, error(e.getStatus(), "invalid"));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            write(context, frame, error(400, "invalid"));
        } catch (AuditUnavailableException e) {
            LOG.error("{}", e.getMessage());
            write(context, frame, error(503, "unlogged"));
        } catch (org.jdbi.v3.core.JdbiException e) {
            LOG.error("page {}: {}", context.endpoint().path, e.getMessage());
            write(context, frame, error(503, "store"));
        } catch (RuntimeException e) {
            LOG.error("page {}: {}", context.endpoint().path, e.toString(), e);
            write(context, frame, error(500, "failed"));
        }
    }

    private void write(Context context, Frame frame, Page page) {
        context.status(page.status());
        if (!page.location().isEmpty()) {
            context.header("Location", page.location());
            return;
        }
        var parameters = new HashMap<>(page.parameters());
        parameters.put("frame", frame);
        var html = new StringOutput();
        templates.render(page.template() + ".jte", parameters, html);
        context.contentType("text/html; charset=utf-8").result(html.toString());
    }

    private Frame frame(Context context) {
        var query = context.queryString();
        return new Frame(
                browser.read(context, Browser.LANGUAGE).flatMap(Language::parse).orElse(Language.ZH),
                browser.read(context, Browser.SESSION).flatMap(sessions::find),
                context.path() + (query == null ? "" : "?" + query),
                hub.name(),
                hub.timeZone(),
                Optional.ofNullable(context.queryParam("done"))
                        .filter(done -> Texts.find(Language.ZH, "done." + done).isPresent()));
    }

    /** Keeps the language that somebody chose, and shows him the page that he was on. */
    Page language(Context context) {
        Language.parse(context.queryParam("to"))
                .ifPresent(language -> browser.keep(context, Browser.LANGUAGE, language.text(), Optional.of(YEAR)));
        return Page.redirect(Links.inside(context.queryParam("next"), "/"));
    }
}
