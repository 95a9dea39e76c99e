package vinelake.service.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import vinelake.core.contract.Contract;
import vinelake.core.hub.Hub;
import vinelake.core.policy.FeaturePolicy;
import vinelake.service.access.SectionCatalogue;

/**
 * What sections, columns and features are called. A hub says it in Chinese; in English the names themselves, which are
 * English words, have to do.
 */
final class Titles {

    private static final Pattern WINDOW = Pattern.compile(" (\\d+)m\\b");
    private static final Pattern ABOVE = Pattern.compile("(\\S+) and above");
    private static final Pattern BETWEEN = Pattern.compile("(\\S+) to below (\\S+)");
    private static final Pattern BELOW = Pattern.compile("below (\\S+)");

    private final SectionCatalogue catalogue;
    private final Map<String, String> departments;
    private final Map<String, Contract> contracts = new LinkedHashMap<>();
    private final Map<String, FeaturePolicy.Feature> features = new LinkedHashMap<>();

    Titles(Hub hub) {
        this.catalogue = SectionCatalogue.of(hub);
        this.departments = hub.departments();
        hub.contracts().forEach(contract -> contracts.put(contract.name().toString(), contract));
        hub.features().features().forEach(feature -> features.put(feature.name(), feature));
    }

    /** @param code what a form or an address says */
    record Choice(String code, String title) {}

    Optional<Contract> contract(String dataset) {
        return Optional.ofNullable(contracts.get(dataset));
    }

    String department(Language language, String name) {
        return language == Language.ZH ? departments.getOrDefault(name, name) : words(name);
    }

    String section(Language language, String name) {
        return language == Language.ZH
                ? catalogue.find(name).map(SectionCatalogue.Entry::title).orElse(name)
                : Texts.find(language, "section." + name).orElseGet(() -> words(name.replace("/", ": ")));
    }

    List<Choice> grantable(Language language) {
        return catalogue.grantable().stream()
                .map(entry -> new Choice(entry.name(), section(language, entry.name())))
                .toList();
    }

    List<Choice> all(Language language) {
        return catalogue.visible().stream()
                .map(entry -> new Choice(entry.name(), section(language, entry.name())))
                .toList();
    }

    String feature(Language language, String name) {
        return language == Language.ZH
                ? Optional.ofNullable(features.get(name))
                        .map(FeaturePolicy.Feature::title)
                        .orElse(name)
                : words(name);
    }

    String unit(Language language, String feature) {
        var unit = Optional.ofNullable(features.get(feature))
                .map(FeaturePolicy.Feature::unit)
                .orElse("");
        return language == Language.ZH
                ? unit
                : Texts.find(language, "unit." + unit).orElse("");
    }

    /** @param chinese what the contract calls it */
    String column(Language language, String name, String chinese) {
        if (language == Language.EN) {
            return words(name);
        }
        return name.endsWith("_cny") ? chinese + "（元）" : chinese;
    }

    /** The bin of a value, which the model says in English. */
    String bin(Language language, String bin) {
        if (language == Language.EN) {
            return bin;
        }
        var text = ABOVE.matcher(bin).replaceAll("$1 及以上");
        text = BETWEEN.matcher(text).replaceAll("$1 至 $2（不含）");
        text = BELOW.matcher(text).replaceAll("低于 $1");
        return text.replace("missing", "无数据").replace("any value", "任意值");
    }

    /** {@code late_filing_share_12m} is "Late filing share, 12 months". */
    static String words(String name) {
        var text = WINDOW.matcher(name.replace('_', ' '))
                .replaceAll(", $1 months")
                .replaceAll(" cny 10k$", " (10,000 yuan)")
                .replaceAll(" cny$", " (yuan)")
                .replaceAll(" cny,", " (yuan),")
                .replaceAll(" kwh$", " (kWh)")
                .replaceAll(" m3$", " (m³)")
                .replaceAll("\\buscc\\b", "credit code")
                .replaceAll("\\bvat\\b", "VAT");
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
