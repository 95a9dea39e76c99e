package vinelake.service.http;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import vinelake.service.access.Withheld;

/**
 * What a client reads when it does not get what it asked for (RFC 9457).
 *
 * @param type {@code about:blank}: the status says it
 * @param withheld sections that were asked for by name and may not be seen
 */
record Problem(String type, String title, int status, String detail, Optional<List<Withheld>> withheld) {

    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(int status, String detail) {
        return new Problem("about:blank", title(status), status, detail, Optional.empty());
    }

    Problem with(List<Withheld> sections) {
        return sections.isEmpty() ? this : new Problem(type, title, status, detail, Optional.of(sections));
    }

    void answer(Context context) {
        context.status(status).contentType(MEDIA_TYPE).result(Json.write(this));
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            default -> "HTTP " + status;
        };
    }
}
