package vinelake.core.hub;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** What the policies must keep to beyond their shape. */
final class PolicyCheck {

    private final Datasets datasets;

    PolicyCheck(Datasets datasets) {
        this.datasets = datasets;
    }

    void disclosure(Place root) {
        Shape.DISCLOSURE.check(root);
        once(root.at("overrides"));
        root.at("overrides").items().forEach(entry -> datasets.named(entry.at("dataset")));
        Place adverse = root.at("adverse").at("datasets");
        once(adverse);
        for (Place entry : adverse.items()) {
            datasets.named(entry.at("dataset"))
                    .ifPresent(dataset -> datasets.columnOf(dataset, entry.at("endedOn"), "date", "timestamp"));
        }
    }

    static void retention(Place root) {
        Shape.RETENTION.check(root);
    }

    private static void once(Place entries) {
        Set<String> before = new LinkedHashSet<>();
        for (Place entry : entries.items()) {
            Place dataset = entry.at("dataset");
            dataset.text()
                    .filter(name -> !before.add(name))
                    .ifPresent(name -> dataset.refuse("is '%s' a second time".formatted(name), "each dataset once"));
        }
    }

    void network(Place root) {
        Shape.NETWORK.check(root);
        for (Place supply : root.at("supplies").items()) {
            datasets.named(supply.at("dataset")).ifPresent(dataset -> {
                datasets.identifierColumn(dataset, supply.at("seller"));
                datasets.identifierColumn(dataset, supply.at("buyer"));
                datasets.columnOf(dataset, supply.at("date"), "date");
                datasets.columnOf(dataset, supply.at("amount"), "number", "integer");
            });
            supply.at("seller")
                    .text()
                    .filter(seller ->
                            supply.at("buyer").text().filter(seller::equals).isPresent())
                    .ifPresent(seller -> supply.at("buyer")
                            .refuse("is '%s', like the seller".formatted(seller), "another column than the seller"));
        }
    }

    void features(Place root) {
        Shape.FEATURES.check(root);
        Set<String> before = new LinkedHashSet<>();
        for (Place feature : root.at("features").items()) {
            aggregate(feature);
            names(feature.at("formula"), before);
            Place name = feature.at("name");
            name.text()
                    .filter(text -> !before.add(text))
                    .ifPresent(text -> name.refuse("feature '%s' is given twice".formatted(text), "once"));
        }
    }

    private void aggregate(Place feature) {
        for (Place named : feature.at("datasets").items()) {
            datasets.named(named).ifPresent(dataset -> {
                datasets.identifierColumn(dataset, feature.at("subject"));
                datasets.columnOf(dataset, feature.at("date"), "date");
            });
        }
        boolean isUndated = feature.at("date").rawText().filter(String::isEmpty).isPresent();
        OptionalInt window = feature.at("windowMonths").whole();
        if (isUndated && window.isPresent() && window.getAsInt() != 0) {
            feature.at("date")
                    .refuse("is \"\" with windowMonths %d".formatted(window.getAsInt()), "\"\" with windowMonths 0");
        }
    }

    private static void names(Place expression, Set<String> features) {
        expression.text().map(SqlNames::of).orElse(Set.of()).forEach(name -> {
            if (!features.contains(name)) {
                expression.refuse(
                        "names '%s', which is no feature that stands before".formatted(name),
                        features.isEmpty() ? "none" : String.join(", ", features));
            }
        });
    }

    void label(Place root) {
        Shape.LABEL.check(root);
        datasets.named(root.at("dataset")).ifPresent(dataset -> {
            datasets.identifierColumn(dataset, root.at("subject"));
            datasets.columnOf(dataset, root.at("date"), "date");
        });
        OptionalInt window = root.at("windowMonths").whole();
        root.at("date")
                .rawText()
                .filter(date -> window.isPresent() && date.isEmpty() != (window.getAsInt() == 0))
                .ifPresent(date -> root.at("date")
                        .refuse(
                                "is '%s' with windowMonths %d".formatted(date, window.getAsInt()),
                                "a column with windowMonths from 1, or \"\" with windowMonths 0"));
    }

    /** @param features the file of features; nothing is said of names where it could not be read */
    void scorecard(Place root, Place features) {
        Shape.SCORECARD.check(root);
        List<Place> catalogue = features.at("features").items();
        Set<String> known = catalogue.stream()
                .flatMap(f -> f.at("name").text().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (!known.isEmpty() && known.size() == catalogue.size()) {
            for (Place candidate : root.at("candidates").items()) {
                candidate
                        .text()
                        .filter(name -> !known.contains(name))
                        .ifPresent(name -> candidate.refuse(
                                "is '%s', which is no feature".formatted(name), String.join(", ", known)));
            }
            root.at("notScored").items().forEach(entry -> names(entry.at("when"), known));
        }
        grades(root.at("grades").items());
    }

    private static void grades(List<Place> grades) {
        Set<String> names = new LinkedHashSet<>();
        int above = Integer.MAX_VALUE;
        for (int i = 0; i < grades.size(); i++) {
            Place grade = grades.get(i);
            grade.at("name")
                    .text()
                    .filter(name -> !names.add(name))
                    .ifPresent(name -> grade.at("name").refuse("grade '%s' is given twice".formatted(name), "once"));
            Place minimum = grade.at("minScore");
            boolean isLast = i == grades.size() - 1;
            if (isLast && minimum.isPresent()) {
                minimum.refuse("stands at the last grade", "a last grade without minScore");
            }
            if (!isLast && grade.node().isObject() && !minimum.isPresent()) {
                grade.refuse("key 'minScore' is missing", "the lowest score of the grade, for all but the last");
            }
            if (minimum.whole().isPresent()) {
                int score = minimum.whole().getAsInt();
                if (score >= above) {
                    minimum.refuse(
                            "is the number %d".formatted(score),
                            "less than %d, that of the grade above".formatted(above));
                }
                above = score;
            }
        }
    }
}
