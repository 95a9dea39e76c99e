package vinelake.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import vinelake.service.access.Actor;
import vinelake.service.access.TestHub;
import vinelake.service.release.TinyLake;
import vinelake.service.release.TinyLake.Subject;
import vinelake.service.store.Credentials;

/** A whole service on a free port, over a lake with a release of two subjects. */
public final class RunningService implements AutoCloseable {

    public static final String SUBJECT = "S1";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Service service;
    private final TinyLake lake;

    public RunningService(Credentials database, Path folder, double requestsPerSecond) {
        lake = new TinyLake(folder.resolve("lake"))
                .publish("2026-06-30-test", LocalDate.parse("2026-06-30"), List.of(subject(SUBJECT), subject("S2")))
                .deliver("d1", null)
                .deliver("d2", "列不符");
        service = Service.start(new ServiceOptions(
                TestHub.HUB,
                lake.uri(),
                choice(database, folder, lake.uri()),
                "127.0.0.1",
                0,
                true,
                requestsPerSecond,
                1));
    }

    public static StoreChoice choice(Credentials database, Path folder, URI lake) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("user"), database.user());
            Files.writeString(folder.resolve("password"), database.password());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return StoreChoice.of(
                TestHub.HUB,
                lake,
                new StoreChoice.Options(
                        Optional.of(database.url()),
                        Optional.of("file:" + folder.resolve("user")),
                        Optional.of("file:" + folder.resolve("password"))));
    }

    private static Subject subject(String id) {
        return new Subject(id, "C" + id, "测试企业" + id, "enterprise", TestHub.profile(id, "enterprise"));
    }

    public Service service() {
        return service;
    }

    public TinyLake lake() {
        return lake;
    }

    public String token(Actor actor) {
        return service.issuer().orElseThrow().token(actor);
    }

    public HttpResponse<String> send(String method, String path, String token, String body) {
        var request = HttpRequest.newBuilder(URI.create(service.origin() + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        service.close();
    }
}
