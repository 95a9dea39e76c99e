package vinelake.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractExample;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Term;

/** A dataset whose contract has earlier versions beside it. */
class ContractVersionsTest {

    private static final DatasetName ENTERPRISE = DatasetName.parse("registry/enterprise");
    private static final String EARLIER = "contracts/registry/enterprise@1.0.0.odcs.yaml";
    private static final String MODE = "  - { property: mode, value: snapshot }\n";
    private static final LocalDate MONTH_13 = LocalDate.of(2026, 1, 1);

    @TempDir
    private Path folder;

    private HubCopy copy;

    /** The current version is 2.1.0; the one before it said the same. */
    @BeforeEach
    void layAVersionBeside() {
        copy = HubCopy.into(folder);
        copy.write(EARLIER, copy.text(HubCopy.CONTRACT))
                .edit(EARLIER, "version: 2.1.0", "version: 1.0.0")
                .edit(HubCopy.CONTRACT, MODE, MODE + holdsFrom("2026-01-01"));
    }

    private static String holdsFrom(String date) {
        return "  - { property: holdsFrom, value: \"%s\" }\n".formatted(date);
    }

    private Contract contract() {
        return HubFolder.load(folder).contract(ENTERPRISE);
    }

    @Test
    void readsWhichVersionHoldsWhen() {
        copy.write("contracts/registry/enterprise@1.2.0.odcs.yaml", copy.text(EARLIER))
                .edit("contracts/registry/enterprise@1.2.0.odcs.yaml", "version: 1.0.0", "version: 1.2.0")
                .edit("contracts/registry/enterprise@1.2.0.odcs.yaml", MODE, MODE + holdsFrom("2025-07-01"));

        var contract = contract();

        assertThat(HubFolder.load(folder).contracts()).hasSize(2);
        assertThat(contract.versions())
                .extracting(
                        v -> v.file() + " " + v.term().from() + " " + v.term().to())
                .containsExactly(
                        EARLIER + " Optional.empty Optional[2025-06-30]",
                        "contracts/registry/enterprise@1.2.0.odcs.yaml Optional[2025-07-01] Optional[2025-12-31]",
                        HubCopy.CONTRACT + " Optional[2026-01-01] Optional.empty");
        assertThat(List.of(
                        contract.on(LocalDate.of(1999, 1, 1)).version(),
                        contract.on(LocalDate.of(2025, 6, 30)).version(),
                        contract.on(LocalDate.of(2025, 7, 1)).version(),
                        contract.on(LocalDate.of(2025, 12, 31)).version(),
                        contract.on(MONTH_13).version()))
                .containsExactly("1.0.0", "1.0.0", "1.2.0", "1.2.0", "2.1.0");
    }

    @Test
    void keepsAVersionsDigestWhenAnotherComesAfterIt() {
        var alone = HubCopy.into(folder.resolve("alone"));
        alone.write(HubCopy.CONTRACT, copy.text(EARLIER));

        assertThat(contract().earlier())
                .extracting(Contract::ruleVersion)
                .containsExactly(
                        HubFolder.load(alone.folder()).contract(ENTERPRISE).ruleVersion());
    }

    @Test
    void givesAnEarlierVersionTheColumnsOfTheCurrentOne() {
        // The current examples deliver the column that is no longer delivered.
        copy.delete(HubCopy.EXAMPLES)
                .edit(EARLIER, "decimal(20,4)", "decimal(19,4)")
                .edit(EARLIER, "physicalName: 企业名称", "physicalName: 名称")
                .edit(
                        EARLIER,
                        "      - name: founded_on\n        physicalName: 成立日期\n        businessName: 成立日期\n        logicalType: date\n",
                        "")
                .edit(
                        HubCopy.CONTRACT,
                        "        physicalName: \"#6\"\n        businessName: 登记状态\n        logicalType: string\n        customProperties:\n",
                        "        businessName: 登记状态\n        logicalType: string\n        customProperties:\n          - { property: delivered, value: false }\n");

        var contract = contract();
        var earlier = contract.on(LocalDate.of(2025, 12, 31));

        assertThat(earlier.columns())
                .extracting(c -> c.name())
                .isEqualTo(contract.columns().stream().map(c -> c.name()).toList());
        var capital = earlier.column("capital_cny").orElseThrow();
        assertThat(capital.type()).isEqualTo(ColumnType.decimal(20, 4));
        assertThat(capital.readAs()).isEqualTo(ColumnType.decimal(19, 4));
        assertThat(earlier.column("name").orElseThrow().source()).isEqualTo("名称");
        assertThat(earlier.column("founded_on").orElseThrow().isDelivered()).isFalse();
        assertThat(earlier.column("status").orElseThrow().source()).isEqualTo("#6");
        assertThat(contract.column("status").orElseThrow().isDelivered()).isFalse();
        assertThat(contract.column("founded_on").orElseThrow().source()).isEqualTo("成立日期");
    }

