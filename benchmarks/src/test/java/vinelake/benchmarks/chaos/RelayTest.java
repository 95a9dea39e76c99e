package vinelake.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RelayTest {

    private static final String ENTRY = "/city/lake/score/subject/_delta_log/00000000000000000000.json";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private HttpServer store;
    private Relay relay;
    private int port;

    @BeforeEach
    void start() throws IOException {
        store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.createContext("/", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes()));
            var answer = "done".getBytes();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        store.start();
        port = Site.freePort();
        relay = Relay.start(port, store.getAddress().getPort(), new Random(7));
    }

    @AfterEach
    void end() throws IOException {
        relay.close();
        store.stop(0);
    }

    @Test
    void passesARequestAndItsAnswer() throws Exception {
        var answer = put("text");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("done");
        assertThat(received).containsExactly("text");
    }

    @Test
    void refusesSomeRequestsOfAStoreThatIsUnavailable() throws Exception {
        relay.trouble(Relay.Trouble.UNAVAILABLE);
        var codes = IntStream.range(0, 20).map(n -> code()).boxed().toList();
        assertThat(codes).contains(200, 503).doesNotContain(500);
        assertThat(relay.troubled())
                .isEqualTo((int) codes.stream().filter(c -> c == 503).count());
        assertThat(received).hasSize(20 - relay.troubled());
    }

    @Test
    void holdsThePutOfACommitInTheMiddleUntilItIsLetGo() throws Exception {
        relay.haltNextRunAt(new Halt("score/subject", 2, Place.MIDDLE));
        put("first");
        assertThat(relay.isHalted()).isFalse();

        var second = client.sendAsync(request("second"), BodyHandlers.ofString());
        while (!relay.isHalted()) {
            Thread.sleep(10);
        }
        assertThat(received).containsExactly("first");
        relay.letGo();

        assertThat(second.get().body()).isEqualTo("done");
        assertThat(received).containsExactly("first", "second");
    }

    @Test
    void cutsSomeRequestsOff() {
        relay.trouble(Relay.Trouble.CUT);
        assertThatThrownBy(() -> {
                    for (int number = 0; number < 100; number++) {
                        put("text");
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(relay.troubled()).isPositive();
    }

    private int code() {
        try {
            return put("text").statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> put(String text) throws IOException, InterruptedException {
        return client.send(request(text), BodyHandlers.ofString());
    }

    private HttpRequest request(String text) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + ENTRY))
                .PUT(BodyPublishers.ofString(text))
                .build();
    }
}
