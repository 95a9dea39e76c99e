package vinelake.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vinelake.core.contract.DatasetName;
import vinelake.core.table.Table;
import vinelake.core.table.Tables;
import vinelake.lake.SharedSpark;
import vinelake.models.feature.ComputeFeatures;
import vinelake.models.network.BuildNetwork;
import vinelake.models.profile.WriteProfiles;
import vinelake.models.score.FitScorecard;
import vinelake.models.score.ScoreSubjects;
import vinelake.models.scorecard.ScorecardJson;

/** The toy hub from records to profiles, computed once and held against its deliveries. */
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToyRefreshTest {

    private static final JsonMapper JSON = new JsonMapper();

    /** What the rows of an aggregate feature have in common on 30 June 2026, in the words of SQL. */
    private static final Map<String, String> FILTERS = Map.of(
            "tax/filing sales_12m_cny", "period_on > DATE'2025-06-30' AND period_on <= DATE'2026-06-30'",
            "tax/filing unpaid_24m", "NOT is_paid AND period_on > DATE'2024-06-30' AND period_on <= DATE'2026-06-30'",
            "tax/filing sales_per_head_cny", "period_on > DATE'2025-06-30' AND period_on <= DATE'2026-06-30'",
            "insurance/staff sales_per_head_cny", "true",
            "tax/invoice customer_hhi",
                    "NOT is_void AND issued_on > DATE'2025-06-30' AND issued_on <= DATE'2026-06-30'");

    private final ToyLake toy;
    private final Map<String, Row> scores = new TreeMap<>();
    private final Map<String, Row> profiles = new TreeMap<>();
    private Map<String, Long> featureCounts;

    ToyRefreshTest(SparkSession spark, @TempDir Path folder) {
        toy = ToyLake.filled(spark, folder);
    }

    @BeforeAll
    void refresh() {
        var context = toy.context(ToyHub.AS_OF);
        new BuildNetwork(toy.hub()).run(context);
        featureCounts = new ComputeFeatures(toy.hub()).run(context);
        new FitScorecard(toy.hub()).run(context);
        new ScoreSubjects(toy.hub()).run(context);
        new WriteProfiles(toy.hub()).run(context);
        read(Tables.SCORE)
                .forEach(r -> assertThat(scores.put(r.getAs("subject_id"), r)).isNull());
        read(Tables.PROFILE)
                .forEach(r -> assertThat(profiles.put(r.getAs("subject_id"), r)).isNull());
    }

    @Test
    void everyFirmHasOneScoreRowAndOneProfileWithItsName() {
        assertThat(scores).hasSize(ToyHub.FIRMS);
        assertThat(profiles.keySet()).isEqualTo(scores.keySet());
        for (int firm = 1; firm <= ToyHub.FIRMS; firm++) {
            var profile = profiles.get(ToyHub.subject(firm));
            assertThat(profile.<String>getAs("code")).isEqualTo(ToyHub.code(firm));
            assertThat(profile.<String>getAs("name")).isEqualTo("葡萄%d号有限公司".formatted(firm));
        }
    }

    @Test
    void theModelLearnsFromThoseWhoHadALoanAYearAgo() {
        assertThat(featureCounts).containsEntry("defaults", 12L).containsEntry("non_defaults", 12L);
        var card = read(Tables.SCORECARD).get(0);
        assertThat(card.getDate(1).toLocalDate()).isEqualTo(ToyHub.FITTING);
        assertThat(List.of(card.getLong(2), card.getLong(3))).containsExactly(24L, 12L);
    }

    @Test
    void theNetworkStandsOnThisYearsInvoicesAndTheLastOnesOnLastYears() {
        // Firm n sells the next one 300 and an outsider 10 n, but for every fifth, whose second invoice is void.
        var today = metric("S00000007", "2026-06-30");
        assertThat(today.<Long>getAs("degree_customers")).isEqualTo(2);
        assertThat(today.<Double>getAs("customer_hhi"))
                .isCloseTo((300.0 * 300 + 70 * 70) / (370.0 * 370), within(1e-11));
        assertThat(metric("S00000010", "2026-06-30").<Long>getAs("degree_customers"))
                .isEqualTo(1);
        assertThat(metric("S00000007", "2025-06-30").<Object>getAs("customer_hhi"))
                .isEqualTo(today.<Object>getAs("customer_hhi"));
        var edges = toy.lake().read(Tables.EDGE, ToyHub.AS_OF).where("source_id = 'S00000007'");
        assertThat(edges.selectExpr("year(first_on)", "year(observed_on)").collectAsList())
                .allMatch(r -> r.getInt(0) == r.getInt(1));
    }

    @Test
    void whoIsNotScoredReadsTheFirstReasonThatApplies() {
        assertThat(scores.get(ToyHub.subject(26)).<String>getAs("not_scored_reason"))
                .isEqualTo("近 12 个月没有销售额，无法评分");
        assertThat(scores.get(ToyHub.subject(24)).<String>getAs("not_scored_reason"))
                .isEqualTo("没有参保人数，无法评分");
        var others = new ArrayList<>(scores.values());
        others.remove(scores.get(ToyHub.subject(24)));
        others.remove(scores.get(ToyHub.subject(26)));
        assertThat(others).allMatch(r -> r.<Boolean>getAs("is_scored") && r.getAs("not_scored_reason") == null);
        var unscored = json(ToyHub.subject(26)).get("assessment");
        assertThat(unscored.get("is_scored").asBoolean()).isFalse();
        assertThat(unscored.get("not_scored_reason").stringValue()).contains("没有销售额");
        assertThat(unscored.propertyNames()).doesNotContain("score", "grade", "default_probability", "reasons");
    }

    @Test
    void aScoreIsTheSumOfItsPartsAndItsGradeTheBandThatItFallsIn() {
        var card =
                ScorecardJson.read(read(Tables.SCORECARD).get(0).getAs("card")).card();
        for (var row : scores.values()) {
            if (row.<Boolean>getAs("is_scored")) {
                int sum = card.basePoints()
                        + row.<Row>getList(row.fieldIndex("contributions")).stream()
                                .mapToInt(c -> c.getInt(3))
                                .sum();
                int score = row.<Integer>getAs("score");
                assertThat(score).isEqualTo(sum);
                assertThat(row.<String>getAs("grade")).isEqualTo(score >= 620 ? "A" : score >= 580 ? "B" : "C");
            }
        }
        assertThat(scores.get(ToyHub.subject(22)).<Integer>getAs("score"))
                .isGreaterThan(scores.get(ToyHub.subject(1)).<Integer>getAs("score"));
    }

    @Test
    void theHashIsThatOfTheTextAndTheTextSaysWhatTheColumnsSay() throws Exception {
        for (var row : profiles.values()) {
            var text = row.<String>getAs("profile");
            var sha256 = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            assertThat(row.<String>getAs("sha256")).isEqualTo(HexFormat.of().formatHex(sha256));

            var profile = JSON.readTree(text);
            for (var column : List.of("subject_id", "scheme", "code", "name", "kind")) {
                assertThat(profile.get(column).stringValue()).isEqualTo(row.getAs(column));
            }
            assertThat(profile.get("as_of_date").stringValue()).isEqualTo("2026-06-30");
            var score = scores.get(row.<String>getAs("subject_id"));
            assertThat(row.<Integer>getAs("score")).isEqualTo(score.<Integer>getAs("score"));
            var shown = profile.get("assessment").get("score");
            assertThat(shown == null ? null : shown.intValue()).isEqualTo(score.<Integer>getAs("score"));
        }
    }

    @Test
    void noProfileHoldsAPersonalColumn() {
        assertThat(profiles.values())
                .noneMatch(r -> r.<String>getAs("profile").contains(ToyHub.PERSONAL)
                        || r.<String>getAs("profile").contains("\"phone\"")
                        || r.<String>getAs("profile").contains("\"clerk\""));
    }

    @Test
    void eachDepartmentHasItsSectionWithTheDateAndTheNumberOfItsRows() {
        // Firm 7: one registration, eight filings, a staff count, a loan and a default, and invoices on both sides:
        // 300 and 70 sold in each of two years, 300 bought. Firm 24 is no longer insured.
        assertThat(sections(ToyHub.subject(7)))
                .containsExactly(
                        "bank/loan null 2 2026-03-31",
                        "insurance/staff null 1 2026-03-31",
                        "registry/firm null 1 2024-09-30",
                        "tax/filing null 8 2026-06-30",
                        "tax/invoice 购方统一社会信用代码 2 2026-03-31",
                        "tax/invoice 销方统一社会信用代码 4 2026-03-31");
        assertThat(sections(ToyHub.subject(24)))
                .extracting(s -> s.split(" ", 2)[0])
                .containsExactly("bank/loan", "registry/firm", "tax/filing", "tax/invoice", "tax/invoice");
        assertThat(sections(ToyHub.subject(26))).containsExactly("registry/firm null 1 2024-09-30");

        var filings = json(ToyHub.subject(7)).get("sections").get(3);
        assertThat(filings.get("disclosure").stringValue()).isEqualTo("authorized");
        assertThat(filings.get("records")
                        .valueStream()
                        .map(r -> r.get("period_on").stringValue() + " "
                                + r.get("recorded_as_of").stringValue()))
                .containsExactly("2026-06-30 2026-06-30", "2026-03-31 2026-03-31", "2025-12-31 2025-12-31");
    }

    @Test
    void theReasonsAreTheFeaturesThatCostMostEachWithRowsThatExistAndFulfilItsFilter() {
        var found = placesInTheRecords();
        var seen = new TreeSet<String>();
        for (var row : profiles.values()) {
            String subject = row.getAs("subject_id");
            var reasons = json(subject).get("assessment").path("reasons");
            var lost = reasons.valueStream()
                    .map(r -> r.get("lost_points").intValue())
                    .toList();
            assertThat(lost)
                    .hasSizeLessThanOrEqualTo(4)
                    .isSortedAccordingTo((a, b) -> b - a)
                    .allMatch(l -> l > 0);
            for (var reason : reasons) {
                var feature = reason.get("feature").stringValue();
                seen.add(feature);
                var places = found.getOrDefault(row.getAs("code") + " " + feature, List.of());
                assertThat(reason.get("row_count").asLong())
                        .as("%s of %s", feature, subject)
                        .isEqualTo(places.size());
                var shown = reason.path("rows")
                        .valueStream()
                        .map(r -> "%s %s:%d"
                                .formatted(
                                        r.get("dataset").stringValue(),
                                        r.get("file").stringValue(),
                                        r.get("line").asLong()))
                        .toList();
                assertThat(shown).doesNotHaveDuplicates().hasSize(Math.min(3, places.size()));
                assertThat(places).containsAll(shown);
            }
        }
        // The evidence of sums, of counts and of the network was looked at.
        assertThat(seen).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void theNetworkOfAProfileNamesThePartnersLargestFirst() {
        var network = json(ToyHub.subject(7)).get("network");

        assertThat(network.get("degree_customers").asLong()).isEqualTo(2);
        assertThat(network.get("customers")
                        .valueStream()
                        .map(p -> "%s %.2f"
                                .formatted(
                                        p.get("party").stringValue(),
                                        p.get("amount_cny").doubleValue())))
                .containsExactly("S00000008 300.00", "uscc:%s 70.00".formatted(ToyHub.code(900_001)));
        assertThat(network.get("suppliers")
                        .valueStream()
                        .map(p -> p.get("party").stringValue()))
                .containsExactly("S00000006");
    }

    /** Dataset, file and line of the rows that each feature of each firm counts, looked up in the records themselves. */
    private Map<String, List<String>> placesInTheRecords() {
        var places = new HashMap<String, List<String>>();
        FILTERS.forEach((name, filter) -> {
            var dataset = name.split(" ")[0];
            var feature = name.split(" ")[1];
            var code = dataset.equals("tax/invoice") ? "seller_code" : "code";
            var inForce =
                    dataset.equals("insurance/staff") ? " AND NOT is_ended AND as_of_date = DATE'2026-03-31'" : "";
            toy.lake()
                    .read(Table.records(toy.hub().contract(DatasetName.parse(dataset))))
                    .where(filter + inForce)
                    .select(code, "file", "line_number")
                    .collectAsList()
                    .forEach(r -> places.computeIfAbsent(r.getString(0) + " " + feature, k -> new ArrayList<>())
                            .add("%s %s:%d".formatted(dataset, r.getString(1), r.getLong(2))));
        });
        return places;
    }

    private List<String> sections(String subject) {
        return json(subject)
                .get("sections")
                .valueStream()
                .map(s -> "%s/%s %s %d %s"
                        .formatted(
                                s.get("department").stringValue(),
                                s.get("dataset").stringValue(),
                                s.has("role") ? s.get("role").stringValue() : null,
                                s.get("row_count").asLong(),
                                s.get("as_of_date").stringValue()))
                .collect(Collectors.toList());
    }

    private Row metric(String vertex, String observedOn) {
        return toy.lake()
                .read(Tables.METRIC, ToyHub.AS_OF)
                .where("vertex_id = '%s' AND observed_on = DATE'%s'".formatted(vertex, observedOn))
                .head();
    }

    private JsonNode json(String subject) {
        return JSON.readTree(profiles.get(subject).<String>getAs("profile"));
    }

    private List<Row> read(Table table) {
        return toy.lake().read(table, ToyHub.AS_OF).collectAsList();
    }
}
