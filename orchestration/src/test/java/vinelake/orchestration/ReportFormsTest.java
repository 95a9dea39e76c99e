package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static vinelake.orchestration.MadeReport.FILING;
import static vinelake.orchestration.MadeReport.LOAN;
import static vinelake.orchestration.MadeReport.STAFF;
import static vinelake.orchestration.MadeReport.accepted;
import static vinelake.orchestration.MadeReport.held;
import static vinelake.orchestration.MadeReport.hub;
import static vinelake.orchestration.MadeReport.refused;
import static vinelake.orchestration.MadeReport.run;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import vinelake.core.hub.Hub;
import vinelake.orchestration.DictionaryPage.Language;

/** The forms of a report in which text stands that would spoil each of them. */
class ReportFormsTest {

    private static final String HOSTILE = "</p><script>alert(1)</script> | `x` \u0007\u001B[31m\n# \"a\" & 'b'";
    private static final Hub HUB = hub();

    private static RefreshReport report() {
        return report(HOSTILE);
    }

    private static RefreshReport report(String reason) {
        var filing = accepted(FILING, "2026-05-31", 100, 5);
        var held = held(LOAN, "2026-06-30", reason, "now");
        return RefreshReport.of(
                HUB,
                run("run-2026-05-31", "2026-06-30", "2026-07-01T00:00:00Z"),
                new LakeFacts(
                        List.of(filing, accepted(STAFF, "2026-03-31", 7, 0), held),
                        List.of(refused(filing, 3, "amount.type"), refused(filing, 2, "amount.type", "not_negative")),
                        List.of(new LakeFacts.Decided(
                                "d1",
                                "accept_delivery",
                                LOAN,
                                Optional.of(held.deliveryId()),
                                HOSTILE,
                                HOSTILE,
                                Instant.parse("2026-07-01T00:00:00Z"))),
                        List.of(),
                        0),
                Optional.empty(),
                List.of("x/" + HOSTILE));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void thePageIsWellFormedAndNothingInItBecomesATag(Language language) throws Exception {
        var page = parsed(new ReportPage(HUB, report(), language).html());

        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getElementsByTagName("link").getLength()).isZero();
        assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo(language.of("zh-CN", "en"));
        assertThat(page.getElementsByTagName("article").getLength()).isEqualTo(1);
        assertThat(page.getElementsByTagName("article").item(0).getTextContent())
                .contains("</p><script>alert(1)</script>");
        var pictures = page.getElementsByTagName("svg");
        assertThat(pictures.getLength()).isEqualTo(2);
        for (int i = 0; i < pictures.getLength(); i++) {
            var picture = (Element) pictures.item(i);
            assertThat(picture.getAttribute("role")).isEqualTo("img");
            assertThat(picture.getAttribute("aria-label")).contains(language.of("次交付", "deliveries"));
        }
    }

    @Test
    void thePageSpeaksTheLanguageOfItsReader() {
        var zh = new ReportPage(HUB, report(), Language.ZH).html();
        var en = new ReportPage(HUB, report(), Language.EN).html();

        assertThat(zh)
                .contains("“金额”不是金额或小数（最多18位，其中小数2位）：5 行；不符合规则：金额不小于 0：2 行", "href=\"report-en.html\"")
                .contains("数据截至 2026-03-31，下一次应于 2026-05-15 前交付，已逾期 46 天");
        assertThat(en)
                .contains(
                        "amount (金额) is no number: 5 rows; breaks not_negative (金额不小于 0): 2 rows",
                        "href=\"report-zh.html\"")
                .contains("the last one speaks for 2026-03-31, the next was due by 2026-05-15: 46 days late");
    }

