package vinelake.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatesTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2020-07-01",
                "2020-7-1",
                "2020/07/01",
                "2020/7/1",
                "2020.7.1",
                "20200701",
                "2020年7月1日",
                "2020年07月01日",
                "2020-07-01 00:00:00",
                "2020-07-01 00:00:00.0",
                "2020-07-01T00:00:00",
                "2020-07-01T00:00:00+08:00",
                "2020-06-30T16:00:00Z",
                "2020/7/1 0:00",
                "20200701000000",
                "2020年7月1日 0时0分",
                "1593532800000",
                "２０２０－０７－０１",
                "２０２０年７月１日",
                "\uFEFF\u30002020-07-01\u00A0"
            })
    void readsTheFormsOfTheDepartments(String text) {
        assertThat(Dates.parse(text, SHANGHAI)).isEqualTo(LocalDate.of(2020, 7, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2020-02-30",
                "2021-02-29",
                "2020-13-01",
                "2020-00-10",
                "2020-07-00",
                "20200230",
                "2020年2月30日",
                "1899-12-31",
                "2200-01-01",
                "00000000",
                "0000-00-00",
                "9999-12-31",
                "2020-07",
                "2020/07-01",
                "2020年7月1",
                "20-07-01",
                "01/07/2020",
                "2020-07-01x",
                "2020-07-01 00",
                "2020-07-01 24:00:00",
                "2020-07-01 00:60",
                "2020-07-01 10:30:00",
                "2020-07-01T00:00:00Z",
                "1593532800001",
                "159353280000",
                "0593532800000",
                "2020070112",
                "无",
                "-",
                "",
                " "
            })
    void readsNothingElse(String text) {
        assertThat(Dates.parse(text, SHANGHAI)).isNull();
    }

    /** 1593532800 s is 2020-06-30T16:00Z: midnight in Shanghai, afternoon in UTC. */
    @Test
    void readsEpochMillisecondsOnTheDepartmentsClock() {
        assertThat(Dates.parse("1593532800000", ZoneId.of("UTC"))).isNull();
        assertThat(Dates.parse("1593561600000", ZoneId.of("UTC"))).isEqualTo(LocalDate.of(2020, 7, 1));
    }

    /** On 1940-06-01 Shanghai put its clocks from 0:00 to 1:00. */
    @Test
    void readsADayThatHasNoMidnight() {
        assertThat(Dates.parse("1940-06-01 00:00:00", SHANGHAI)).isEqualTo(LocalDate.of(1940, 6, 1));
        assertThat(Dates.parse("1940-06-01", SHANGHAI)).isEqualTo(LocalDate.of(1940, 6, 1));
    }

    @ParameterizedTest
    @CsvSource({"1970-01-01, 0", "1970-01-02, 1", "1969-12-31, -1", "2000-03-01, 11017", "2020-07-01, 18444"})
    void countsDaysFrom1970(String text, int day) {
        assertThat(Dates.epochDay(text, SHANGHAI)).isEqualTo(day);
    }

    @Test
    void acceptsEveryDayOfTheYearsThatItKnowsInEveryForm() {
        for (LocalDate day = LocalDate.of(1900, 1, 1); day.getYear() < 2200; day = day.plusDays(17)) {
            int y = day.getYear();
            int m = day.getMonthValue();
            int d = day.getDayOfMonth();
            assertThat(Dates.parse("%d-%02d-%02d".formatted(y, m, d), SHANGHAI)).isEqualTo(day);
            assertThat(Dates.parse("%d%02d%02d".formatted(y, m, d), SHANGHAI)).isEqualTo(day);
            assertThat(Dates.parse("%d/%d/%d".formatted(y, m, d), SHANGHAI)).isEqualTo(day);
            assertThat(Dates.parse("%d年%d月%d日".formatted(y, m, d), SHANGHAI)).isEqualTo(day);
        }
    }
}
