package vinelake.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.hub.HubFolder;
import vinelake.service.Service;
import vinelake.service.ServiceOptions;
import vinelake.service.StoreChoice;

/** What a login must not do, tried without a browser's good manners. */
class LoginTest {

    @TempDir
    private static Path lake;

    private static Service service;

    @BeforeAll
    static void start() throws Exception {
        var hub = HubFolder.load(Path.of("../examples/city"));
        var root = StoryLake.write(lake);
        var options = new ServiceOptions(
                hub, root, StoreChoice.of(hub, root, StoreChoice.Options.NONE), "127.0.0.1", 0, true, 1_000, 5);
        service = Service.start(options, Pages.of(options, Optional.empty())::routes);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void anAnswerToAnotherLoginIsNoLogin() throws Exception {
        var browser = browser();
        var callback = chosen(browser);
        assertThat(get(browser, callback.replaceAll("state=[^&]*", "state=another"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(get(browser, service.origin() + "/search").statusCode()).isEqualTo(303);
    }

    @Test
    void anAnswerInAnotherBrowserIsNoLogin() throws Exception {
        var callback = chosen(browser());
        assertThat(get(browser(), callback).statusCode()).isEqualTo(400);
    }

    @Test
    void aCodeServesOnce() throws Exception {
        var browser = browser();
        var callback = chosen(browser);
        assertThat(get(browser, callback).statusCode()).isEqualTo(303);
        assertThat(get(browser, callback).statusCode()).isEqualTo(400);
    }

    @Test
    void aCodeIsWorthNothingWithoutItsVerifier() throws Exception {
        var code = Pattern.compile("code=([^&]+)").matcher(chosen(browser()));
        assertThat(code.find()).isTrue();
        var answer = post(
                browser(),
                "/demo/token",
                "grant_type=authorization_code&client_id=vinelake-pages&redirect_uri=%s&code=%s&code_verifier=guessed"
                        .formatted(Links.encoded(service.origin() + "/login/callback"), code.group(1)));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_grant").doesNotContain("id_token");
    }

    @Test
    void aFormThatCannotBeReadIsTheFaultOfWhoSendsIt() throws Exception {
        assertThat(post(browser(), "/demo/authorize", "x=" + "y".repeat(70_000)).statusCode())
                .isEqualTo(413);
        var odd = HttpRequest.newBuilder(URI.create(service.origin() + "/demo/authorize"))
                .header("Content-Type", "application/x-www-form-urlencoded; charset=bogus")
                .POST(HttpRequest.BodyPublishers.ofString("role=officer"))
                .build();
        assertThat(browser().send(odd, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(400);
    }

    @Test
    void theDemoSendsNobodyToAnotherSite() throws Exception {
        var answer = get(
                browser(),
                service.origin()
                        + "/demo/authorize?response_type=code&client_id=vinelake-pages&state=s&nonce=n&code_challenge=c"
                        + "&code_challenge_method=S256&redirect_uri=https%3A%2F%2Fexample.org%2Flogin%2Fcallback");
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void afterTheLoginNobodyIsSentToAnotherSite() {
        assertThat(Links.inside("/own?x=1", "/")).isEqualTo("/own?x=1");
        assertThat(Links.inside("//example.org", "/")).isEqualTo("/");
        assertThat(Links.inside("/\\example.org", "/")).isEqualTo("/");
        assertThat(Links.inside("https://example.org", "/")).isEqualTo("/");
        assertThat(Links.inside(null, "/")).isEqualTo("/");
    }

    @Test
    void theDemoAnswersToNoOtherNameOfThisMachine() throws Exception {
        var address = URI.create(service.origin());
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write("GET /login/start HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void aPageSaysWhereItsPartsMayComeFrom() throws Exception {
        var headers = get(browser(), service.origin() + "/login").headers();
        assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'self'", "frame-ancestors 'none'", "form-action 'self'")
                .doesNotContain("unsafe");
        assertThat(headers.firstValue("Cache-Control")).contains("no-store");
    }

    /** The address that the demo's page sends a browser back to whose user pressed the officer's button. */
    private static String chosen(HttpClient browser) throws Exception {
        var start = get(browser, service.origin() + "/login/start?next=%2Fsearch");
        var authorize = start.headers().firstValue("Location").orElseThrow();
        var query = authorize.substring(authorize.indexOf('?') + 1);
        var back = post(browser, "/demo/authorize", query + "&role=officer");
        assertThat(back.statusCode()).isEqualTo(303);
        return back.headers().firstValue("Location").orElseThrow();
    }

    private static HttpClient browser() {
        return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    }

    private static HttpResponse<String> get(HttpClient browser, String address)
            throws IOException, InterruptedException {
        return browser.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(HttpClient browser, String path, String form)
            throws IOException, InterruptedException {
        return browser.send(
                HttpRequest.newBuilder(URI.create(service.origin() + path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
