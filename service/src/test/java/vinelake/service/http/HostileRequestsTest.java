package vinelake.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.service.RunningService;
import vinelake.service.access.Actor;
import vinelake.service.audit.AuditLog;
import vinelake.service.audit.AuditVerification;
import vinelake.service.store.Credentials;
import vinelake.service.store.SharedPostgres;
import vinelake.service.store.Store;

/** Whatever is sent: no failure of the service, no stack trace, no guarded field, and a sound log. */
@ExtendWith(SharedPostgres.class)
class HostileRequestsTest {

    private static final int REQUESTS = 1_000;

    private static final List<String> METHODS = List.of(
            "GET", "GET", "GET", "GET", "GET", "GET", "POST", "POST", "POST", "POST", "DELETE", "DELETE", "PUT",
            "PATCH", "HEAD", "OPTIONS", "TRACE", "G\0T", "get");
    private static final List<String> PATHS = List.of(
            "/v1/subjects/@/profile?purpose=loan_application",
            "/v1/subjects/@/profile?purpose=@&sections=@",
            "/v1/subjects/S1/profile?purpose=loan_application&sections=@",
            "/v1/subjects/S1/profile?purpose=loan_application&sections=tax/filing",
            "/v1/subjects?name=@&after=@&size=@",
            "/v1/subjects?uscc=@",
            "/v1/grants",
            "/v1/grants/@",
            "/v1/objections",
            "/v1/objections/@/answer",
            "/v1/accesses",
            "/v1/extracts",
            "/v1/operator/datasets",
            "/v1/releases/current",
            "/v1/@",
            "/@");
    private static final List<String> WORDS = List.of(
            "S1",
            "S2",
            "%00",
            "%",
            "%zz",
            "..",
            "%2e%2e%2f",
            "%2F",
            "'",
            "%27%3B--",
            "%C0%80",
            "%ED%A0%80",
            "%F0%9F%90%89",
            "",
            "%20",
            "-1",
            "99999999999999999999",
            "00000000-0000-0000-0000-000000000000",
            "\u00e9",
            "a;b=c",
            "{id}",
            "x".repeat(300),
            "loan_application",
            "tax/filing",
            "%5C",
            "&&==",
            "[]",
            "<script>",
            "%0d%0aX:1");
    private static final List<String> BODIES = List.of(
            "",
            "{",
            "[]",
            "null",
            "7",
            "\"x\"",
            "{}",
            "{\"a\":{\"a\":{\"a\":[[[[]]]]}}}",
            "{\"statement\":null}",
            "{\"statement\":\"\\u0000\"}",
            "{\"statement\":\"\\ud800\"}",
            "{\"statement\":\"x\",\"statement\":\"y\"}",
            "{\"institution\":\"bank-a\",\"purpose\":\"loan_application\",\"sections\":[null],\"until\":\"2027-01-01\"}",
            "{\"institution\":\"\\u0000\",\"purpose\":\"loan_application\",\"sections\":[\"tax/filing\"],\"until\":\"2027-01-01\"}",
            "{\"institution\":\"b\",\"purpose\":\"loan_application\",\"sections\":[\"tax/filing\"],\"until\":\"+999999999-12-31\"}",
            "{\"institution\":\"b\",\"purpose\":\"loan_application\",\"sections\":[\"tax/filing\"],\"until\":1e400}",
            "{\"institution\":\"\\u0000\",\"purpose\":\"model_development\",\"as_of_date\":\"2026-06-30\"}",
            "{\"institution\":\"b\",\"purpose\":\"model_development\",\"as_of_date\":\"-999999999-01-01\"}",
            "{\"answer\":[]}",
            "[".repeat(5_000),
            "\u00ff\u00fe",
            "{\"statement\":\"" + "x".repeat(3_000) + "\"}");

    @Test
    void noRequestBringsTheServiceOutOfOrder(Credentials database, @TempDir Path folder) throws IOException {
        int logged = 0;
        long lines = 0;
        try (var running = new RunningService(database, folder, 100_000);
                var store = Store.at(database)) {
            var tokens = List.of(
                    running.token(Actor.officer("officer", "bank-z")),
                    running.token(Actor.operator("operator")),
                    running.token(Actor.auditor("auditor")),
                    running.token(Actor.representative("other", "S2")));
            int port = URI.create(running.service().origin()).getPort();
            var random = new Random(20261123);
            int unanswered = 0;
            for (int i = 0; i < REQUESTS; i++) {
                var request = request(random, tokens);
                var answer = exchange(port, request);

                unanswered += answer.isEmpty() ? 1 : 0;
                var status = answer.isEmpty() ? "closed" : answer.split(" ", 3)[1];
                // Seen, changed or refused: each of these must have left a line.
                if (status.startsWith("2") || status.equals("401") || status.equals("403")) {
                    logged++;
                    long now = AuditLog.head(store.dataSource()).seq();
                    assertThat(now).as(request + "\n----\n" + answer).isGreaterThan(lines);
                    lines = now;
                }
                assertThat(status).as(request + "\n----\n" + answer).doesNotStartWith("5");
                assertThat(answer)
                        .as(request)
                        .doesNotContain("Exception", "\tat ", "org.postgresql", "jetty")
                        .doesNotContain("640", "9000.50", "kwh", "12345678901234567.10");
            }
            assertThat(running.send("GET", "/health/ready", null, null).statusCode())
                    .isEqualTo(200);
        }
        try (var store = Store.at(database)) {
            var log = AuditVerification.of(store.dataSource(), Optional.empty());
            assertThat(log.fault()).isEmpty();
            assertThat(logged).as("many of them get as far as the rules").isGreaterThan(REQUESTS / 10);
        }
    }

