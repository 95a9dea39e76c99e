package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.DatasetName;
import vinelake.core.hub.HubFolder;
import vinelake.core.table.Table;
import vinelake.etl.ingest.ExampleCheck;
import vinelake.lake.Delivery;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.OpenRows;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;

/** A drafted contract that gets a second version, by the steps of the documentation: checked, delivered, shown. */
@ExtendWith(SharedSpark.class)
class VersionedHubTest {

    private static final DatasetName FILING = DatasetName.parse("tax/filing");
    private static final String RULES = """
                quality:
                  - name: tax_small
                    type: custom
                    engine: vinelake
                    implementation: tax IS NULL OR tax < 1000
                    description: 税额不足一千
            """;

    private final SparkSession spark;

    @TempDir
    private Path folder;

    private Path hub;
    private Path contracts;

    VersionedHubTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void takesASecondVersionByTheStepsOfTheDocumentation() throws IOException {
        hub = folder.resolve("hub");
        contracts = hub.resolve("contracts/tax");
        Vinelake.execute("init", hub.toString());
        var december = deliver(
                "filing_202512.csv",
                "统一社会信用代码,税种,税额\n91320100748204660Q,增值税,1.50\n91310000132215150M,增值税,2.00\n91320281142232229Q,印花税,\n");
        Vinelake.execute("--hub", hub.toString(), "draft", december.toString());
        Files.move(contracts.resolve("filing.odcs.yaml"), contracts.resolve("filing@0.1.0.odcs.yaml"));
        Files.move(contracts.resolve("filing.examples.yaml"), contracts.resolve("filing@0.1.0.examples.yaml"));
        Files.writeString(december, "91320100748204660Q,增值税,一元\n", java.nio.file.StandardOpenOption.APPEND);
        var first = Files.readString(contracts.resolve("filing@0.1.0.odcs.yaml"));
        Files.writeString(
                contracts.resolve("filing.odcs.yaml"),
                replaced(
                        first,
                        Map.of(
                                "version: 0.1.0", "version: 2.0.0",
                                "delimiter, value: \",\"", "delimiter, value: \"|\"",
                                "physicalName: 税额", "physicalName: 应纳税额",
                                "        physicalName: 税种\n",
                                        "        customProperties: [{ property: delivered, value: false }]\n",
                                "  - { property: retentionMonths, value: 60 }",
                                        "  - { property: retentionMonths, value: 60 }\n  - { property: holdsFrom, value: \"2026-01-01\" }",
                                "\ncustomProperties:\n", "\n" + RULES + "customProperties:\n")));
        deliver("filing_202601.csv", "统一社会信用代码|应纳税额\n91320100748204660Q|3.50\n91310000132215150M|1000.00\n");

        var loaded = HubFolder.load(hub);
        assertThat(new ExampleCheck(spark, loaded).run(HubFolder.examples(hub))).isEmpty();
        assertThat(CheckCommand.versions(loaded.contract(FILING)))
                .isEqualTo("tax/filing: 0.1.0 from the beginning to 2025-12-31, 2.0.0 from 2026-01-01 on");

        var lake = Lake.at(spark, folder.resolve("lake").toUri());
        RefreshPlan.of(loaded, loaded.landing(), HubKeys.personalData(loaded), HubKeys.landing(loaded))
                .ingest()
                .run(new JobContext(
                        "run",
                        LocalDate.of(2026, 1, 31),
                        Instant.parse("2026-02-01T00:00:00Z"),
                        Clock.systemUTC(),
                        loaded,
                        lake,
                        Progress.SILENT,
                        Optional.empty()));

        var contract = loaded.contract(FILING);
        assertThat(lake.read(Table.records(contract))
                        .selectExpr("as_of_date", "uscc", "tax_type", "tax", "is_ended")
                        .collectAsList())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder(
                        "[2025-12-31,91310000132215150M,增值税,2.00,false]",
                        "[2025-12-31,91320281142232229Q,印花税,null,false]",
                        "[2025-12-31,91320100748204660Q,增值税,1.50,false]",
                        "[2026-01-31,91320100748204660Q,null,3.50,false]",
                        "[2026-01-31,91320281142232229Q,印花税,null,true]");
        var lines = new Ledger(lake).lines();
        assertThat(OpenRow.read(lake, contract, OpenRows.of(lines), Optional.empty(), 10))
                .extracting(row -> row.asOfDate() + " " + row.sentences())
                .containsExactly("2026-01-31 [不符合规则：税额不足一千]", "2025-12-31 [“税额”不是金额或小数（最多18位，其中小数2位）]");
        assertThat(StoredTables.of(lake, loaded.contracts())).isEqualTo(new StoredTables(List.of(), List.of()));

        var deliveries = lines.stream().collect(Collectors.groupingBy(Delivery::dataset));
        var facts = Map.of(FILING, DatasetFacts.of(lake, contract));
        assertThat(new DictionaryPage(loaded, facts, deliveries, DictionaryPage.Language.EN).html())
                .contains(
                        "<dd>%s, from 2026-01-01 on</dd>".formatted(contract.ruleVersion()),
                        "<dt>Earlier versions</dt><dd>0.1.0 from the beginning to 2025-12-31</dd>",
                        "no longer delivered");
        assertThat(new DictionaryPage(loaded, facts, deliveries, DictionaryPage.Language.ZH).html())
                .contains("<dt>以前的版本</dt><dd>0.1.0 最初至 2025-12-31</dd>", "不再交付");
    }

    private static String replaced(String text, Map<String, String> replacements) {
        var made = text;
        for (var entry : replacements.entrySet()) {
            assertThat(made).contains(entry.getKey());
            made = made.replace(entry.getKey(), entry.getValue());
        }
        return made;
    }

    private Path deliver(String name, String text) throws IOException {
        var file = hub.resolve("landing/tax").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
