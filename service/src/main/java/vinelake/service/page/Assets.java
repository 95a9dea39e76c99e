package vinelake.service.page;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Scripts and styles, all from our own jars. Their address has their digest in it, so that a browser may keep them. */
final class Assets {

    private static final int DIGITS = 12;

    private record Asset(String type, byte[] content, String path) {
        static Asset of(String name, String type, String resource) {
            try (var in = Assets.class.getResourceAsStream(resource)) {
                var content = in.readAllBytes();
                var digest = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
                return new Asset(type, content, "/assets/%s/%s".formatted(digest.substring(0, DIGITS), name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }

    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private static final Map<String, Asset> ALL = Map.of(
            "page.css", Asset.of("page.css", "text/css; charset=utf-8", "page.css"),
            "page.js", Asset.of("page.js", SCRIPT, "page.js"),
            "charts.js", Asset.of("charts.js", SCRIPT, "charts.js"),
            "icon.svg", Asset.of("icon.svg", "image/svg+xml", "icon.svg"),
            "htmx.js", Asset.of("htmx.js", SCRIPT, "/META-INF/resources/webjars/htmx.org/2.0.8/dist/htmx.min.js"),
            "echarts.js",
                    Asset.of("echarts.js", SCRIPT, "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js"));

    private Assets() {}

    /** Where a page finds it. */
    static String path(String name) {
        return ALL.get(name).path();
    }

    static void routes(RoutesConfig routes) {
        ALL.values()
                .forEach(asset -> routes.get(
                        asset.path(),
                        context -> context.contentType(asset.type())
                                .header("Cache-Control", "public, max-age=31536000, immutable")
                                .result(asset.content())));
        routes.get("/favicon.ico", context -> context.status(301).header("Location", path("icon.svg")));
    }
}
