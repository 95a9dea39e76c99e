package vinelake.core.hub;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vinelake.core.contract.ContractExample;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.RuleName;
import vinelake.core.hub.ContractFile.Column;

/**
 * The examples of a contract as their file has them.
 *
 * @param name after the file's path
 * @param versionInName of an earlier version of the contract
 */
record ExamplesFile(DatasetName name, Optional<String> versionInName, Place root) {

    void check(Datasets datasets) {
        Shape.EXAMPLES.check(root);
        versionInName
                .map(version -> datasets.find(name, version))
                .orElseGet(() -> datasets.find(name))
                .ifPresentOrElse(
                        this::checkAgainst,
                        () -> root.problems()
                                .add(
                                        root.file(),
                                        "",
                                        "has no contract beside it. Allowed: examples of %s%s.odcs.yaml"
                                                .formatted(
                                                        name,
                                                        versionInName
                                                                .map(version -> "@" + version)
                                                                .orElse(""))));
    }

    private void checkAgainst(ContractFile contract) {
        Set<String> names = new HashSet<>();
        Set<String> sources = sources(contract);
        Set<String> rules = rules(contract);
        for (Place example : root.at("examples").items()) {
            Place exampleName = example.at("name");
            exampleName
                    .text()
                    .filter(text -> !names.add(text))
                    .ifPresent(text -> exampleName.refuse("example '%s' is given twice".formatted(text), "once"));
            if (!contract.hasAllNames()) {
                continue;
            }
            example.at("row").entries().forEach((source, text) -> {
                if (!sources.contains(source)) {
                    text.refuse("'%s' is no source column".formatted(source), String.join(", ", sources));
                }
            });
            example.at("accepted").entries().forEach((column, text) -> {
                if (contract.column(column).isEmpty()) {
                    text.refuse("'%s' is no column".formatted(column), contract.columnNames());
                }
            });
            example.at("broken")
                    .items()
                    .forEach(rule -> rule.text()
                            .filter(text -> !rules.contains(text))
                            .ifPresent(text -> rule.refuse(
                                    "is '%s', which is no rule".formatted(text), String.join(", ", rules))));
        }
    }

    private static Set<String> sources(ContractFile contract) {
        Set<String> sources = new LinkedHashSet<>();
        contract.columns().forEach(c -> c.source().ifPresent(sources::add));
        contract.settings().at("ignoredColumns").items().forEach(i -> i.text().ifPresent(sources::add));
        return sources;
    }

    private static Set<String> rules(ContractFile contract) {
        Set<String> rules = new LinkedHashSet<>();
        contract.rules().forEach(rule -> rule.at("name").text().ifPresent(rules::add));
        for (Column column : contract.columns()) {
            String columnName = column.name().orElse("");
            if (column.isRequired()) {
                rules.add(RuleName.required(columnName));
            }
            if (column.place().at("logicalType").text().filter("string"::equals).isEmpty()) {
                rules.add(RuleName.type(columnName));
            }
            if (!column.values().isEmpty()) {
                rules.add(RuleName.value(columnName));
            }
        }
        rules.add(RuleName.FIELD_COUNT);
        rules.add(RuleName.CHARSET);
        rules.add(RuleName.KEY_CONFLICT);
        return rules;
    }

    /** The examples themselves; only for a file without problems. */
    List<ContractExample> examples() {
        var examples = new ArrayList<ContractExample>();
        for (Place example : root.at("examples").items()) {
            examples.add(new ContractExample(
                    example.at("name").text().orElseThrow(),
                    texts(example.at("row")),
                    texts(example.at("accepted")),
                    example.at("broken").items().stream()
                            .map(rule -> rule.text().orElseThrow())
                            .toList(),
                    versionInName));
        }
        return List.copyOf(examples);
    }

    private static Map<String, String> texts(Place map) {
        var texts = new LinkedHashMap<String, String>();
        map.entries().forEach((key, text) -> texts.put(key, text.rawText().orElseThrow()));
        return texts;
    }
}