    @Test
    void saysWhyADeliveryIsHeldInTheLanguageOfItsReader() {
        var english = "usual_rows: the number of rows is 381. Allowed: 950 to 1050 (每月约一千笔)."
                + " Ask the sender, then deliver anew, accept or reject";
        var chinese = "行数比通常最少时还少 60%（本次 381 行，通常 950–1,050 行）。向部门核实后，接收、拒收或请部门重报。";
        var report = report(english);

        assertThat(new ReportPage(HUB, report, Language.ZH).html())
                .contains(chinese)
                .doesNotContain("Ask the sender");
        assertThat(new ReportMarkdown(HUB, report, Language.ZH).text()).contains("行数比通常最少时还少 60%");
        assertThat(new ReportPage(HUB, report, Language.EN).html())
                .contains(english)
                .doesNotContain("向部门核实");
        assertThat(new ReportMarkdown(HUB, report, Language.EN).text()).contains("the number of rows is 381");
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void noTextEndsALineOrACellOfMarkdown(Language language) {
        var lines = new ReportMarkdown(HUB, report(), language).text().lines().toList();

        assertThat(lines).filteredOn(l -> l.startsWith("# ")).hasSize(1);
        assertThat(lines).noneMatch(l -> l.matches(".*(?<!\\\\)<script>.*"));
        int cells = 0;
        for (var line : lines) {
            if (!line.startsWith("|")) {
                cells = 0;
                continue;
            }
            int found = line.split("(?<!\\\\)\\|", -1).length;
            assertThat(found).as(line).isEqualTo(cells == 0 ? found : cells);
            cells = found;
        }
    }

    @Test
    void theJsonIsAsItsSchemaSays() {
        var report = report();

        assertThat(misfits(ReportJson.of(HUB, report))).isEmpty();
        assertThat(misfits(ReportJson.of(HUB, report.state()))).isEmpty();
        assertThat(misfits(ReportJson.of(HUB, report).replace("\"days_late\"", "\"days_late_\"")))
                .hasSize(2);
    }

    @Test
    void aReportThatCannotBeReadIsTold() {
        assertThatIllegalArgumentException().isThrownBy(() -> PreviousReport.of("{"));
        assertThatIllegalArgumentException().isThrownBy(() -> PreviousReport.of("{\"run\": {}}"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PreviousReport.of(ReportJson.of(HUB, report())
                        .replace("\"as_of_date\" : \"2026-06-30\"", "\"as_of_date\" : \"?\"")));
    }

    @Test
    void theScreenLinesUpChineseAndKeepsControlCharactersOut() {
        var state = report().state();

        var plain = new StatusScreen(HUB, state, Language.ZH, false, true).text();
        var coloured = new StatusScreen(HUB, state, Language.ZH, true, true).text();

        assertThat(plain).doesNotContain("\u001B").doesNotContain("\u0007").startsWith(state.sentence(Language.ZH));
        assertThat(coloured.replaceAll("\u001B\\[\\d+m", "")).isEqualTo(plain);
        var rows = plain.lines().skip(2).limit(4).toList();
        assertThat(rows.get(1)).startsWith("● 暂扣");
        assertThat(rows.get(2)).startsWith("● 逾期");
        assertThat(rows.get(3)).startsWith("● 正常");
        // The name of the dataset and its last day begin in the same columns of the terminal, whatever title stands
        // before.
        assertThat(rows.subList(1, 4).stream().map(r -> column(r, "/"))).allMatch(c -> c > 0);
        assertThat(rows.subList(2, 4).stream().map(r -> column(r, "2026-")).distinct())
                .hasSize(1);
    }

    private static int column(String row, String what) {
        return DisplayWidth.of(row.substring(0, row.indexOf(what)));
    }

    @Test
    void aScreenOfManyDatasetsShowsThoseThatAskForSomething() {
        var state = report().state();
        var many = new HubState(
                LocalDate.of(2026, 6, 30),
                java.util.stream.Stream.concat(
                                state.datasets().stream(),
                                java.util.stream.IntStream.range(0, 72)
                                        .mapToObj(i -> state.datasets().get(2)))
                        .toList(),
                state.late(),
                state.held(),
                state.open(),
                state.release(),
                0);

        assertThat(new StatusScreen(HUB, many, Language.EN, false, false).text())
                .contains("● held", "● late", "55 more datasets ask for nothing: --all");
        assertThat(new StatusScreen(HUB, many, Language.EN, false, true)
                        .text()
                        .lines()
                        .filter(l -> l.startsWith("●")))
                .hasSize(75);
    }

    @Test
    void widthIsThatOfATerminal() {
        assertThat(DisplayWidth.of("abc")).isEqualTo(3);
        assertThat(DisplayWidth.of("税额（元）")).isEqualTo(10);
        assertThat(DisplayWidth.of("𠮷a")).isEqualTo(3);
        assertThat(DisplayWidth.of("e\u0301")).isEqualTo(1);
        assertThat(DisplayWidth.of("▁█●")).isEqualTo(3);
    }

    static List<String> misfits(String json) {
        try (var in = ReportJson.class.getResourceAsStream("report.schema.json")) {
            var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
            return schema.validate(Json.read(json)).stream()
                    .map(Object::toString)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Document parsed(String html) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }
}
