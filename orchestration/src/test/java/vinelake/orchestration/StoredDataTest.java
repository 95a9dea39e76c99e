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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.DatasetName;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;
import vinelake.lake.Delivery;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.lake.Ledger;
import vinelake.lake.Progress;
import vinelake.lake.SharedSpark;

/** A delivery of a drafted dataset in a lake: what the dictionary says of it, and which contracts go on fitting it. */
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoredDataTest {

    private static final DatasetName FILING = DatasetName.parse("tax/filing");
    private static final String TEXT = """
            统一社会信用代码,联系人,税种<a>,税额,申报日期
            91320100748204660Q,王小明,增值税,1.50,2026-06-03
            91310000132215150M,李四,增值税,2.00,2026-06-12
            91320281142232229Q,张三丰,印花税,,2026-06-30
            """;

    private final SparkSession spark;
    private final Path hub;
    private final Lake lake;

    StoredDataTest(SparkSession spark, @TempDir Path folder) {
        this.spark = spark;
        this.hub = folder.resolve("hub");
        this.lake = Lake.at(spark, folder.resolve("lake").toUri());
    }

    @BeforeAll
    void takeIn() throws IOException {
        Vinelake.execute("init", hub.toString());
        var file = hub.resolve("landing/tax/filing_202606.csv");
        Files.createDirectories(file.getParent());
        Files.writeString(file, TEXT);
        Vinelake.execute("--hub", hub.toString(), "draft", file.toString());
        var loaded = HubFolder.load(hub);
        RefreshPlan.of(loaded, loaded.landing(), HubKeys.personalData(loaded), HubKeys.landing(loaded))
                .ingest()
                .run(new JobContext(
                        "run",
                        LocalDate.of(2026, 6, 30),
                        Instant.parse("2026-07-01T00:00:00Z"),
                        Clock.systemUTC(),
                        loaded,
                        lake,
                        Progress.SILENT,
                        Optional.empty()));
    }

    @Test
    void countsWhatIsThereAndShowsNobody() {
        var facts = DatasetFacts.of(lake, HubFolder.load(hub).contract(FILING));

        assertThat(facts.rows()).isEqualTo(3);
        assertThat(facts.firstOn()).contains(LocalDate.of(2026, 6, 30));
        assertThat(facts.columns().get("tax"))
                .isEqualTo(new DatasetFacts.ColumnFigures(
                        2, 2, facts.columns().get("tax").samples()));
        assertThat(facts.columns().get("tax").samples())
                .containsExactlyInAnyOrder(new DatasetFacts.Sample("1.5", 1), new DatasetFacts.Sample("2", 1));
        assertThat(facts.columns().get("uscc")).isEqualTo(new DatasetFacts.ColumnFigures(3, 3, List.of()));
        assertThat(facts.columns().get("contact")).isEqualTo(new DatasetFacts.ColumnFigures(3, 3, List.of()));
        var taxType = facts.columns().get("tax_type_a").samples();
        assertThat(taxType).containsExactly(new DatasetFacts.Sample("增值税", 2));
    }

    @Test
    void writesAPageInEachLanguageWithoutAScript() {
        var loaded = HubFolder.load(hub);
        var deliveries = new Ledger(lake).lines().stream().collect(Collectors.groupingBy(Delivery::dataset));
        var facts = Map.of(FILING, DatasetFacts.of(lake, loaded.contract(FILING)));

        for (var language : DictionaryPage.Language.values()) {
            var page = new DictionaryPage(loaded, facts, deliveries, language).html();

            assertThat(page)
                    .contains("<td>税种&lt;a&gt;</td>", "增值税 <small>2</small>", "66.7%", "2026-06-30: 3 / 3")
                    .doesNotContain("税种<a>", "<script", "王小明", "91320100748204660Q");
        }
        assertThat(new DictionaryPage(loaded, facts, deliveries, DictionaryPage.Language.EN).html())
                .contains("decimal (18,2)", "identifier: uscc", "3, as of 2026-06-30 to 2026-06-30");
        assertThat(new DictionaryPage(loaded, Map.of(), Map.of(), DictionaryPage.Language.ZH).html())
                .contains("还没有");
    }

    @Test
    void findsNothingWrongWhereTheContractIsAsItWas() throws IOException {
        assertThat(StoredTables.of(lake, HubFolder.load(hub).contracts()))
                .isEqualTo(new StoredTables(List.of(), List.of()));
    }

    @Test
    void takesANewColumn() throws IOException {
        var stored = compare(
                "      - name: contact\n",
                "      - name: extra\n        physicalName: 新\n        businessName: 新\n        logicalType: string\n      - name: contact\n");

        assertThat(stored.problems()).isEmpty();
        assertThat(stored.news())
                .containsExactly("tax/filing: column extra is new; records that are stored have no value there");
    }

    @Test
    void namesAnotherTypeAGoneColumnAndAChangedMode() throws IOException {
        assertThat(problems("decimal(18,2)", "decimal(18,4)"))
                .containsExactly(
                        "contracts/tax/filing.odcs.yaml: column tax: is decimal(18,4), and the lake has it as"
                                + " decimal(18,2). Allowed: the type that is stored, or more digits before the point of a decimal. Give the new one a column of another name");
        assertThat(problems("- name: tax_type_a", "- name: tax_kind"))
                .containsExactly("contracts/tax/filing.odcs.yaml: lacks tax_type_a, which the lake has. Allowed: every"
                        + " column that is stored. Keep it; if its files no longer have it, with the custom"
                        + " property { property: delivered, value: false }");
        assertThat(problems("mode, value: snapshot", "mode, value: append"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith(
                        "contracts/tax/filing.odcs.yaml: mode: is append, and the lake's rows are of a mode that ends keys");
    }

    private List<String> problems(String text, String replacement) throws IOException {
        return compare(text, replacement).problems().stream()
                .map(Object::toString)
                .toList();
    }

    /** The lake beside the contract with another text in it. */
    private StoredTables compare(String text, String replacement) throws IOException {
        var file = hub.resolve("contracts/tax/filing.odcs.yaml");
        var examples = hub.resolve("contracts/tax/filing.examples.yaml");
        var before = Files.readString(file);
        var examplesBefore = Files.readString(examples);
        assertThat(before).contains(text);
        try {
            Files.delete(examples);
            Files.writeString(file, before.replace(text, replacement));
            Hub changed = HubFolder.load(hub);
            return StoredTables.of(Lake.at(spark, lake.root()), changed.contracts());
        } finally {
            Files.writeString(file, before);
            Files.writeString(examples, examplesBefore);
        }
    }
}
