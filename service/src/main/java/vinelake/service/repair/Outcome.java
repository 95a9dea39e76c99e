package vinelake.service.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a run of the command line ended.
 *
 * @param failure empty where it did what it was told
 * @param message of a failure, in its own words
 * @param trial what a repair would do, of a trial and of what was recorded
 * @param decisionId of what was recorded, or of the withdrawal
 * @param replay what became of the rows that were tried again
 */
public record Outcome(
        Optional<Failure> failure,
        String message,
        Optional<Trial> trial,
        Optional<String> decisionId,
        Optional<Replay> replay) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Exit codes of the command line with an answer: done, and done with something left aside. */
    private static final Set<Integer> ANSWERED = Set.of(0, 4);

    private static final String LOCKED = "another run writes to this lake";
    private static final int LONGEST_MESSAGE = 2_000;

    public enum Failure {
        /** Somebody else writes to the lake, a refresh say. */
        LOCKED,
        TOO_LONG,
        /** For a reason that the message says. */
        FAILED;

        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** A column's text before the repair and after it. */
    public record Change(String column, String before, String after) {}

    /** @param broken the rules that it breaks still; empty where it would be taken in, or is dismissed */
    public record Example(String file, long line, List<Change> changes, List<String> broken, boolean isDismissed) {}

    /**
     * What repairs would do to some rows.
     *
     * @param rows that were looked at
     */
    public record Trial(long rows, long changed, long passed, long dismissed, List<Example> examples) {
        public long left() {
            return rows - passed - dismissed;
        }
    }

    /**
     * @param taken rows that are no longer refused
     * @param problems why rows of a delivery could not be tried
     */
    public record Replay(int deliveries, long taken, long dismissed, long left, List<String> problems) {
        /** Rows that wait no more. */
        public long closed() {
            return taken + dismissed;
        }
    }

    static Outcome failed(Failure failure, String message) {
        return new Outcome(Optional.of(failure), message, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** @param out what it printed as its answer */
    static Outcome of(Task.Kind kind, int exitCode, String out, String err) {
        if (!ANSWERED.contains(exitCode)) {
            return failed(err.contains(LOCKED) ? Failure.LOCKED : Failure.FAILED, message(exitCode, err));
        }
        try {
            return switch (kind) {
                case TRY, RECORD -> {
                    var json = JSON.readTree(out);
                    yield done(Optional.of(trial(json.path("trial"))), decisionId(json), Optional.empty());
                }
                case WITHDRAW -> done(Optional.empty(), decisionId(JSON.readTree(out)), Optional.empty());
                case REPLAY -> done(Optional.empty(), Optional.empty(), Optional.of(replay(JSON.readTree(out))));
            };
        } catch (JacksonException | IllegalArgumentException e) {
            return failed(
                    Failure.FAILED,
                    "the command line's answer is no JSON as this version reads it. Allowed: service and command line of one version");
        }
    }

    private static Outcome done(Optional<Trial> trial, Optional<String> decisionId, Optional<Replay> replay) {
        return new Outcome(Optional.empty(), "", trial, decisionId, replay);
    }

    private static Optional<String> decisionId(JsonNode json) {
        return Optional.of(json.at("/decision/decision_id"))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue);
    }

    private static Trial trial(JsonNode json) {
        var examples = new ArrayList<Example>();
        for (var example : json.path("examples")) {
            var changes = new ArrayList<Change>();
            for (var change : example.path("changes")) {
                changes.add(new Change(
                        change.path("column").asString(""),
                        change.path("before").asString(""),
                        change.path("after").asString("")));
            }
            var broken = new ArrayList<String>();
            example.path("broken").forEach(rule -> broken.add(rule.asString("")));
            examples.add(new Example(
                    example.path("file").asString(""),
                    count(example, "line"),
                    changes,
                    broken,
                    example.path("isDismissed").asBoolean(false)));
        }
        return new Trial(
                count(json, "rows"), count(json, "changed"), count(json, "passed"), count(json, "dismissed"), examples);
    }

    private static Replay replay(JsonNode json) {
        long taken = 0;
        long dismissed = 0;
        long left = 0;
        var problems = new ArrayList<String>();
        for (var delivery : json) {
            var counts = delivery.path("counts");
            if (!counts.isMissingNode() && !counts.isNull()) {
                taken += count(counts, "read") - count(counts, "quarantined");
            }
            dismissed += count(delivery, "dismissed");
            left += count(delivery, "left");
            Optional.of(delivery.path("problem"))
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue)
                    .ifPresent(problems::add);
        }
        return new Replay(json.size(), taken, dismissed, left, problems);
    }

    private static long count(JsonNode json, String field) {
        var number = json.path(field);
        if (!number.isIntegralNumber()) {
            throw new IllegalArgumentException(field);
        }
        return number.asLong();
    }

    /** What it says of its failure: neither what it said on the way nor how it is used. */
    private static String message(int exitCode, String err) {
        var lines = err.lines().takeWhile(line -> !line.startsWith("Usage:")).toList();
        int from = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("failed: ")) {
                from = i;
            }
        }
        var text = lines.subList(from, lines.size()).stream()
                .map(line -> line.startsWith("failed: ") ? line.substring("failed: ".length()) : line)
                .collect(Collectors.joining("\n"))
                .strip();
        return text.isEmpty()
                ? "exit code " + exitCode
                : text.substring(
                        0,
                        text.offsetByCodePoints(0, Math.min(LONGEST_MESSAGE, text.codePointCount(0, text.length()))));
    }
}
