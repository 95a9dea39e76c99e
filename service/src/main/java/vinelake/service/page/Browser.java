package vinelake.service.page;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;

/**
 * What a browser keeps for us: cookies that no script reads and that no other site's form sends.
 *
 * @param isSecure whether the browser reaches us by TLS
 */
record Browser(boolean isSecure) {

    static final String SESSION = "vinelake_session";
    static final String LOGIN = "vinelake_login";
    static final String LANGUAGE = "vinelake_language";

    /** A browser takes a cookie with this prefix from this host only, by TLS only. */
    private static final String HOST_PREFIX = "__Host-";

    Optional<String> read(Context context, String name) {
        return Optional.ofNullable(context.cookie(named(name))).filter(value -> !value.isBlank());
    }

    /** @param age empty for as long as the browser runs */
    void keep(Context context, String name, String value, Optional<Duration> age) {
        context.res()
                .addHeader(
                        "Set-Cookie",
                        "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s"
                                .formatted(
                                        named(name),
                                        value,
                                        isSecure ? "; Secure" : "",
                                        age.map(a -> "; Max-Age=" + a.toSeconds())
                                                .orElse("")));
    }

    void forget(Context context, String name) {
        keep(context, name, "", Optional.of(Duration.ZERO));
    }

    private String named(String name) {
        return isSecure ? HOST_PREFIX + name : name;
    }
}