    @Test
    void readsTheExamplesOfEachVersion() {
        copy.write(
                "contracts/registry/enterprise@1.0.0.examples.yaml",
                "examples:\n  - name: no name\n    row: { 企业名称: \"\" }\n    broken: [name.required, uscc.required]\n");

        assertThat(HubFolder.examples(folder).get(ENTERPRISE))
                .hasSize(3)
                .contains(new ContractExample(
                        "no name",
                        Map.of("企业名称", ""),
                        Map.of(),
                        List.of("name.required", "uscc.required"),
                        Optional.of("1.0.0")));
    }

    @Test
    void allowsADateWithoutEarlierVersions() {
        copy.delete(EARLIER);

        assertThat(contract().term()).isEqualTo(new Term(Optional.of(MONTH_13), Optional.empty()));
        assertThat(contract().problemOn(MONTH_13)).isEmpty();
        assertThat(contract().problemOn(LocalDate.of(2025, 12, 31)))
                .hasValueSatisfying(
                        problem -> assertThat(problem)
                                .startsWith(
                                        HubCopy.CONTRACT
                                                + ": no version of the contract holds on 2025-12-31, the oldest holds from 2026-01-01"));
    }

    @Test
    void refusesNamesThatAreNotTheVersions() {
        copy.edit(EARLIER, "version: 1.0.0", "version: 1.0.1")
                .write("contracts/registry/licence@1.0.0.odcs.yaml", copy.text(EARLIER))
                .write("contracts/registry/enterprise@1.0.1.examples.yaml", "examples: []\n");

        assertThat(copy.problems())
                .contains(
                        EARLIER + ": /version: is '1.0.1'. Allowed: 1.0.0, the version in the name of the file",
                        "contracts/registry/licence@1.0.0.odcs.yaml: has no current version beside it. Allowed: a version before registry/licence.odcs.yaml",
                        "contracts/registry/enterprise@1.0.1.examples.yaml: has no contract beside it. Allowed: examples of registry/enterprise@1.0.1.odcs.yaml");
    }

    @Test
    void refusesVersionsThatDoNotRiseWithTheirDates() {
        copy.edit(EARLIER, MODE, MODE + holdsFrom("2026-01-01"));
        assertThat(copy.problems())
                .containsExactly(HubCopy.CONTRACT + ": /customProperties/1/value: is 2026-01-01, and " + EARLIER
                        + " holds from 2026-01-01. Allowed: a later date for a higher version");

        copy.edit(HubCopy.CONTRACT, "version: 2.1.0", "version: 1.0.0");
        assertThat(copy.problems())
                .containsExactly(HubCopy.CONTRACT + ": /version: is '1.0.0', not above that of " + EARLIER
                        + ". Allowed: a version above all earlier ones");

        copy.edit(HubCopy.CONTRACT, "version: 1.0.0", "version: 1.0.0-rc1");
        assertThat(copy.problems()).singleElement().asString().contains("/version: is '1.0.0-rc1', not above");

        copy.edit(HubCopy.CONTRACT, "version: 1.0.0-rc1", "version: 1.10.0")
                .edit(HubCopy.CONTRACT, holdsFrom("2026-01-01"), holdsFrom("2026-02-01"));
        assertThat(copy.problems()).isEmpty();
    }

    @Test
    void refusesAVersionWithoutADateOrWithNone() {
        copy.edit(HubCopy.CONTRACT, holdsFrom("2026-01-01"), "");
        assertThat(copy.problems())
                .containsExactly(
                        HubCopy.CONTRACT + ": /customProperties: has no holdsFrom, and " + EARLIER
                                + " is before it. Allowed: the first as-of date for which it holds, like { property: holdsFrom, value: \"2026-01-01\" }");

        copy.edit(HubCopy.CONTRACT, MODE, MODE + holdsFrom("2026-02-30"));
        assertThat(copy.problems())
                .containsExactly(
                        HubCopy.CONTRACT
                                + ": /customProperties/1/value: is '2026-02-30'. Allowed: a date of the calendar, like 2026-01-01");

        copy.edit(HubCopy.CONTRACT, "2026-02-30", "January");
        assertThat(copy.problems())
                .contains(
                        HubCopy.CONTRACT
                                + ": /customProperties/1/value: is 'January'. Allowed: a date like 2026-01-01, the first as-of date for which this version holds");
    }

