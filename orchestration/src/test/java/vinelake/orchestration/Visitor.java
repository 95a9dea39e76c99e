package vinelake.orchestration;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody who follows every link of the service's pages and keeps all that he is answered, headers too. */
final class Visitor {

    private static final Pattern LINK = Pattern.compile(" (?:href|src)=\"(/[^\"]*)\"");
    private static final Pattern FIELD =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");

    /** A page for each row is the same page, so that one of them will do. */
    private static final Pattern ROW = Pattern.compile("([?&](?:delivery|file|line))=[^&]*");

    /** They end the visit, or change its language. */
    private static final List<String> APART = List.of("/language", "/login", "/logout");

    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final URI origin;
    private final Path folder;
    private final Set<String> seen = new HashSet<>();
    private int answers;

    /** @param folder where each answer is kept, in a file of its own */
    Visitor(URI origin, Path folder) throws IOException {
        this.origin = origin;
        this.folder = Files.createDirectories(folder);
    }

    int answers() {
        return answers;
    }

    /** Logs in by the demo's own provider. */
    void login(String language, String role, String subject) throws IOException, InterruptedException {
        var form = fields(page("/language?to=%s&next=%s".formatted(language, encoded("/login/start?next=/"))));
        form.put("role", role);
        form.put("subject", subject);
        submit("/demo/authorize", form);
    }

    /** Follows the links from some pages on, until none is new. */
    void follow(List<String> from) throws IOException, InterruptedException {
        var open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            var path = open.remove();
            if (seen.add(ROW.matcher(path).replaceAll("$1"))) {
                LINK.matcher(page(path))
                        .results()
                        .map(link -> unescaped(link.group(1)).replaceFirst("#.*", ""))
                        .filter(link -> APART.stream().noneMatch(link::startsWith))
                        .forEach(open::add);
            }
        }
    }

    String page(String path) throws IOException, InterruptedException {
        return send(request(path).GET()).body();
    }

    /** Fills in a form of a page. */
    HttpResponse<String> submit(String page, String path, Map<String, String> fields)
            throws IOException, InterruptedException {
        var all = new LinkedHashMap<>(fields);
        all.put("csrf", fields(page(page)).get("csrf"));
        return submit(path, all);
    }

    private HttpResponse<String> submit(String path, Map<String, String> fields)
            throws IOException, InterruptedException {
        var body = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Asks the API. */
    int ask(String path, String token) throws IOException, InterruptedException {
        return send(request(path).header("Authorization", "Bearer " + token).GET())
                .statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(origin.resolve(path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = client.send(request.build(), BodyHandlers.ofString());
        var name = answer.uri().getPath().replaceAll("[^A-Za-z0-9]+", "_");
        Files.writeString(
                folder.resolve("%05d%s.txt".formatted(answers++, name)),
                "%s %d%n%s%n%s".formatted(answer.uri(), answer.statusCode(), answer.headers(), answer.body()));
        return answer;
    }

    private static Map<String, String> fields(String page) {
        var fields = new LinkedHashMap<String, String>();
        FIELD.matcher(page).results().forEach(field -> fields.putIfAbsent(field.group(1), unescaped(field.group(2))));
        return fields;
    }

    private static String unescaped(String text) {
        return text.replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
