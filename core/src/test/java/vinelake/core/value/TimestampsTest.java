package vinelake.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2020-07-01 09:05:07 | 2020-07-01T01:05:07Z",
                "2020/7/1 9:05 | 2020-07-01T01:05:00Z",
                "2020.07.01 09:05:07.5 | 2020-07-01T01:05:07.500Z",
                "2020-07-01T09:05:07.123456 | 2020-07-01T01:05:07.123456Z",
                "2020-07-01T09:05:07.123456000 | 2020-07-01T01:05:07.123456Z",
                "2020-07-01T09:05:07Z | 2020-07-01T09:05:07Z",
                "2020-07-01T09:05:07+0900 | 2020-07-01T00:05:07Z",
                "2020年7月1日9时5分 | 2020-07-01T01:05:00Z",
                "2020年7月1日 9时5分7秒 | 2020-07-01T01:05:07Z",
                "2020年7月1日 09:05 | 2020-07-01T01:05:00Z",
                "２０２０－０７－０１　０９：０５：０７ | 2020-07-01T01:05:07Z",
                "20200701090507 | 2020-07-01T01:05:07Z",
                "1593532800123 | 2020-06-30T16:00:00.123Z",
                "2020-07-01 | 2020-06-30T16:00:00Z",
                "20200701 | 2020-06-30T16:00:00Z"
            })
    void readsTheFormsOfTheDepartments(String text, Instant moment) {
        assertThat(Timestamps.parse(text, SHANGHAI)).isEqualTo(moment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2020-02-30 09:05:07",
                "2020-07-01 24:00:00",
                "2020-07-01 09:60:00",
                "2020-07-01 09:05:60",
                "2020-07-01 9",
                "2020-07-01 9:5",
                "2020-07-01 09:05:07.1234567",
                "2020-07-01 09:05:07 PM",
                "2020-07-01T09:05:07+19:00",
                "1899-12-31 23:59:59",
                "2200-01-01 00:00:00",
                "7258089600000",
                "09:05:07",
                "无",
                ""
            })
    void readsNothingElse(String text) {
        assertThat(Timestamps.parse(text, SHANGHAI)).isNull();
    }

    @Test
    void countsMicrosecondsFrom1970() {
        assertThat(Timestamps.micros("1970-01-01 08:00:00.000001", SHANGHAI)).isEqualTo(1L);
        assertThat(Timestamps.micros("1970-01-01 07:59:59.999999", SHANGHAI)).isEqualTo(-1L);
        assertThat(Timestamps.micros("1593532800123", SHANGHAI)).isEqualTo(1_593_532_800_123_000L);
        assertThat(Timestamps.micros("无", SHANGHAI)).isNull();
    }

    /** China had summer time from 1986-05-04 to 1991-09-15: 2:00 became 3:00, and at the end 2:00 became 1:00. */
    @Test
    void movesASkippedTimeForwardAndTakesTheFirstOfARepeatedOne() {
        assertThat(Timestamps.parse("1986-05-04 02:30:00", SHANGHAI)).isEqualTo("1986-05-03T18:30:00Z");
        assertThat(Timestamps.parse("1991-09-15 01:30:00", SHANGHAI)).isEqualTo("1991-09-14T16:30:00Z");
    }
}
