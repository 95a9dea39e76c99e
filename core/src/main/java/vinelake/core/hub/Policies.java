package vinelake.core.hub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Section.Disclosure;
import vinelake.core.policy.DisclosurePolicy;
import vinelake.core.policy.FeaturePolicy;
import vinelake.core.policy.LabelPolicy;
import vinelake.core.policy.NetworkPolicy;
import vinelake.core.policy.RetentionPolicy;
import vinelake.core.policy.ScorecardPolicy;

/** Makes the policies of files without problems. */
final class Policies {

    static NetworkPolicy network(Place root) {
        return new NetworkPolicy(
                whole(root, "windowMonths"),
                root.at("supplies").items().stream()
                        .map(supply -> new NetworkPolicy.Supply(
                                supply.at("dataset").dataset().orElseThrow(),
                                text(supply, "seller"),
                                text(supply, "buyer"),
                                text(supply, "date"),
                                text(supply, "amount"),
                                where(supply)))
                        .toList());
    }

    static FeaturePolicy features(Place root) {
        return new FeaturePolicy(
                root.at("features").items().stream().map(Policies::feature).toList());
    }

    private static FeaturePolicy.Feature feature(Place feature) {
        String name = text(feature, "name");
        String title = text(feature, "title");
        String meaning = text(feature, "meaning");
        String unit = text(feature, "unit");
        if (feature.at("metric").isPresent()) {
            return new FeaturePolicy.Metric(name, title, meaning, unit, text(feature, "metric"));
        }
        if (feature.at("formula").isPresent()) {
            return new FeaturePolicy.Formula(name, title, meaning, unit, text(feature, "formula"));
        }
        return new FeaturePolicy.Aggregate(
                name,
                title,
                meaning,
                unit,
                datasets(feature.at("datasets")),
                text(feature, "subject"),
                feature.at("date").rawText().orElseThrow(),
                whole(feature, "windowMonths"),
                where(feature),
                text(feature, "value"),
                feature.at("none").node().isNull() ? null : number(feature, "none"));
    }

    static LabelPolicy label(Place root) {
        return new LabelPolicy(
                root.at("dataset").dataset().orElseThrow(),
                text(root, "subject"),
                root.at("date").rawText().orElseThrow(),
                text(root, "population"),
                text(root, "event"),
                whole(root, "windowMonths"),
                text(root, "meaning"));
    }

    static ScorecardPolicy scorecard(Place root) {
        return new ScorecardPolicy(
                root.at("candidates").items().stream()
                        .map(candidate -> candidate.text().orElseThrow())
                        .toList(),
                whole(root, "maxBins"),
                number(root, "minBinShare"),
                number(root, "minInformationValue"),
                whole(root, "maxFeatures"),
                whole(root, "baseScore"),
                number(root, "baseOdds"),
                whole(root, "pointsToDoubleOdds"),
                whole(root, "folds"),
                root.at("ridge").node().asDouble(0),
                root.at("notScored").items().stream()
                        .map(entry -> new ScorecardPolicy.NotScored(text(entry, "when"), text(entry, "reason")))
                        .toList(),
                root.at("grades").items().stream()
                        .map(grade -> new ScorecardPolicy.Grade(
                                text(grade, "name"),
                                grade.at("minScore").whole().orElse(ScorecardPolicy.Grade.NO_MINIMUM),
                                text(grade, "meaning")))
                        .toList());
    }

    static DisclosurePolicy disclosure(Place root) {
        var overrides = new LinkedHashMap<DatasetName, Disclosure>();
        root.at("overrides")
                .items()
                .forEach(entry ->
                        overrides.put(entry.at("dataset").dataset().orElseThrow(), disclosed(entry.at("disclosure"))));
        Place adverse = root.at("adverse");
        return new DisclosurePolicy(
                disclosed(root.at("assessment")),
                disclosed(root.at("network")),
                overrides,
                adverse.isPresent()
                        ? Optional.of(new DisclosurePolicy.Adverse(
                                adverse.at("personKinds").items().stream()
                                        .map(kind -> kind.text().orElseThrow())
                                        .collect(Collectors.toSet()),
                                whole(adverse, "years"),
                                adverse.at("datasets").items().stream()
                                        .collect(Collectors.toMap(
                                                entry -> entry.at("dataset")
                                                        .dataset()
                                                        .orElseThrow(),
                                                entry -> text(entry, "endedOn")))))
                        : Optional.empty());
    }

    static RetentionPolicy retention(Place root) {
        return new RetentionPolicy(root.at("landingDays").whole());
    }

    private static Disclosure disclosed(Place place) {
        return Disclosure.valueOf(place.text().orElseThrow().toUpperCase(Locale.ROOT));
    }

    static List<DatasetName> datasets(Place list) {
        return list.items().stream().map(item -> item.dataset().orElseThrow()).toList();
    }

    private static String text(Place place, String key) {
        return place.at(key).text().orElseThrow();
    }

    private static String where(Place place) {
        return place.at("where").text().orElse("true");
    }

    private static int whole(Place place, String key) {
        return place.at(key).whole().orElseThrow();
    }

    private static double number(Place place, String key) {
        return place.at(key).node().asDouble();
    }

    private Policies() {}
}
