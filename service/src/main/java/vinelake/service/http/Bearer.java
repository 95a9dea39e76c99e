package vinelake.service.http;

import io.javalin.http.Context;
import java.util.Optional;
import vinelake.service.access.Actor;
import vinelake.service.access.Trail;
import vinelake.service.token.TokenException;
import vinelake.service.token.Tokens;

/** Tells from a request who asks; who cannot say so leaves a line in the log. */
final class Bearer {

    private static final String SCHEME = "Bearer ";

    private final Tokens tokens;
    private final Trail trail;
    private final RateLimit actors;
    private final RateLimit strangers;

    Bearer(Tokens tokens, Trail trail, double requestsPerSecond) {
        this.tokens = tokens;
        this.trail = trail;
        this.actors = new RateLimit(requestsPerSecond, System::nanoTime);
        this.strangers = new RateLimit(requestsPerSecond, System::nanoTime);
    }

    /**
     * @param subject whom the request concerns; {@code null} for nobody in particular
     * @throws HttpProblemException when there is no valid token, or too many requests came with it
     */
    Actor actor(Context context, String action, String subject) {
        Actor actor;
        try {
            actor = tokens.actor(token(context)
                    .orElseThrow(() ->
                            new HttpProblemException(401, "there is no token. Allowed: Authorization: Bearer TOKEN")));
        } catch (TokenException e) {
            throw stranger(context, action, subject, e.getMessage());
        } catch (HttpProblemException e) {
            throw stranger(context, action, subject, e.getMessage());
        }
        if (!actors.allows(actor.role() + " " + actor.id())) {
            throw tooMany(context);
        }
        return actor;
    }

    private HttpProblemException stranger(Context context, String action, String subject, String why) {
        // Nobody can fill the log with tries: beyond the limit they are answered without a line.
        if (!strangers.allows(context.ip())) {
            return tooMany(context);
        }
        trail.unauthenticated(action, subject, why);
        context.header("WWW-Authenticate", "Bearer realm=\"vinelake\"");
        return new HttpProblemException(401, why);
    }

    private static HttpProblemException tooMany(Context context) {
        context.header("Retry-After", "1");
        return new HttpProblemException(429, "too many requests. Allowed: fewer a second; try again in a second");
    }

    private static Optional<String> token(Context context) {
        return Optional.ofNullable(context.header("Authorization"))
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip());
    }
}
