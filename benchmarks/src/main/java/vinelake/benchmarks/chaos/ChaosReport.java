package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import vinelake.benchmarks.Lines;

/**
 * What came of an experiment.
 *
 * @param asked faults, by how often each had to be tried at least
 * @param obstacles why a fault could not be tried
 */
record ChaosReport(
        State.Settings settings,
        State.Undisturbed undisturbed,
        Map<String, Integer> asked,
        Map<String, String> obstacles,
        List<Trial> trials,
        double seconds) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The numbers of one fault, or of all. */
    private record Sum(long tried, Verdict verdict) {}

    private Sum sum(String fault) {
        var of = trials.stream().filter(t -> t.fault().equals(fault)).toList();
        return new Sum(
                of.stream().mapToLong(Trial::tried).sum(),
                of.stream().map(Trial::verdict).reduce(Verdict.RIGHT, Verdict::plus));
    }

    private Verdict all() {
        return trials.stream().map(Trial::verdict).reduce(Verdict.RIGHT, Verdict::plus);
    }

    /** Whether all is as it must be, and every fault was tried that was asked for. */
    boolean isRight() {
        return all().isRight()
                && asked.entrySet().stream().allMatch(a -> sum(a.getKey()).tried() >= a.getValue());
    }

    /** How often each commit was killed at, before, in the middle and after. */
    private Map<String, Map<String, Integer>> commits() {
        var counts = new LinkedHashMap<String, Map<String, Integer>>();
        for (var commit : undisturbed.commits()) {
            counts.put(commit, places());
        }
        for (var trial : trials) {
            if (trial.fault().equals(Trial.KILL)) {
                trial.happened().stream()
                        .map(what -> what.substring(0, what.indexOf(' ')))
                        .filter(when -> when.indexOf('#') > 0)
                        .map(Halt::parse)
                        .forEach(halt -> counts.computeIfAbsent(halt.table() + "#" + halt.ordinal(), commit -> places())
                                .merge(halt.place().name().toLowerCase(Locale.ROOT), 1, Integer::sum));
            }
        }
        return counts;
    }

    private static Map<String, Integer> places() {
        var places = new LinkedHashMap<String, Integer>();
        for (var place : Place.values()) {
            places.put(place.name().toLowerCase(Locale.ROOT), 0);
        }
        return places;
    }

    String toText() {
        var text = new Lines();
        text.line("%-20s %6s %6s %8s %8s  %s", "fault", "tried", "lost", "doubled", "unequal", "");
        for (var fault : asked.keySet()) {
            var sum = sum(fault);
            text.line(
                    "%-20s %6d %6d %8d %8d  %s",
                    fault,
                    sum.tried(),
                    sum.verdict().lost(),
                    sum.verdict().doubled(),
                    sum.verdict().unequal(),
                    obstacles.containsKey(fault)
                            ? "not tried: " + obstacles.get(fault)
                            : sum.verdict().complaints().isEmpty() ? "" : "see below");
        }
        if (asked.containsKey(Trial.KILL)) {
            text.line("");
            text.line("%-44s %8s %8s %8s", "killed at the commit", "before", "middle", "after");
            commits()
                    .forEach((commit, places) -> text.line(
                            "%-44s %8d %8d %8d",
                            commit, places.get("before"), places.get("middle"), places.get("after")));
            long atCommits = commits().values().stream()
                    .flatMap(p -> p.values().stream())
                    .mapToInt(n -> n)
                    .sum();
            text.line(
                    "%d kills at commits, %d by time",
                    atCommits, sum(Trial.KILL).tried() - atCommits);
        }
        for (var trial : trials) {
            for (var complaint : trial.verdict().complaints()) {
                text.line("%s %d: %s", trial.fault(), trial.number(), complaint);
            }
        }
        return text.toString();
    }

    void writeJson(Path file) throws IOException {
        var all = all();
        var json = new LinkedHashMap<String, Object>();
        json.put("kills", sum(Trial.KILL).tried());
        json.put("lost", all.lost());
        json.put("doubled", all.doubled());
        json.put("unequal", all.unequal());
        json.put("complaints", all.complaints());
        var faults = new ArrayList<Map<String, Object>>();
        for (var fault : asked.keySet()) {
            var sum = sum(fault);
            var one = new LinkedHashMap<String, Object>();
            one.put("fault", fault);
            one.put("tried", sum.tried());
            one.put("lost", sum.verdict().lost());
            one.put("doubled", sum.verdict().doubled());
            one.put("unequal", sum.verdict().unequal());
            if (obstacles.containsKey(fault)) {
                one.put("not_tried", obstacles.get(fault));
            }
            faults.add(one);
        }
        json.put("faults", faults);
        json.put("commits", new TreeMap<>(commits()));
        json.put("seed", settings.seed());
        json.put("subjects", settings.subjects());
        json.put("months", settings.months());
        json.put("undisturbed_seconds", undisturbed.millis() / 1000.0);
        json.put("seconds", seconds);
        Files.writeString(file, JSON.writeValueAsString(json) + "\n");
    }
}