    @Test
    void refusesRowsThatDoNotFitOneTable() {
        copy.edit(EARLIER, "value: snapshot", "value: upsert")
                .edit(EARLIER, "decimal(20,4)", "decimal(18,2)")
                .edit(EARLIER, "name: founded_on", "name: born_on")
                .edit(EARLIER, "        primaryKey: true\n", "")
                .edit(
                        EARLIER,
                        "          - { property: identifier, value: uscc }\n",
                        "          - { property: values, value: { a: b } }\n")
                .edit(
                        EARLIER,
                        "        logicalType: string\n        required: true\n",
                        "        logicalType: string\n        required: true\n        primaryKey: true\n")
                .edit(EARLIER, "        classification: personal\n", "");

        String properties = HubCopy.CONTRACT + ": /schema/0/properties";
        assertThat(copy.problems())
                .containsExactlyInAnyOrder(
                        HubCopy.CONTRACT + ": /customProperties/0/value: is snapshot, and " + EARLIER
                                + " has upsert. Allowed: the mode of earlier versions. Give records of another mode a dataset of another name",
                        properties + ": lacks born_on, which " + EARLIER
                                + " has. Allowed: every column of earlier versions. Keep it; if its files no longer have it, with the custom property { property: delivered, value: false }",
                        properties + "/0: is a key, and none in " + EARLIER
                                + ". Allowed: the key columns of earlier versions",
                        properties + "/0: has the identifier uscc, and no identifier in " + EARLIER
                                + ". Allowed: the same identifier in all versions",
                        properties + "/1: is no key, and one in " + EARLIER
                                + ". Allowed: the key columns of earlier versions",
                        properties + "/2: is DECIMAL(20,4), and DECIMAL(18,2) in " + EARLIER
                                + ". Allowed: the type of earlier versions, or more digits before the point of a decimal. Give the new one a column of another name",
                        properties + "/5: is personal, and not in " + EARLIER
                                + ". Allowed: the same classification in all versions");
    }

    @Test
    void refusesAKeyThatAnEarlierVersionLacks() {
        copy.edit(
                        EARLIER,
                        "      - name: name\n        physicalName: 企业名称\n        businessName: 企业名称\n        logicalType: string\n        required: true\n",
                        "")
                .edit(
                        HubCopy.CONTRACT,
                        "        required: true\n",
                        "        required: true\n        primaryKey: true\n");

        assertThat(copy.problems())
                .containsExactly(HubCopy.CONTRACT + ": /schema/0/properties/1: is a key, and " + EARLIER
                        + " lacks it. Allowed: the key columns of earlier versions");
    }

    @Test
    void refusesThePathOfAnotherDatasetInAnyVersion() {
        copy.edit(EARLIER, "path: registry/enterprise_{as_of_date}*.txt", "path: invoice/sale_{as_of_date}.txt")
                .edit(HubCopy.SALE, path(HubCopy.SALE), "path: invoice/sale_{as_of_date}.txt");

        assertThat(copy.problems())
                .containsExactlyInAnyOrder(
                        EARLIER + ": /servers/0/path: is 'invoice/sale_{as_of_date}.txt', the path of " + HubCopy.SALE
                                + ". Allowed: a pattern of its own, so that a file belongs to one dataset",
                        HubCopy.SALE + ": /servers/0/path: is 'invoice/sale_{as_of_date}.txt', the path of " + EARLIER
                                + ". Allowed: a pattern of its own, so that a file belongs to one dataset");
    }

    private String path(String file) {
        return copy.text(file)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("path: "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void refusesAColumnThatIsNeededAndNotDelivered() {
        copy.edit(
                        HubCopy.CONTRACT,
                        "          - { property: identifier, value: uscc }\n",
                        "          - { property: identifier, value: uscc }\n          - { property: delivered, value: false }\n")
                .edit(
                        HubCopy.CONTRACT,
                        "        logicalType: string\n        required: true\n",
                        "        logicalType: string\n        required: true\n        customProperties:\n          - { property: delivered, value: false }\n");

        assertThat(copy.problems())
                .contains(
                        HubCopy.CONTRACT
                                + ": /schema/0/properties/0/physicalName: is '统一社会信用代码' for a column that is not delivered. Allowed: nothing there",
                        HubCopy.CONTRACT
                                + ": /schema/0/properties/0: is a key and not delivered. Allowed: delivered: false for a column that may be blank",
                        HubCopy.CONTRACT
                                + ": /schema/0/properties/1: is required and not delivered. Allowed: delivered: false for a column that may be blank");
    }

    @Test
    void refusesAMarkAndARuleOfAColumnThatIsNotDelivered() {
        copy.edit(
                        HubCopy.CONTRACT,
                        "        physicalName: \"#6\"\n        businessName: 登记状态\n        logicalType: string\n        customProperties:\n",
                        "        businessName: 登记状态\n        logicalType: string\n        quality: [{ id: filled, metric: nullValues, mustBe: 0, description: 状态必填 }]\n        customProperties:\n          - { property: delivered, value: false }\n")
                .edit(
                        HubCopy.CONTRACT,
                        "value: snapshot }",
                        "value: upsert }\n  - { property: deletion, value: { column: status, values: [deregistered] } }");

        assertThat(copy.problems())
                .contains(
                        HubCopy.CONTRACT
                                + ": /schema/0/properties/4/quality: has rules for a column that is not delivered. Allowed: no rules there",
                        HubCopy.CONTRACT
                                + ": /customProperties/1/value/column: is 'status', which is not delivered. Allowed: a column that the files have");
    }
}
