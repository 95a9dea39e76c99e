package vinelake.service.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import vinelake.core.policy.ScorecardPolicy.Grade;

/** Score, grade and reasons as a page shows them. */
final class AssessmentView {

    private final JsonNode assessment;
    private final Titles titles;
    private final Grades grades;
    private final Language language;

    AssessmentView(JsonNode assessment, Titles titles, Grades grades, Language language) {
        this.assessment = assessment;
        this.titles = titles;
        this.grades = grades;
        this.language = language;
    }

    /** A row that a reason rests on. */
    record Source(String file, long line) {}

    /**
     * What a feature did to the score.
     *
     * @param lost points against the best that the feature could give
     * @param rowCount rows that it rests on, of which some are named
     */
    record Contribution(
            String title,
            String meaning,
            String value,
            String bin,
            int points,
            int lost,
            long rowCount,
            List<Source> rows) {}

    /** A grade on the scale, from left to right, in thousandths of its length. */
    record Band(String name, int from, int width, boolean isHere, Optional<Integer> minScore) {}

    /** The scale and where the score lies on it. */
    record Scale(List<Band> bands, int marker) {}

    /** The hub's grades on a scale that reaches a grade's breadth beyond them. */
    static final class Grades {

        private static final int BEYOND = 140;
        private static final int LENGTH = 1_000;

        private final List<Grade> grades;

        Grades(List<Grade> grades) {
            this.grades = grades.stream()
                    .sorted(Comparator.comparingInt(Grade::minScore))
                    .toList();
        }

        Scale scale(int score, String grade) {
            var cuts = grades.stream()
                    .map(Grade::minScore)
                    .filter(min -> min != Grade.NO_MINIMUM)
                    .toList();
            int low = Math.min(cuts.isEmpty() ? score : cuts.get(0), score) - BEYOND;
            int high = Math.max(cuts.isEmpty() ? score : cuts.get(cuts.size() - 1), score) + BEYOND;
            var bands = new ArrayList<Band>();
            for (int i = 0; i < grades.size(); i++) {
                int from = i == 0 ? low : grades.get(i).minScore();
                int to = i + 1 < grades.size() ? grades.get(i + 1).minScore() : high;
                bands.add(new Band(
                        grades.get(i).name(),
                        place(from, low, high),
                        place(to, low, high) - place(from, low, high),
                        grades.get(i).name().equals(grade),
                        i == 0 ? Optional.empty() : Optional.of(from)));
            }
            return new Scale(bands, place(score, low, high));
        }

        private static int place(int score, int low, int high) {
            return (score - low) * LENGTH / (high - low);
        }

        /** What a grade means in English, where the hub says it in Chinese only. */
        String inWords(String grade) {
            for (int i = 0; i < grades.size(); i++) {
                if (grades.get(i).name().equals(grade)) {
                    var place = "%d of %d from the top".formatted(grades.size() - i, grades.size());
                    var from = i == 0 ? "" : ", from %d".formatted(grades.get(i).minScore());
                    var to = i + 1 < grades.size()
                            ? ", below %d".formatted(grades.get(i + 1).minScore())
                            : "";
                    return "Grade " + place + from + to + " points";
                }
            }
            return "";
        }
    }

    boolean isScored() {
        return assessment.path("is_scored").asBoolean(false);
    }

    String notScoredReason() {
        return assessment.path("not_scored_reason").asString("");
    }

    int score() {
        return assessment.path("score").asInt(0);
    }

    String grade() {
        return assessment.path("grade").asString("");
    }

    String gradeMeaning() {
        return language == Language.ZH ? assessment.path("grade_meaning").asString("") : grades.inWords(grade());
    }

    String defaultProbability() {
        return Figures.percent(assessment.path("default_probability"));
    }

    Scale scale() {
        return grades.scale(score(), grade());
    }

    /** The points that everybody has: the rest is what the features gave or took. */
    int base() {
        return score() - contributions().stream().mapToInt(Contribution::points).sum();
    }

    List<Contribution> reasons() {
        return list("reasons");
    }

    List<Contribution> contributions() {
        return list("contributions");
    }

    private List<Contribution> list(String field) {
        return Stream.of(assessment.path(field))
                .flatMap(node -> node.valueStream())
                .map(this::contribution)
                .toList();
    }

    private Contribution contribution(JsonNode node) {
        var feature = node.path("feature").asString("");
        var unit = titles.unit(language, feature);
        var value = node.path("value");
        return new Contribution(
                titles.feature(language, feature),
                node.path("meaning").asString(""),
                isShare(feature) ? Figures.percent(value) : (Figures.plain(value) + " " + unit).strip(),
                titles.bin(language, node.path("bin").asString("")),
                node.path("points").asInt(0),
                node.path("lost_points").asInt(0),
                node.path("row_count").asLong(0),
                node.path("rows")
                        .valueStream()
                        .map(row -> new Source(
                                row.path("file").asString(""), row.path("line").asLong(0)))
                        .toList());
    }

    private boolean isShare(String feature) {
        return titles.unit(Language.ZH, feature).equals("比例");
    }

    /** For the bar chart: names and points, the first reason at the top. */
    String chart() {
        return Data.json(contributions().stream()
                .map(c -> new Bar(c.title(), c.points()))
                .toList());
    }

    private record Bar(String name, int points) {}
}
