package vinelake.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.ContractExample;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.DeletionMark;
import vinelake.core.contract.Frequency;
import vinelake.core.contract.Mode;
import vinelake.core.contract.Promises;
import vinelake.core.contract.RowRule;
import vinelake.core.contract.Section;
import vinelake.core.contract.SetRule;
import vinelake.core.contract.TextFormat;
import vinelake.core.policy.FeaturePolicy.Aggregate;
import vinelake.core.policy.FeaturePolicy.Formula;
import vinelake.core.policy.FeaturePolicy.Metric;
import vinelake.core.policy.LabelPolicy;
import vinelake.core.policy.NetworkPolicy.Supply;
import vinelake.core.policy.ScorecardPolicy.Grade;
import vinelake.core.policy.ScorecardPolicy.NotScored;

class HubFolderTest {

    private static final DatasetName ENTERPRISE = DatasetName.parse("registry/enterprise");
    private static final DatasetName SALE = DatasetName.parse("invoice/sale");

    @TempDir
    private Path folder;

    @Test
    void readsWhatTheCityDecidedAboutTheWholeHub() {
        Hub hub = HubFolder.load(HubCopy.into(folder.resolve("hub")).folder());

        assertThat(hub.name()).isEqualTo("Test city");
        assertThat(hub.folder()).isEqualTo(folder.resolve("hub"));
        assertThat(hub.lake()).isEqualTo(URI.create("s3a://lake/city"));
        assertThat(hub.landing()).isEqualTo(folder.resolve("landing"));
        assertThat(hub.timeZone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
        assertThat(hub.spine()).isEqualTo(new Hub.Spine(List.of(ENTERPRISE), "uscc", "name", "enterprise"));
        assertThat(hub.personalDataKey())
                .contains(new Hub.KeyReference(2, Optional.of("VINELAKE_PERSONAL_KEY"), Optional.empty()));
        assertThat(hub.contracts()).extracting(c -> c.name()).containsExactly(SALE, ENTERPRISE);
    }

    @Test
    void readsTheKeysBeforeOneAndHowLongCopiesStay() {
        HubCopy copy = HubCopy.into(folder)
                .edit(
                        "hub.yaml",
                        "version: 1, environment: VINELAKE_LANDING_KEY",
                        "version: 3, file: c, former: [{ version: 2, file: b }, { version: 1, environment: A }]")
                .write("policy/retention.yaml", "landingDays: 90\nmeaning: 落地区副本保存九十天\n");

        Hub hub = HubFolder.load(copy.folder());

        assertThat(hub.landingKey())
                .contains(new Hub.KeyReference(
                        3,
                        Optional.empty(),
                        Optional.of("c"),
                        List.of(
                                new Hub.KeyReference(1, Optional.of("A"), Optional.empty()),
                                new Hub.KeyReference(2, Optional.empty(), Optional.of("b")))));
        assertThat(hub.retention().landingDays()).hasValue(90);

        copy.write("policy/retention.yaml", "landingDays: 0\nmeaning: ' '\n");
        assertThat(copy.problems())
                .containsExactlyInAnyOrder(
                        "policy/retention.yaml: /landingDays: is the number 0. Allowed: whole days from 1 to 36500",
                        "policy/retention.yaml: /meaning: is ' '. Allowed: text that is not blank");
    }

    @Test
    void readsAHubThatAReleasePinsFromBeforeThereWasALandingKey() {
        HubCopy copy = HubCopy.into(folder)
                .edit("hub.yaml", "  landing: { version: 1, environment: VINELAKE_LANDING_KEY }\n", "");

        assertThat(copy.problems()).isNotEmpty();
        assertThat(HubFolder.loadPublished(copy.folder()).landingKey()).isEmpty();
    }

    @Test
    void readsAContract() throws Exception {
        HubCopy copy = HubCopy.into(folder);
        var contract = HubFolder.load(folder).contract(ENTERPRISE);

        byte[] file = copy.text(HubCopy.CONTRACT).getBytes(StandardCharsets.UTF_8);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        assertThat(contract.digest()).isEqualTo(digest);
        assertThat(contract.ruleVersion()).isEqualTo("2.1.0+" + digest.substring(0, 12));
        assertThat(contract.title()).isEqualTo("企业登记信息");
        assertThat(contract.mode()).isEqualTo(Mode.SNAPSHOT);
        assertThat(contract.path()).isEqualTo("registry/enterprise_{as_of_date}*.txt");
        assertThat(contract.format())
                .isEqualTo(new TextFormat(Charset.forName("GB18030"), ',', Optional.empty(), true));
        assertThat(contract.ignored()).isEqualTo(Set.of("备注", "#9"));
        assertThat(contract.nullValues()).isEqualTo(Set.of("无", "NULL"));
        assertThat(contract.rules())
                .containsExactly(
                        new RowRule("capital_is_not_negative", "capital_cny IS NULL OR capital_cny >= 0", "注册资本不为负数"));
        assertThat(contract.legalBasis()).isEqualTo("公共信用信息归集目录");
        assertThat(contract.catalogueClass()).contains("登记注册基本信息");
        assertThat(contract.section()).isEqualTo(new Section("登记注册", Section.Disclosure.OPEN));
        assertThat(contract.retentionMonths()).isEqualTo(120);
    }

    @Test
    void readsAnUpsertWithItsDeletionMark() {
        HubCopy.into(folder)
                .edit(
                        HubCopy.CONTRACT,
                        "value: snapshot }",
                        "value: upsert }\n  - { property: deletion, value: { column: status, values: [deregistered] } }");

        var contract = HubFolder.load(folder).contract(ENTERPRISE);

        assertThat(contract.mode()).isEqualTo(Mode.UPSERT);
        assertThat(contract.deletion()).contains(new DeletionMark("status", Set.of("deregistered")));
    }

    /** One of each: what stands for a figure, of what it is, and what it is compared with. */
    @Test
    void readsWhatASenderPromisesOfWholeDeliveries() {
        HubCopy.into(folder)
                .edit(HubCopy.CONTRACT, "status: active", """
                        status: active
                        slaProperties:
                          - { property: latency, value: 15, unit: d }
                          - { property: frequency, value: 2, unit: w }""")
                .edit(
                        HubCopy.CONTRACT,
                        "        logicalType: date\n",
                        "        logicalType: date\n        quality:\n" + "  "
                                + promise("founded", "nullValues, unit: percent", "mustBeLessThan: 2.5")
                                + "  " + promise("founded_rows", "nullValues", "mustBeLessOrEqualTo: 7")
                                + "  " + promise("no_two_alike", "duplicateValues, unit: rows", "mustBe: 0"))
                .edit(
                        HubCopy.CONTRACT,
                        "    quality:\n      - name: capital",
                        "    quality:\n" + promise("some_rows", "rowCount", "mustBeGreaterThan: 0")
                                + promise("range", "rowCount", "mustBeBetween: [100, 200]")
                                + promise("few_refused", "invalidValues, unit: percent", "mustBeLessOrEqualTo: 0.1")
                                + promise("refused_rows", "invalidValues", "mustNotBe: 13")
                                + promise(
                                        "once",
                                        "duplicateValues, unit: percent, arguments: { properties: [name, founded_on] }",
                                        "mustBeGreaterOrEqualTo: 1")
                                + "      - { name: sum, type: sql, query: SELECT sum(capital_cny) - (SELECT sum(net_cny)"
                                + " FROM invoice_sale) FROM delivery, mustBe: -0.25, description: 合计 }\n"
                                + "      - name: capital")
                .edit(
                        HubCopy.CONTRACT,
                        "  - { property: retentionMonths",
                        "  - { property: usualRows, value: { from: 50, to: 200.5 } }\n"
                                + "  - { property: manifest, value: 'registry/{as_of_date}.json' }\n"
                                + "  - { property: retentionMonths");

        var promises = HubFolder.load(folder).contract(ENTERPRISE).promises();

        assertThat(promises.manifest()).contains("registry/{as_of_date}.json");
        assertThat(promises.frequency()).contains(new Frequency(2, Frequency.Unit.WEEK, 15));
        assertThat(promises.hasQueries()).isTrue();
        assertThat(promises.rules())
                .extracting(r -> "%s %s %s %s"
                        .formatted(r.name(), r.measure(), r.columns(), r.bound().toText()))
                .containsExactly(
                        "usual_rows ROWS_PERCENT_OF_USUAL [] 50 to 200.5",
                        "some_rows ROWS [] more than 0",
                        "range ROWS [] 100 to 200",
                        "few_refused QUARANTINED_PERCENT [] at most 0.1",
                        "refused_rows QUARANTINED_ROWS [] anything but 13",
                        "once REPEATED_PERCENT [name, founded_on] at least 1",
                        "sum QUERY [] -0.25",
                        "founded EMPTY_PERCENT [founded_on] less than 2.5",
                        "founded_rows EMPTY_ROWS [founded_on] at most 7",
                        "no_two_alike REPEATED_ROWS [founded_on] 0");
        assertThat(promises.rules().get(6).query())
                .contains("SELECT sum(capital_cny) - (SELECT sum(net_cny) FROM invoice_sale) FROM delivery");
        assertThat(promises.rules())
                .filteredOn(r -> r.measure() != SetRule.Measure.QUERY)
                .allMatch(r -> r.query().isEmpty());
        assertThat(promises.rules().get(3).description()).isEqualTo("few_refused 的承诺");
        // The rule of a row that stands among them is none of a delivery.
        assertThat(HubFolder.load(folder).contract(ENTERPRISE).rules())
                .extracting(RowRule::name)
                .containsExactly("capital_is_not_negative");
    }

    private static String promise(String name, String metric, String operator) {
        return "      - { name: %s, type: library, metric: %s, %s, description: %s 的承诺 }\n"
                .formatted(name, metric, operator, name);
    }

    @Test
    void readsEachUnitOfTheSendersCalendarAndNoGraceWhereNoneIsNamed() {
        HubCopy copy = HubCopy.into(folder)
                .edit(
                        HubCopy.CONTRACT,
                        "status: active",
                        "status: active\nslaProperties:\n  - { property: frequency, value: 1, unit: d }");

        for (var unit : Map.of("d", Frequency.Unit.DAY, "m", Frequency.Unit.MONTH, "y", Frequency.Unit.YEAR)
                .entrySet()) {
            copy.write(
                    HubCopy.CONTRACT,
                    copy.text(HubCopy.CONTRACT).replaceAll("unit: [dmy] }", "unit: " + unit.getKey() + " }"));
            assertThat(HubFolder.load(folder).contract(ENTERPRISE).promises())
                    .isEqualTo(new Promises(
                            Optional.empty(), List.of(), Optional.of(new Frequency(1, unit.getValue(), 0))));
        }
    }

    @Test
    void readsColumnsWithTheirSourcesAndTypes() {
        HubCopy.into(folder);
        var hub = HubFolder.load(folder);

        assertThat(hub.contract(ENTERPRISE).columns())
                .contains(
                        // A key always has a value, whether the contract says so or not.
                        column("uscc", "统一社会信用代码", ColumnType.Kind.STRING, true, true, false, Map.of()),
                        column("founded_on", "成立日期", ColumnType.Kind.DATE, false, false, false, Map.of()),
                        column("representative_id", "法定代表人证件号", ColumnType.Kind.STRING, false, false, true, Map.of()));
        assertThat(hub.contract(ENTERPRISE).column("capital_cny").orElseThrow().type())
                .isEqualTo(ColumnType.decimal(20, 4));
        assertThat(hub.contract(ENTERPRISE).column("status").orElseThrow().values())
                .isEqualTo(Map.of("存续", "active", "注销", "deregistered"));
        assertThat(hub.contract(SALE).format())
                .isEqualTo(new TextFormat(StandardCharsets.UTF_8, '|', Optional.of('"'), false));
        assertThat(hub.contract(SALE).columns())
                .extracting(ContractColumn::source)
                .containsExactly("#1", "#2", "#3", "#4", "#5");
    }

    @Test
    void needsNoPolicyAndNoContractWithoutASpine() {
        HubCopy copy = HubCopy.into(folder)
                .edit(
                        "hub.yaml",
                        "spine:\n  datasets: [registry/enterprise]\n  scheme: uscc\n  nameColumn: name\n  kind: enterprise\n",
                        "")
                .delete("policy/network.yaml")
                .delete("policy/features.yaml")
                .delete("policy/label.yaml")
                .delete("policy/scorecard.yaml");

        Hub hub = HubFolder.load(folder);
        assertThat(hub.hasSubjects()).isFalse();
        assertThat(hub.contracts()).hasSize(2);

        copy.delete(HubCopy.CONTRACT).delete(HubCopy.SALE).delete(HubCopy.EXAMPLES);
        assertThat(HubFolder.load(folder).contracts()).isEmpty();
    }

    @Test
    void refusesPoliciesWithoutASpine() {
        HubCopy copy = HubCopy.into(folder)
                .edit(
                        "hub.yaml",
                        "spine:\n  datasets: [registry/enterprise]\n  scheme: uscc\n  nameColumn: name\n  kind: enterprise\n",
                        "")
                .delete("policy/network.yaml");

        assertThat(copy.problems())
                .containsExactly(
                        "hub.yaml: key 'spine' is missing beside policies. Allowed: datasets, scheme, nameColumn"
                                + " and kind of the subjects, or no policies in a hub without subjects");
    }

    private static final String DELIMITED = """
            value: "|" }
                  - { property: quote, value: '"' }
            """;

    @Test
    void readsAContractForFilesOfFixedWidth() {
        var hub = HubFolder.load(fixedWidth("UTF-8", "[18, 18, 8, 12, 1]").folder());

        assertThat(hub.contract(SALE).format())
                .isEqualTo(TextFormat.ofWidths(StandardCharsets.UTF_8, List.of(18, 18, 8, 12, 1), false));
    }

    @Test
    void refusesWidthsThatDoNotFitTheColumnsOrTheCharset() {
        assertThat(fixedWidth("UTF-8", "[18, 18, 8, 12]").problems())
                .singleElement()
                .asString()
                .contains(
                        "/servers/0/customProperties/1/value: has 4 fields, the last that a column takes or ignores is #5");
        assertThat(fixedWidth("UTF-16", "[18, 18, 8, 12, 1]").problems())
                .singleElement()
                .asString()
                .contains("is 'UTF-16' beside widths. Allowed: UTF-8, GB18030");
        assertThat(fixedWidth("UTF-8", "[18, 0, 8, 12, 1]").problems())
                .singleElement()
                .asString()
                .contains("is the number 0. Allowed: whole bytes from 1 to 65536");
    }

    private HubCopy fixedWidth(String charset, String widths) {
        return HubCopy.into(folder.resolve(charset + widths.length()))
                .edit(HubCopy.SALE, "format: csv", "format: fixed_width")
                .edit(HubCopy.SALE, "value: UTF-8", "value: " + charset)
                .edit(HubCopy.SALE, "delimiter, " + DELIMITED, "widths, value: %s }\n".formatted(widths));
    }

    private static ContractColumn column(
            String name,
            String source,
            ColumnType.Kind kind,
            boolean isRequired,
            boolean isKey,
            boolean isPersonal,
            Map<String, String> values) {
        Optional<String> identifier = isKey ? Optional.of("uscc") : Optional.empty();
        return new ContractColumn(
                name, source, source, ColumnType.of(kind), isRequired, isKey, isPersonal, identifier, values);
    }

    @Test
    void takesTheNameOfAColumnForItsHeaderWhereNoneIsGiven() {
        HubCopy.into(folder).edit(HubCopy.CONTRACT, "        physicalName: 成立日期\n", "");

        assertThat(HubFolder.load(folder)
                        .contract(ENTERPRISE)
                        .column("founded_on")
                        .orElseThrow()
                        .source())
                .isEqualTo("founded_on");
    }

    @Test
    void readsThePolicies() {
        HubCopy.into(folder);
        var hub = HubFolder.load(folder);

        assertThat(hub.network().windowMonths()).isEqualTo(12);
        assertThat(hub.network().supplies())
                .containsExactly(new Supply(SALE, "seller", "buyer", "issued_on", "net_cny", "true"));
        assertThat(hub.features().features())
                .containsExactly(
                        new Aggregate(
                                "sales_cny",
                                "销售额",
                                "近一年销售额",
                                "元",
                                List.of(SALE),
                                "seller",
                                "issued_on",
                                12,
                                "true",
                                "sum(net_cny)",
                                0.0),
                        new Aggregate(
                                "capital_cny",
                                "注册资本",
                                "注册资本",
                                "元",
                                List.of(ENTERPRISE),
                                "uscc",
                                "",
                                0,
                                "status = 'active'",
                                "max(capital_cny)",
                                null),
                        new Metric("customers", "客户数", "客户家数", "家", "degree_customers"),
                        new Formula(
                                "turnover",
                                "周转",
                                "销售额与注册资本之比",
                                "比例",
                                "CASE WHEN capital_cny > 0 THEN sales_cny / capital_cny END"));
        assertThat(hub.label())
                .isEqualTo(new LabelPolicy(SALE, "seller", "issued_on", "net_cny > 0", "is_overdue", 12, "观察日后一年内逾期"));
        assertThat(hub.scorecard().candidates()).containsExactly("sales_cny", "turnover", "customers");
        assertThat(hub.scorecard().minBinShare()).isEqualTo(0.05);
        assertThat(hub.scorecard().baseOdds()).isEqualTo(20.0);
        assertThat(hub.scorecard().notScored()).containsExactly(new NotScored("sales_cny = 0", "没有销售"));
        assertThat(hub.scorecard().grades())
                .containsExactly(
                        new Grade("A", 700, "低风险"),
                        new Grade("B", 600, "中风险"),
                        new Grade("C", Grade.NO_MINIMUM, "高风险"));
    }

    @Test
    void readsTheExamplesOfAContract() {
        HubCopy.into(folder);

        assertThat(HubFolder.examples(folder))
                .isEqualTo(Map.of(
                        ENTERPRISE,
                        List.of(
                                new ContractExample(
                                        "capital below zero",
                                        Map.of("统一社会信用代码", "91320100748204660Q", "企业名称", "甲", "注册资本", "-1", "#9", "x"),
                                        Map.of(),
                                        List.of("capital_is_not_negative")),
                                new ContractExample(
                                        "an enterprise that ended",
                                        Map.of("统一社会信用代码", "91320100748204660Q", "企业名称", "甲", "注册资本", "无", "#6", "注销"),
                                        Map.of("status", "deregistered", "capital_cny", ""),
                                        List.of()))));
    }

    @Test
    void findsTheLakeBelowTheFolderInAnAbsolutePlaceOrAtAUri() {
        Path hub = Path.of("/srv/hub");

        assertThat(HubFolder.location(hub, "lake")).isEqualTo(URI.create("file:///srv/hub/lake"));
        assertThat(HubFolder.location(hub, "../lake/")).isEqualTo(URI.create("file:///srv/lake"));
        assertThat(HubFolder.location(hub, "/data/lake")).isEqualTo(URI.create("file:///data/lake"));
        assertThat(HubFolder.location(hub, "file:/data/x/../lake/")).isEqualTo(URI.create("file:///data/lake"));
        assertThat(HubFolder.location(hub, "s3a://bucket/lake/")).isEqualTo(URI.create("s3a://bucket/lake"));
        assertThatThrownBy(() -> HubFolder.location(hub, "s3a:bucket")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void passesOverNamesThatStartWithADotAndAByteOrderMark() {
        HubCopy copy = HubCopy.into(folder).write("contracts/.keep", "").write("policy/.label.yaml.swp", "x");
        copy.write("hub.yaml", "\uFEFF" + copy.text("hub.yaml"));

        assertThat(copy.problems()).isEmpty();
    }

    @Test
    void saysWhetherContractsOrOnlyHubYamlAreAtFault() {
        assertThat(HubCopy.into(folder.resolve("a")).edit("hub.yaml", "kind: enterprise", "kind: 7"))
                .satisfies(copy -> assertThatThrownBy(() -> HubFolder.load(copy.folder()))
                        .isInstanceOfSatisfying(
                                HubException.class,
                                e -> assertThat(e.concernsContracts()).isFalse()));
        assertThat(HubCopy.into(folder.resolve("b")).edit(HubCopy.SALE, "mode, value: append", "mode, value: upsert"))
                .satisfies(copy -> assertThatThrownBy(() -> HubFolder.load(copy.folder()))
                        .isInstanceOfSatisfying(
                                HubException.class,
                                e -> assertThat(e.concernsContracts()).isTrue()));
    }
}
