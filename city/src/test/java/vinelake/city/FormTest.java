package vinelake.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How departments write. */
class FormTest {

    private static final CityPlan PLAN = new CityPlan(2000, 48, LocalDate.of(2026, 6, 30), 7, 2);

    @Test
    void writesADayAsTheDepartmentDoes() {
        LocalDate day = LocalDate.of(2020, 7, 1);
        assertThat(DateStyle.ISO.text(day)).isEqualTo("2020-07-01");
        assertThat(DateStyle.COMPACT.text(day)).isEqualTo("20200701");
        assertThat(DateStyle.SLASHED.text(day)).isEqualTo("2020/7/1");
        assertThat(DateStyle.CHINESE.text(day)).isEqualTo("2020年7月1日");
    }

    @ParameterizedTest
    @EnumSource
    void impossibleDaysAreInNoCalendar(DateStyle style) {
        Dice dice = Dice.of(1, 1, "days");
        Set<String> possible = new HashSet<>();
        LocalDate.of(2023, 1, 1).datesUntil(LocalDate.of(2025, 1, 1)).forEach(day -> possible.add(style.text(day)));
        for (int i = 0; i < 500; i++) {
            assertThat(possible).doesNotContain(style.impossible(2023 + i % 2, dice));
        }
    }

    @Test
    void writesAmounts() {
        assertThat(Money.yuan(-123_456)).isEqualTo("-1234.56");
        assertThat(Money.yuan(5)).isEqualTo("0.05");
        assertThat(Money.grouped(123_456_789)).isEqualTo("1,234,567.89");
        assertThat(Money.grouped(99_999)).isEqualTo("999.99");
        assertThat(Money.grouped(-12_345_600)).isEqualTo("-123,456.00");
    }

    @Test
    void quotesOnlyWhatNeedsIt() {
        FileStyle style = FileStyle.comma(StandardCharsets.UTF_8, DateStyle.ISO);
        assertThat(style.record(List.of("a", "1,5", "say \"x\"", "two\nlines", "")))
                .isEqualTo("a,\"1,5\",\"say \"\"x\"\"\",\"two\nlines\",\r\n");
    }

    @Test
    void refusesAValueWithTheDelimiterWhereNothingIsQuoted() {
        FileStyle style = FileStyle.separatedBy('|', StandardCharsets.UTF_8, DateStyle.ISO);
        assertThatThrownBy(() -> style.record(List.of("a|b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a|b");
    }

    /** GB 11643-1999, appendix: 11010519491231002X. */
    @Test
    void givesTheCitizenNumberOfTheStandardItsCheckCharacter() {
        assertThat(Codes.citizenNumber("110105", LocalDate.of(1949, 12, 31), 2)).isEqualTo("11010519491231002X");
    }

    @Test
    void allDepartmentsSpeakForTheDayFromWhichAYearOfOutcomesIsKnown() {
        for (Feed feed : Feeds.ALL) {
            List<LocalDate> dates = feed.rhythm().deliveries(PLAN);
            assertThat(dates)
                    .as(feed.name())
                    .contains(LocalDate.of(2025, 6, 30), LocalDate.of(2026, 6, 30))
                    .isSorted()
                    .allMatch(day -> day.plusDays(1).getDayOfMonth() == 1)
                    .allMatch(day -> day.isAfter(LocalDate.of(2022, 6, 30)));
        }
    }

    @Test
    void theCityOfFourYearsHasSixtyToSeventyDeliveries() {
        int deliveries = Feeds.ALL.stream()
                .mapToInt(feed -> feed.rhythm().deliveries(PLAN).size())
                .sum();
        assertThat(deliveries).isBetween(60, 70);
    }

    @Test
    void aDepartmentThatJoinsLaterStillDelivers() {
        CityPlan brief = new CityPlan(10, 6, LocalDate.of(2026, 6, 30), 7, 1);
        for (Feed feed : Feeds.ALL) {
            assertThat(feed.rhythm().deliveries(brief)).as(feed.name()).contains(LocalDate.of(2026, 6, 30));
        }
    }

    @Test
    void monthsCountFromTheFirstOfTheHistory() {
        assertThat(PLAN.firstDay()).isEqualTo(LocalDate.of(2022, 7, 1));
        assertThat(PLAN.monthIndex(LocalDate.of(2022, 7, 31))).isZero();
        assertThat(PLAN.monthIndex(LocalDate.of(2026, 6, 1))).isEqualTo(47);
        assertThat(PLAN.monthIndex(LocalDate.of(2022, 6, 30))).isEqualTo(-1);
    }
}
