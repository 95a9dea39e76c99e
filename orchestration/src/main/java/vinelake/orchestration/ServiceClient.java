package vinelake.orchestration;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Asks the running service for what only it knows. */
final class ServiceClient {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /**
     * An extract that the service has entered in its log.
     *
     * @param sections that all the subjects have granted
     */
    record Order(String extractId, List<String> sections, List<String> subjects) {}

    private final URI service;
    private final String token;

    ServiceClient(URI service, String token) {
        this.service = service;
        this.token = token;
    }

    /** @throws IllegalStateException when the service cannot be reached or refuses, with its words */
    Order order(String institution, String purpose, LocalDate asOf) {
        var body = Json.write(Map.of("institution", institution, "purpose", purpose, "as_of_date", asOf.toString()));
        var request = HttpRequest.newBuilder(service.resolve("/v1/extracts"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 201) {
                throw new IllegalStateException("%s: the service refuses the extract: %d %s"
                        .formatted(service, answer.statusCode(), detail(answer.body())));
            }
            var order = Json.read(answer.body());
            return new Order(
                    order.path("extract_id").asString(), texts(order.path("sections")), texts(order.path("subjects")));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "--service: %s does not answer: %s. Start it with: vinelake serve"
                            .formatted(service, e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the service was asked", e);
        }
    }

    private static String detail(String body) {
        try {
            return Json.read(body).path("detail").asString("");
        } catch (RuntimeException noProblemDocument) {
            return "";
        }
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }
}
