package vinelake.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FiguresTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void yuanAreShownInTenThousandsWithSeparators() {
        assertThat(Figures.wan(new BigDecimal("1520122.55"))).isEqualTo("152.01");
        assertThat(Figures.wan(new BigDecimal("123456789.00"))).isEqualTo("12,345.68");
        assertThat(Figures.wan(new BigDecimal("-50.00"))).isEqualTo("-0.01");
    }

    @Test
    void evidenceIsShownToTheCent() {
        assertThat(Figures.yuan(new BigDecimal("1446.7"))).isEqualTo("1,446.70");
    }

    @Test
    void sharesAreShownAsPercentagesAndTheUnknownAsADash() {
        assertThat(Figures.percent(number("0.04385"))).isEqualTo("4.4%");
        assertThat(Figures.percent(number("null"))).isEqualTo("—");
    }

    @Test
    void aNumberHasNoDigitsThatSayNothing() {
        assertThat(Figures.plain(number("2.0"))).isEqualTo("2");
        assertThat(Figures.plain(number("285.22580645"))).isEqualTo("285.23");
        assertThat(Figures.plain(number("12345.5"))).isEqualTo("12,345.50");
        assertThat(Figures.plain(number("-0.346"))).isEqualTo("-0.35");
    }

    @Test
    void pointsSayWhetherTheyAreGainedOrLost() {
        assertThat(Figures.points(30)).isEqualTo("+30");
        assertThat(Figures.points(-10)).isEqualTo("−10");
        assertThat(Figures.points(0)).isEqualTo("0");
    }

    private static JsonNode number(String json) {
        return JSON.readTree(json);
    }
}
