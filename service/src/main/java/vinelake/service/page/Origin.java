package vinelake.service.page;

import io.javalin.http.Context;
import java.util.regex.Pattern;

/** Where a browser on this machine reaches the service. */
final class Origin {

    private static final Pattern LOOPBACK = Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d{1,5})?");

    private Origin() {}

    /**
     * @return {@code http://127.0.0.1:8080}
     * @throws BadRequestException when the browser calls this machine by another name: some other site's
     */
    static String of(Context context) {
        var host = String.valueOf(context.header("Host"));
        if (!LOOPBACK.matcher(host).matches()) {
            throw new BadRequestException("the host is not this machine. Allowed: 127.0.0.1 or localhost");
        }
        return context.scheme() + "://" + host;
    }
}
