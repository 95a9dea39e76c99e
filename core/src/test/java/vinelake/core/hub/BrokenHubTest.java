package vinelake.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault in a hub that is valid otherwise is named with its place, its value and what is allowed. */
class BrokenHubTest {

    private static final String CONTRACT = HubCopy.CONTRACT;
    private static final String SALE = HubCopy.SALE;
    private static final String EXAMPLES = HubCopy.EXAMPLES;
    private static final String FEATURES = "policy/features.yaml";
    private static final String SCORECARD = "policy/scorecard.yaml";

    @TempDir
    private Path folder;

    /** A rule of whole deliveries before the others. */
    private static Arguments promise(String keys, String problem) {
        return arguments(
                CONTRACT,
                "    quality:\n",
                "    quality:\n      - { name: kept, type: library, %s, description: 承诺 }\n".formatted(keys),
                "/schema/0/quality/0" + problem);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                // A contract against its path
                arguments(
                        CONTRACT, "domain: registry", "domain: tax", "/domain: is 'tax'. Allowed: registry, the name"),
                arguments(
                        CONTRACT,
                        "- name: enterprise",
                        "- name: firm",
                        "/schema/0/name: is 'firm'. Allowed: enterprise,"),
                arguments(
                        CONTRACT,
                        "id: registry-enterprise",
                        "id: invoice-sale",
                        "/id: is 'invoice-sale', the id of " + SALE),
                // Deletion marks
                arguments(
                        CONTRACT,
                        "value: snapshot }",
                        "value: snapshot }\n  - { property: deletion, value: { column: status, values: [deregistered] } }",
                        "/customProperties/1/value: stands beside a mode that is not upsert"),
                arguments(
                        CONTRACT,
                        "value: snapshot }",
                        "value: upsert }\n  - { property: deletion, value: { column: state, values: [deregistered] } }",
                        "/customProperties/1/value/column: is 'state', which is no column"),
                arguments(
                        CONTRACT,
                        "value: snapshot }",
                        "value: upsert }\n  - { property: deletion, value: { column: uscc, values: [x] } }",
                        "/customProperties/1/value/column: is 'uscc', which is a key"),
                arguments(
                        CONTRACT,
                        "value: snapshot }",
                        "value: upsert }\n  - { property: deletion, value: { column: founded_on, values: [2026-01-01] } }",
                        "/customProperties/1/value/column: is 'founded_on' of type DATE"),
                arguments(
                        CONTRACT,
                        "value: snapshot }",
                        "value: upsert }\n  - { property: deletion, value: { column: status, values: [\" x\"] } }",
                        "/customProperties/1/value/values/0: is ' x'. Allowed: text of type STRING"),
                // Columns and sources
                arguments(
                        CONTRACT,
                        "- name: founded_on",
                        "- name: name",
                        "/schema/0/properties/3/name: column 'name' is given twice"),
                arguments(
                        CONTRACT,
                        "physicalName: 成立日期",
                        "physicalName: 企业名称",
                        "/schema/0/properties/3/physicalName: is '企业名称', the source of column name. Allowed: a source once"),
                arguments(
                        CONTRACT,
                        "value: [备注",
                        "value: [成立日期",
                        "/customProperties/1/value/0: is '成立日期', the source of column founded_on. Allowed: a source column is either"),
                arguments(
                        CONTRACT,
                        "\"#9\"",
                        "\"#0\"",
                        "/customProperties/1/value/1: is '#0'. Allowed: a position counts from #1"),
                arguments(
                        CONTRACT,
                        "value: present",
                        "value: absent",
                        "/schema/0/properties/0/physicalName: is '统一社会信用代码' in a file without a header"),
                arguments(
                        CONTRACT,
                        "        primaryKey: true\n",
                        "",
                        "/customProperties/0/value: is snapshot and no column is a key"),
                arguments(
                        CONTRACT,
                        "primaryKey: true",
                        "primaryKey: true\n        required: false",
                        "/schema/0/properties/0/required: is false for a key"),
                arguments(
                        CONTRACT,
                        "primaryKey: true",
                        "primaryKey: true\n        classification: personal",
                        "/schema/0/properties/0/classification: is personal for a key"),
                arguments(
                        CONTRACT,
                        "primaryKey: true",
                        "primaryKey: true\n        classification: personal",
                        "/schema/0/properties/0/classification: is personal for an identifier"),
                arguments(
                        CONTRACT,
                        "property: identifier, value: uscc",
                        "property: identifier, value: USCC",
                        "/schema/0/properties/0/customProperties/0/value: is 'USCC'. Allowed: uscc, organization_code,"),
                // Types and values
                arguments(
                        CONTRACT,
                        "decimal(20,4)",
                        "decimal(20,21)",
                        "/schema/0/properties/2/physicalType: is decimal(20,21). Allowed: precision 1 to 38"),
                arguments(
                        CONTRACT,
                        "decimal(20,4)",
                        "double",
                        "/schema/0/properties/2/physicalType: is 'double'. Allowed: decimal(p,s)"),
                arguments(
                        CONTRACT,
                        "        physicalType: decimal(20,4)\n",
                        "",
                        "/schema/0/properties/2: key 'physicalType' is missing"),
                arguments(
                        CONTRACT,
                        "logicalType: date",
                        "logicalType: date\n        physicalType: decimal(8,0)",
                        "/schema/0/properties/3/physicalType: stands beside a logicalType that is not number"),
                arguments(
                        CONTRACT,
                        "logicalType: date",
                        "logicalType: array",
                        "/schema/0/properties/3/logicalType: is 'array'. Allowed: string, date,"),
                arguments(
                        CONTRACT,
                        "{ 存续: active",
                        "{ \" 存续\": active",
                        "values: key ' 存续' has blanks around it"
                                .replace("values", "/schema/0/properties/4/customProperties/0/value")),
                arguments(
                        CONTRACT,
                        "[无, NULL]",
                        "[无, 注销]",
                        "/schema/0/properties/4/customProperties/0/value: key '注销' is among nullValues"),
                arguments(
                        CONTRACT,
                        "存续: active",
                        "存续: \"\"",
                        "/schema/0/properties/4/customProperties/0/value/存续: is ''. Allowed: text of type STRING"),
                arguments(
                        SALE,
                        "logicalType: boolean }",
                        "logicalType: boolean, customProperties: [{ property: values, value: { 是: ja } }] }",
                        "/schema/0/properties/4/customProperties/0/value/是: is 'ja'. Allowed: text of type BOOLEAN"),
                arguments(
                        SALE,
                        "logicalType: boolean }",
                        "logicalType: integer, customProperties: [{ property: values, value: { 是: \"1.0\" } }] }",
                        "/schema/0/properties/4/customProperties/0/value/是: is '1.0'. Allowed: text of type BIGINT"),
                // Files
                arguments(
                        CONTRACT,
                        "registry/enterprise_{as_of_date}*.txt",
                        "\"{as_of_date}/e_{as_of_date}.txt\"",
                        "which has {as_of_date} more than once"),
                arguments(
                        CONTRACT,
                        "registry/enterprise_{as_of_date}*.txt",
                        "\"{asof}.txt\"",
                        "is '{asof}.txt', which has the character '{'"),
                arguments(
                        CONTRACT,
                        "registry/enterprise_{as_of_date}*.txt",
                        "../e.txt",
                        "is '../e.txt', which has a name that is empty, . or .."),
                arguments(
                        CONTRACT,
                        "registry/enterprise_{as_of_date}*.txt",
                        "/srv/e.txt",
                        "is '/srv/e.txt', which is absolute"),
                arguments(CONTRACT, "registry/enterprise_{as_of_date}*.txt", "registry/**/e.txt", "which has **"),
                arguments(
                        CONTRACT,
                        "registry/enterprise_{as_of_date}*.txt",
                        "invoice/*.csv",
                        "/servers/0/path: is 'invoice/*.csv', the path of " + SALE),
                arguments(
                        CONTRACT,
                        "GB18030",
                        "GB-18031",
                        "/servers/0/customProperties/0/value: is 'GB-18031', which this Java does not know"),
                arguments(
                        CONTRACT,
                        "value: \",\"",
                        "value: \", \"",
                        "/servers/0/customProperties/1/value: is ', '. Allowed: one ASCII character"),
                arguments(
                        CONTRACT,
                        "value: \",\"",
                        "value: \"，\"",
                        "/servers/0/customProperties/1/value: is '，'. Allowed: one ASCII character"),
                arguments(
                        SALE,
                        "value: '\"'",
                        "value: \"|\"",
                        "/servers/0/customProperties/2/value: is '|'. Allowed: one ASCII character that is neither blank nor"),
                arguments(
                        SALE,
                        "property: quote",
                        "property: delimiter",
                        "/servers/0/customProperties/2/property: 'delimiter' is given twice. Allowed: once"),
                arguments(
                        SALE,
                        "property: quote",
                        "property: quotes",
                        "/servers/0/customProperties: key 'quotes' is not known. Allowed: charset, delimiter, quote, header"),
                // Settings
                arguments(
                        CONTRACT,
                        "disclosure: open",
                        "disclosure: public",
                        "/customProperties/5/value/disclosure: is 'public'. Allowed: open, authorized, internal"),
                arguments(CONTRACT, "登记注册基本信息", "登记信息", "/customProperties/4/value: is '登记信息'. Allowed: 登记注册基本信息, "),
                arguments(
                        CONTRACT,
                        "  - { property: legalBasis, value: 公共信用信息归集目录 }\n",
                        "",
                        "/customProperties: key 'legalBasis' is missing. Allowed: the law"),
                arguments(
                        CONTRACT,
                        "value: 120",
                        "value: 0",
                        "/customProperties/6/value: is the number 0. Allowed: whole months from 1 to 1200"),
                arguments(
                        CONTRACT,
                        "- name: capital_is_not_negative",
                        "- name: field_count",
                        "/schema/0/quality/0/name: is 'field_count', a rule that every contract has"),
                arguments(
                        CONTRACT,
                        "status: active",
                        "status: active\nroles: []",
                        "key 'roles' is not known. Allowed: apiVersion,"),
                // Promises of whole deliveries
                promise(
                        "metric: rowCount, mustBeBetween: [9, 2]",
                        "/mustBeBetween: goes from 9 to 2. Allowed: the smallest"),
                promise("metric: rowCount", ": has no operator. Allowed: one of mustBe,"),
                promise(
                        "metric: rowCount, mustBe: 1, mustNotBe: 2",
                        ": has the operators mustBe, mustNotBe. Allowed: one of mustBe,"),
                promise("metric: rowCount, mustBe: many", "/mustBe: is 'many'. Allowed: a number"),
                promise("metric: freshness, mustBe: 1", "/metric: is 'freshness'. Allowed: rowCount,"),
                promise("metric: rowCount, unit: percent, mustBe: 1", "/unit: is 'percent'. Allowed: rows,"),
                promise("metric: duplicateValues, mustBe: 0", ": names no columns. Allowed: arguments:"),
                promise(
                        "metric: duplicateValues, mustBe: 0, arguments: {properties: [phone]}",
                        "/arguments/properties/0: is 'phone'. Allowed: uscc,"),
                arguments(
                        CONTRACT,
                        "status: active",
                        "status: active\nslaProperties:\n  - { property: latency, value: 3, unit: d }",
                        "/slaProperties/0: stands beside no frequency. Allowed: days of grace"),
                arguments(
                        CONTRACT,
                        "status: active",
                        "status: active\nslaProperties:\n  - { property: frequency, value: 0, unit: m }",
                        "/slaProperties/0/value: is the number 0. Allowed: 1 or more"),
                arguments(
                        CONTRACT,
                        "  - { property: retentionMonths",
                        "  - { property: usualRows, value: { from: 200, to: 50 } }\n  - { property: retentionMonths",
                        "goes from 200 to 50. Allowed: from at most to, in percent"),
                arguments(
                        CONTRACT,
                        "  - { property: retentionMonths",
                        "  - { property: manifest, value: /manifest.json }\n  - { property: retentionMonths",
                        "is '/manifest.json', which is absolute. Allowed: a path below"),
                arguments(
                        CONTRACT,
                        "status: active",
                        "status: active\nstatus: draft",
                        "/status: line 7: key 'status' is given twice. Allowed: once"),
                // Examples
                arguments(
                        EXAMPLES,
                        "[capital_is_not_negative]",
                        "[capital_cny.value]",
                        "/examples/0/broken/0: is 'capital_cny.value', which is no rule. Allowed: capital_is_not_negative, uscc.required, name.required, capital_cny.type, founded_on.type, status.value, field_count"),
                arguments(
                        EXAMPLES,
                        "\"#9\": x",
                        "\"#8\": x",
                        "/examples/0/row/#8: '#8' is no source column. Allowed: 统一社会信用代码,"),
                arguments(
                        EXAMPLES,
                        "{ status: deregistered",
                        "{ state: deregistered",
                        "/examples/1/accepted/state: 'state' is no column. Allowed: uscc,"),
                arguments(
                        EXAMPLES,
                        "name: an enterprise that ended",
                        "name: capital below zero",
                        "/examples/1/name: example 'capital below zero' is given twice"),
                arguments(
                        EXAMPLES,
                        "    broken: [capital_is_not_negative]",
                        "    broken: [capital_is_not_negative]\n    accepted: { name: 甲 }",
                        "/examples/0: key 'accepted' is not known. Allowed: name, row, broken"),
                arguments(
                        EXAMPLES,
                        "    broken: [capital_is_not_negative]\n",
                        "",
                        "/examples/0: key 'accepted' is missing"),
                // hub.yaml
                arguments(
                        "hub.yaml",
                        "Asia/Shanghai",
                        "Asia/Suzhou",
                        "/timeZone: is 'Asia/Suzhou'. Allowed: a time zone"),
                arguments(
                        "hub.yaml",
                        "[registry/enterprise]",
                        "[registry/firm]",
                        "/spine/datasets/0: is 'registry/firm', which has no contract. Allowed: invoice/sale, registry/enterprise"),
                arguments(
                        "hub.yaml",
                        "scheme: uscc",
                        "scheme: code",
                        "/spine/datasets/0: is 'registry/enterprise', where 0 columns have the identifier code"),
                arguments(
                        "hub.yaml",
                        "[registry/enterprise]",
                        "[invoice/sale]",
                        "/spine/datasets/0: is 'invoice/sale', where 2 columns have the identifier uscc"),
                arguments(
                        "hub.yaml",
                        "nameColumn: name",
                        "nameColumn: title",
                        "/spine/nameColumn: is 'title', which is no column of registry/enterprise"),
                arguments(
                        "hub.yaml",
                        "landing: ../landing",
                        "landing: s3a://lake/in",
                        "/landing: is 's3a://lake/in'. Allowed: a folder of this machine"),
                arguments(
                        "hub.yaml",
                        "lake: s3a://lake/city",
                        "lake: ../landing/lake",
                        "/lake: and landing lie in each other"),
                arguments(
                        "hub.yaml",
                        "lake: s3a://lake/city",
                        "lake: \"s3a://lake/ci ty\"",
                        "/lake: is 's3a://lake/ci ty': Illegal character"),
                arguments(
                        "hub.yaml",
                        ", environment: VINELAKE_PERSONAL_KEY",
                        "",
                        "/keys/personalData: has environment and file, or none of them"),
                arguments(
                        "hub.yaml",
                        "environment: VINELAKE_PERSONAL_KEY",
                        "file: ../key",
                        "/keys/personalData/file: is '../key'. Allowed: a path below"),
                arguments(
                        "hub.yaml",
                        "version: 2, environment: VINELAKE_PERSONAL_KEY",
                        "version: 2, environment: VINELAKE_PERSONAL_KEY, former: [{ version: 2, file: k }]",
                        "/keys/personalData/former/0/version: is 2. Allowed: versions below"),
                arguments(
                        "hub.yaml",
                        "version: 2, environment: VINELAKE_PERSONAL_KEY",
                        "version: 2, environment: VINELAKE_PERSONAL_KEY, former: [{ version: 1 }]",
                        "/keys/personalData/former/0: has environment and file, or none of them"),
                // Policies
                arguments(
                        "policy/network.yaml",
                        "dataset: invoice/sale",
                        "dataset: invoice/sales",
                        "/supplies/0/dataset: is 'invoice/sales', which has no contract"),
                arguments(
                        "policy/network.yaml",
                        "seller: seller",
                        "seller: net_cny",
                        "/supplies/0/seller: is 'net_cny', which has no identifier in invoice/sale"),
                arguments(
                        "policy/network.yaml",
                        "buyer: buyer",
                        "buyer: seller",
                        "/supplies/0/buyer: is 'seller', like the seller"),
                arguments(
                        "policy/network.yaml",
                        "amount: net_cny",
                        "amount: issued_on",
                        "/supplies/0/amount: is 'issued_on', of type date in invoice/sale. Allowed: a column of type number or integer"),
                arguments(
                        "policy/network.yaml",
                        "date: issued_on",
                        "date: issued",
                        "/supplies/0/date: is 'issued', which is no column of invoice/sale. Allowed: seller, buyer,"),
                arguments(
                        FEATURES,
                        "date: issued_on",
                        "date: net_cny",
                        "/features/0/date: is 'net_cny', of type number in invoice/sale. Allowed: a column of type date"),
                arguments(
                        FEATURES,
                        "subject: seller",
                        "subject: is_overdue",
                        "/features/0/subject: is 'is_overdue', which has no identifier"),
                arguments(
                        FEATURES,
                        "date: \"\", windowMonths: 0",
                        "date: \"\", windowMonths: 6",
                        "/features/1/date: is \"\" with windowMonths 6"),
                arguments(
                        FEATURES,
                        "metric: degree_customers",
                        "metric: degree",
                        "/features/2/metric: is 'degree'. Allowed: degree_customers, degree_suppliers,"),
                arguments(
                        FEATURES,
                        "sales_cny / capital_cny",
                        "sales / capital_cny",
                        "/features/3/formula: names 'sales', which is no feature that stands before. Allowed: sales_cny, capital_cny, customers"),
                arguments(
                        FEATURES,
                        "sales_cny / capital_cny",
                        "turnover / capital_cny",
                        "/features/3/formula: names 'turnover', which is no feature that stands before"),
                arguments(
                        FEATURES,
                        "name: turnover",
                        "name: customers",
                        "/features/3/name: feature 'customers' is given twice"),
                arguments(FEATURES, ", none: 0 ", "", "/features/0: key 'none' is missing. Allowed: a number, or null"),
                arguments(
                        FEATURES,
                        "none: 0",
                        "none: .nan",
                        "/features/0/none: line 3: is .nan. Allowed: a finite number"),
                arguments(
                        "policy/label.yaml",
                        "windowMonths: 12",
                        "windowMonths: 0",
                        "/date: is 'issued_on' with windowMonths 0"),
                arguments("policy/label.yaml", "date: issued_on", "date: \"\"", "/date: is '' with windowMonths 12"),
                arguments(
                        "policy/label.yaml",
                        "subject: seller",
                        "subject: borrower",
                        "/subject: is 'borrower', which is no column of invoice/sale"),
                arguments(
                        "policy/label.yaml",
                        "population: net_cny > 0",
                        "population: true",
                        "/population: is the truth value true. Allowed: a SQL expression"),
                arguments(
                        SCORECARD,
                        "turnover, customers",
                        "turnover, rating",
                        "/candidates/2: is 'rating', which is no feature. Allowed: sales_cny,"),
                arguments(
                        SCORECARD,
                        "when: sales_cny = 0",
                        "when: sale_cny = 0",
                        "/notScored/0/when: names 'sale_cny', which is no feature"),
                arguments(
                        SCORECARD,
                        "minScore: 600",
                        "minScore: 700",
                        "/grades/1/minScore: is the number 700. Allowed: less than 700, that of the grade above"),
                arguments(
                        SCORECARD,
                        "name: C,",
                        "name: C, minScore: 100,",
                        "/grades/2/minScore: stands at the last grade"),
                arguments(SCORECARD, "minScore: 700, ", "", "/grades/0: key 'minScore' is missing"),
                arguments(SCORECARD, "name: B", "name: A", "/grades/1/name: grade 'A' is given twice"),
                arguments(
                        SCORECARD,
                        "minBinShare: 0.05",
                        "minBinShare: 0.6",
                        "/minBinShare: is the number 0.6. Allowed: a number above 0, up to 0.5"),
                arguments(
                        SCORECARD,
                        "[sales_cny, turnover, customers]",
                        "&a [sales_cny]\nmaxBins: *a",
                        "/maxBins: line 2: is an alias. Allowed: the value itself"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("faults")
    void namesTheFaultWithItsPlaceAndWhatIsAllowed(String file, String text, String replacement, String problem) {
        List<String> problems =
                HubCopy.into(folder).edit(file, text, replacement).problems();

        assertThat(problems)
                .allSatisfy(p -> assertThat(p).contains(". Allowed: "))
                .anySatisfy(p -> assertThat(p).startsWith(file + ": ").contains(problem));
    }

    @Test
    void wantsAKeyForPersonalColumns() {
        HubCopy copy = HubCopy.into(folder)
                .edit("hub.yaml", "  personalData: { version: 2, environment: VINELAKE_PERSONAL_KEY }\n", "");

        assertThat(copy.problems())
                .containsExactly(
                        CONTRACT + ": /schema/0/properties/5/classification: is personal, and hub.yaml names no"
                                + " key. Allowed: personal columns in a hub with keys.personalData");
    }

    @Test
    void wantsAKeyOfTheLandingZoneForPersonalColumns() {
        HubCopy copy = HubCopy.into(folder)
                .edit("hub.yaml", "  landing: { version: 1, environment: VINELAKE_LANDING_KEY }\n", "");

        assertThat(copy.problems())
                .containsExactly(
                        CONTRACT + ": /schema/0/properties/5/classification: is personal, and hub.yaml names no"
                                + " key. Allowed: personal columns in a hub with keys.landing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub.yaml", "policy/network.yaml", FEATURES, "policy/label.yaml", SCORECARD})
    void saysWhichFileIsMissing(String file) {
        assertThat(HubCopy.into(folder).delete(file).problems())
                .containsExactly(file + ": is missing. Allowed: a YAML file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub.yaml", HubCopy.CONTRACT, "policy/label.yaml"})
    void saysWhichFileIsEmptyOrNotInUtf8OrNoYaml(String file) {
        HubCopy copy = HubCopy.into(folder);

        assertThat(copy.write(file, "# nothing\n").problems())
                .containsExactly(file + ": is empty. Allowed: a map of keys and values");
        assertThat(copy.write(file, "name: 企业\n".getBytes(Charset.forName("GB18030")))
                        .problems())
                .containsExactly(file + ": is not in UTF-8 (Input length = 1). Allowed: UTF-8");
        assertThat(copy.write(file, "name: x\n\tkey: [\n").problems())
                .singleElement()
                .asString()
                .startsWith(file + ": line 2: is no YAML: ");
        assertThat(copy.write(file, "- name\n").problems())
                .singleElement()
                .asString()
                .startsWith(file + ": is a list of 1. Allowed: ");
    }

    @Test
    void namesBothContractsThatClaimTheSameFiles() {
        HubCopy copy = HubCopy.into(folder).edit(CONTRACT, "registry/enterprise_{as_of_date}*.txt", "invoice/*.csv");

        String allowed = ". Allowed: a pattern of its own, so that a file belongs to one dataset";
        assertThat(copy.problems())
                .containsExactly(
                        SALE + ": /servers/0/path: is 'invoice/*.csv', the path of " + CONTRACT + allowed,
                        CONTRACT + ": /servers/0/path: is 'invoice/*.csv', the path of " + SALE + allowed);
    }

    @Test
    void tellsContractsFromOtherFiles() throws IOException {
        HubCopy copy = HubCopy.into(folder)
                .write("contracts/readme.md", "")
                .write("contracts/tax/filing.yaml", "")
                .write("contracts/tax/Filing.odcs.yaml", "")
                .write("contracts/tax/filing.examples.yaml", "examples: [{ name: a, row: { b: c }, broken: [d] }]")
                .write("policy/scorcard.yaml", "");
        Files.createDirectories(folder.resolve("contracts/tax/old/"));

        String allowed = ": is no contract. Allowed: contracts/<department>/<dataset>.odcs.yaml and .examples.yaml,"
                + " of earlier versions <dataset>@<version>";
        assertThat(copy.problems())
                .containsExactlyInAnyOrder(
                        "contracts/readme.md" + allowed,
                        "contracts/tax/filing.yaml" + allowed,
                        "contracts/tax/old" + allowed,
                        "contracts/tax/Filing.odcs.yaml: dataset name is 'tax/Filing'. Allowed: <department>/<dataset>,"
                                + " each of a-z, 0-9 and _, starting with a letter",
                        "contracts/tax/filing.examples.yaml: has no contract beside it. Allowed: examples of"
                                + " tax/filing.odcs.yaml",
                        "policy/scorcard.yaml: is no policy. Allowed: disclosure.yaml, features.yaml, label.yaml, network.yaml,"
                                + " retention.yaml, scorecard.yaml");
    }

    @Test
    void saysEverythingAtOnceOfAFolderThatIsNotThere() {
        assertThat(new HubCopy(folder.resolve("nowhere")).problems())
                .containsExactly(
                        "contracts: is no folder. Allowed: contracts/<department>/<dataset>.odcs.yaml",
                        "hub.yaml: is missing. Allowed: a YAML file",
                        "policy/features.yaml: is missing. Allowed: a YAML file",
                        "policy/label.yaml: is missing. Allowed: a YAML file",
                        "policy/network.yaml: is missing. Allowed: a YAML file",
                        "policy/scorecard.yaml: is missing. Allowed: a YAML file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "? [a]: b",
                "? : x",
                "{",
                "}",
                "*a",
                "&a [*a]",
                "!!binary aGk=",
                "!!int x",
                "a: !!foo b",
                ".nan",
                "a: 1e999",
                "a: 99999999999999999999999999999999",
                "%YAML 9.9\n---\na: b",
                "a: b\n---\nc: d",
                "a: \u0000",
                "a: \u0007",
                "<<: { a: b }",
                "a: |\n b\n  c\n\td",
                "'",
                "\"\\x\"",
                "- - - -",
                "a:b:c",
                "null",
                "~",
                "5",
                "text",
                "[]",
                "{}",
                "...",
                "---",
                "\uD83D\uDE00: 1",
                "a: 0x",
                "2020-01-01: 2020-01-01",
                "=: =",
                "windowMonths: 1_0"
            })
    void answersAnyTextWithProblemsOnly(String text) {
        HubCopy copy = HubCopy.into(folder);

        for (String file : List.of("hub.yaml", CONTRACT, EXAMPLES, FEATURES, SCORECARD)) {
            String before = copy.text(file);
            assertThat(copy.write(file, text).problems())
                    .anySatisfy(p -> assertThat(p).startsWith(file));
            copy.write(file, before);
        }
    }

    @Test
    void answersDeepNestingAndFilesThatWereCutOffWithProblemsOnly() {
        HubCopy copy = HubCopy.into(folder);
        String contract = copy.text(CONTRACT);

        assertThat(copy.write(CONTRACT, "a: " + "[".repeat(5_000)).problems()).isNotEmpty();
        assertThat(copy.write(CONTRACT, "a: " + "{b: ".repeat(5_000)).problems())
                .isNotEmpty();
        for (int length = 1; length < contract.length() - 1; length += 37) {
            assertThat(copy.write(CONTRACT, contract.substring(0, length)).problems())
                    .as("cut after %d characters", length)
                    .isNotEmpty();
        }
    }
}
