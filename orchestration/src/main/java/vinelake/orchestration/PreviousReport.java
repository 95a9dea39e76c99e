package vinelake.orchestration;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import vinelake.core.contract.DatasetName;

/**
 * What the report before said, as its {@code report.json} has it.
 *
 * @param knownAt all that was received up to then is in it
 * @param finishedAt a release that is newer is not in it
 * @param came ids of the deliveries and replays that it told of
 * @param held ids of the deliveries that waited for a decision
 */
record PreviousReport(
        String runId,
        LocalDate asOf,
        Instant knownAt,
        Instant finishedAt,
        Set<String> came,
        Set<String> held,
        Set<DatasetName> late) {

    /** @throws IllegalArgumentException when the text is no report of this program's */
    static PreviousReport of(String json) {
        try {
            var report = Json.read(json);
            var run = report.required("run");
            return new PreviousReport(
                    run.required("run_id").asString(),
                    LocalDate.parse(report.required("as_of_date").asString()),
                    Instant.parse(run.required("known_at").asString()),
                    Instant.parse(run.required("finished_at").asString()),
                    // One of a program that knew no repairs lacks them.
                    Stream.of("came", "repaired")
                            .flatMap(lines -> ids(report.path(lines)).stream())
                            .collect(Collectors.toCollection(TreeSet::new)),
                    ids(report.required("held")),
                    elements(report.required("late"))
                            .map(d -> new DatasetName(
                                    d.required("department").asString(),
                                    d.required("dataset").asString()))
                            .collect(Collectors.toCollection(TreeSet::new)));
        } catch (JacksonException | java.time.DateTimeException e) {
            throw new IllegalArgumentException("no report: " + e.getMessage(), e);
        }
    }

    /** What a run took in that was killed, or failed before its report had it, is told by the next one. */
    boolean hasTold(LedgerLine line) {
        return !line.receivedAt().isAfter(knownAt) && (!line.runId().equals(runId) || came.contains(line.deliveryId()));
    }

    private static Set<String> ids(JsonNode deliveries) {
        return elements(deliveries)
                .map(d -> d.required("delivery_id").asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
