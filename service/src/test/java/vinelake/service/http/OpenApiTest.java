package vinelake.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vinelake.service.RunningService;
import vinelake.service.access.Actor;
import vinelake.service.store.Credentials;
import vinelake.service.store.SharedPostgres;

/** The description that the service gives of itself is true: every operation is called, every answer is as described. */
@ExtendWith(SharedPostgres.class)
class OpenApiTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MISSING = "00000000-0000-0000-0000-000000000000";

    private final Map<String, TreeSet<Integer>> seen = new HashMap<>();
    private JsonNode description;
    private RunningService running;

    @Test
    void everyOperationAnswersAsItIsDescribed(Credentials database, @TempDir Path folder) {
        try (var service = new RunningService(database, folder, 10_000)) {
            running = service;
            description = JSON.readTree(
                    service.send("GET", "/v1/openapi.json", null, null).body());
            var officer = service.token(Actor.officer("officer", "bank-a"));
            var owner = service.token(Actor.representative("owner", RunningService.SUBJECT));
            var operator = service.token(Actor.operator("operator"));
            var auditor = service.token(Actor.auditor("auditor"));
            var until = LocalDate.now().plusMonths(6);
            var offer = """
                    {"institution":"bank-a","purpose":"loan_application","sections":["assessment","network","tax/filing"],"until":"%s"}""".formatted(until);

            call("readProfile", "/v1/subjects/S1/profile?purpose=loan_application", officer, null, 200);
            call(
                    "readProfile",
                    "/v1/subjects/S1/profile?purpose=loan_application&sections=tax/filing",
                    officer,
                    null,
                    403);
            call("readProfile", "/v1/subjects/S1/profile", officer, null, 400);
            call("readProfile", "/v1/subjects/S1/profile?purpose=loan_application&x=1", officer, null, 400);
            call("readProfile", "/v1/subjects/S9/profile?purpose=loan_application", officer, null, 404);
            call("searchSubjects", "/v1/subjects?name=%E6%B5%8B%E8%AF%95&size=1", officer, null, 200);
            call("searchSubjects", "/v1/subjects?uscc=CS2", operator, null, 200);
            call("searchSubjects", "/v1/subjects", officer, null, 400);
            call("searchSubjects", "/v1/subjects?name=a&size=x", officer, null, 400);
            call("searchSubjects", "/v1/subjects?name=a", owner, null, 403);
            var grant = call("giveGrant", "/v1/grants", owner, offer, 201);
            var grantId = JSON.readTree(grant.body()).path("consent_id").asString("");
            assertThat(grant.headers().firstValue("Location")).contains("/v1/grants/" + grantId);
            call("giveGrant", "/v1/grants", owner, "{}", 400);
            call("giveGrant", "/v1/grants", owner, offer.replace("{", "{\"x\":1,"), 400);
            call("giveGrant", "/v1/grants", owner, " ".repeat(70_000), 413);
            call("giveGrant", "/v1/grants", owner, null, 415);
            call("giveGrant", "/v1/grants", officer, offer, 403);
            call(
                    "readProfile",
                    "/v1/subjects/S1/profile?purpose=loan_application&sections=tax/filing,assessment",
                    officer,
                    null,
                    200);
            call("readProfile", "/v1/subjects/S1/profile", owner, null, 200);
            call("listGrants", "/v1/grants", owner, null, 200);
            call("listGrants", "/v1/grants", officer, null, 200);
            call("listGrants", "/v1/grants", auditor, null, 403);
            call("withdrawGrant", "/v1/grants/" + grantId, owner, null, 204);
            call("withdrawGrant", "/v1/grants/" + MISSING, owner, null, 404);
            call("withdrawGrant", "/v1/grants/1", owner, null, 400);
            call(
                    "readProfile",
                    "/v1/subjects/S1/profile?purpose=loan_application&sections=assessment",
                    officer,
                    null,
                    403);
            call("listGrants", "/v1/grants", owner, null, 200);
            var objection = call(
                    "raiseObjection",
                    "/v1/objections",
                    owner,
                    "{\"section\":\"tax/filing\",\"statement\":\"不实\"}",
                    201);
            call("raiseObjection", "/v1/objections", owner, "{\"statement\":\"整体不实\"}", 201);
            call("raiseObjection", "/v1/objections", owner, "{\"statement\":7}", 400);
            call("raiseObjection", "/v1/objections", officer, "{\"statement\":\"x\"}", 403);
            call("readProfile", "/v1/subjects/S1/profile?purpose=prospecting", officer, null, 200);
            call("listObjections", "/v1/objections", operator, null, 200);
            var answer = "/v1/objections/"
                    + JSON.readTree(objection.body()).path("objection_id").asString("") + "/answer";
            call("answerObjection", answer, operator, "{\"answer\":\"已核实\"}", 204);
            call("answerObjection", answer, operator, "{\"answer\":\"已核实\"}", 404);
            call("answerObjection", answer, operator, "[]", 400);
            call("answerObjection", answer, owner, "{\"answer\":\"x\"}", 403);
            call("listObjections", "/v1/objections", owner, null, 200);
            call("listAccesses", "/v1/accesses", owner, null, 200);
            call("listAccesses", "/v1/accesses", operator, null, 403);
            call("currentRelease", "/v1/releases/current", auditor, null, 200);
            var datasets = call("listDatasets", "/v1/operator/datasets", operator, null, 200);
            assertThat(JSON.readTree(datasets.body()).at("/datasets/0/dataset").asString(""))
                    .as("what is held comes first")
                    .isEqualTo("tax/filing");
            assertThat(JSON.readTree(datasets.body())
                            .at("/datasets/0/last/held_reason")
                            .asString(""))
                    .isEqualTo("列不符");
            assertThat(JSON.readTree(datasets.body())
                            .at("/datasets/0/held_deliveries/0/reason")
                            .asString(""))
                    .isEqualTo("列不符");
            call("listDatasets", "/v1/operator/datasets", officer, null, 403);
            var order = "{\"institution\":\"bank-a\",\"purpose\":\"model_development\",\"as_of_date\":\"2026-06-30\"}";
            call("orderExtract", "/v1/extracts", operator, order, 201);
            call("orderExtract", "/v1/extracts", operator, "{}", 400);
            call("orderExtract", "/v1/extracts", operator, order.replace("2026", "2999"), 400);
            call("orderExtract", "/v1/extracts", officer, order, 403);
            call("auditHead", "/v1/audit/head", auditor, null, 200);
            call("auditHead", "/v1/audit/head", owner, null, 403);
            call("describe", "/v1/openapi.json", null, null, 200);
            call("live", "/health/live", null, null, 200);
            call("ready", "/health/ready", null, null, 200);
            call("metrics", "/metrics", null, null, 200);
            withoutToken();

            everyOperationWasCalledAndSucceeded();
        }
    }

    private void withoutToken() {
        for (var path : description.path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                if (!operation.getValue().has("security")) {
                    var id = operation.getValue().path("operationId").asString("");
                    var where = path.getKey().replace("{id}", MISSING);
                    call(id, where, null, null, 401);
                    call(id, where, "a.b.c", null, 401);
                }
            }
        }
    }

    private void everyOperationWasCalledAndSucceeded() {
        for (var path : description.path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                var id = operation.getValue().path("operationId").asString("");
                assertThat(seen.getOrDefault(id, new TreeSet<>())).as(id).anyMatch(status -> status < 300);
            }
        }
    }

    private HttpResponse<String> call(String id, String path, String token, String body, int status) {
        var operation = operation(id);
        var response = running.send(operation.method(), path, token, body);
        assertThat(response.statusCode())
                .as(id + " " + path + " " + response.body())
                .isEqualTo(status);
        seen.computeIfAbsent(id, i -> new TreeSet<>()).add(status);

        var described = operation.node().path("responses").path(Integer.toString(status));
        assertThat(described.isObject())
                .as("%s describes %d".formatted(id, status))
                .isTrue();
        var content = described.path("content");
        if (content.isMissingNode()) {
            assertThat(response.body()).isEmpty();
            return response;
        }
        var type = content.propertyNames().iterator().next();
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith(type);
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        if (!type.equals("text/plain")) {
            assertThat(misfits(content.path(type).path("schema"), response.body()))
                    .as(id + " " + response.body())
                    .isEmpty();
        }
        return response;
    }

    private java.util.List<com.networknt.schema.Error> misfits(JsonNode schema, String body) {
        var whole = ((ObjectNode) schema).deepCopy();
        whole.set("components", description.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole)
                .validate(JSON.readTree(body));
    }

    private record Operation(String method, JsonNode node) {}

    private Operation operation(String id) {
        return description.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream())
                .filter(entry ->
                        entry.getValue().path("operationId").asString("").equals(id))
                .findFirst()
                .map(entry -> new Operation(entry.getKey().toUpperCase(java.util.Locale.ROOT), entry.getValue()))
                .or(() -> Optional.empty())
                .orElseThrow();
    }
}