    @Test
    void oneActorCannotAskWithoutEnd(Credentials database, @TempDir Path folder) {
        try (var running = new RunningService(database, folder, 5)) {
            var officer = running.token(Actor.officer("officer", "bank-a"));
            var statuses = IntStream.range(0, 40)
                    .mapToObj(i -> running.send("GET", "/v1/subjects?name=a", officer, null)
                            .statusCode())
                    .toList();

            assertThat(statuses).containsOnly(200, 429);
            assertThat(statuses.subList(0, 10)).as("twice the rate at once").containsOnly(200);
            assertThat(running.send(
                                    "GET",
                                    "/v1/subjects?name=a",
                                    running.token(Actor.officer("another", "bank-a")),
                                    null)
                            .statusCode())
                    .as("others are not held up")
                    .isEqualTo(200);
        }
    }

    @Test
    void whatRunsIsAnsweredAndLoggedWhenTheServiceStops(Credentials database, @TempDir Path folder)
            throws InterruptedException {
        int answered;
        var underWay = new CountDownLatch(100);
        try (var running = new RunningService(database, folder, 100_000)) {
            var officer = running.token(Actor.officer("officer", "bank-a"));
            var readers = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                        int count = 0;
                        try {
                            while (running.send("GET", "/v1/subjects/S1/profile?purpose=prospecting", officer, null)
                                            .statusCode()
                                    == 200) {
                                count++;
                                underWay.countDown();
                            }
                        } catch (java.io.UncheckedIOException stopped) {
                            // The service is down.
                        }
                        return count;
                    }))
                    .toList();
            assertThat(underWay.await(30, TimeUnit.SECONDS)).isTrue();
            running.close();
            answered = readers.stream().mapToInt(CompletableFuture::join).sum();
        }
        try (var store = Store.at(database)) {
            int logged = store.jdbi()
                    .withHandle(handle -> handle.createQuery(
                                    "SELECT count(*) FROM audit_line WHERE action = 'profile.read' AND outcome = 'done'")
                            .mapTo(Integer.class)
                            .one());
            assertThat(answered).isPositive();
            assertThat(logged).as("no answer without its line").isGreaterThanOrEqualTo(answered);
            assertThat(AuditVerification.of(store.dataSource(), Optional.empty())
                            .fault())
                    .isEmpty();
        }
    }

    private static String request(Random random, List<String> tokens) {
        var path = pick(random, PATHS);
        while (path.contains("@")) {
            path = path.replaceFirst("@", java.util.regex.Matcher.quoteReplacement(pick(random, WORDS)));
        }
        var body = random.nextInt(3) == 0 ? "" : pick(random, BODIES);
        var request = new StringBuilder(pick(random, METHODS))
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\n");
        request.append("Host: 127.0.0.1\r\nConnection: close\r\n");
        var token = pick(random, tokens);
        switch (random.nextInt(8)) {
            case 0 ->
                request.append("Authorization: Bearer ")
                        .append(mutated(random, token))
                        .append("\r\n");
            case 1 ->
                request.append("Authorization: ").append(pick(random, WORDS)).append("\r\n");
            case 2 ->
                request.append("X-")
                        .append(pick(random, WORDS))
                        .append(": ")
                        .append("y".repeat(random.nextInt(20_000)))
                        .append("\r\n");
            default -> request.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        switch (random.nextInt(6)) {
            case 0 -> request.append("Content-Type: text/plain\r\n");
            case 1 ->
                request.append("Content-Type: ").append(pick(random, WORDS)).append("\r\n");
            default -> request.append("Content-Type: application/json\r\n");
        }
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        switch (random.nextInt(10)) {
            case 0 -> request.append("Content-Length: -1\r\n");
            case 1 -> request.append("Transfer-Encoding: chunked\r\n");
            default -> request.append("Content-Length: ").append(length).append("\r\n");
        }
        return request.append("\r\n").append(body).toString();
    }

    private static String mutated(Random random, String token) {
        var bytes = token.toCharArray();
        for (int i = 0; i <= random.nextInt(4); i++) {
            bytes[random.nextInt(bytes.length)] = (char) (33 + random.nextInt(94));
        }
        return new String(bytes);
    }

    private static String pick(Random random, List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    private static String exchange(int port, String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException closedByTheService) {
            return "";
        }
    }
}
