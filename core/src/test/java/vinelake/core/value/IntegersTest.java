package vinelake.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntegersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12 | 12",
                "0012 | 12",
                "1,234 | 1234",
                "12.0 | 12",
                "-12.000 | -12",
                "１２ | 12",
                "' 12 ' | 12",
                "1.2E3 | 1200",
                "999999999999999999 | 999999999999999999",
                "9223372036854775807 | 9223372036854775807",
                "-9223372036854775808 | -9223372036854775808"
            })
    void readsWholeNumbers(String text, long value) {
        assertThat(Integers.parse(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"12.5", "9223372036854775808", "-9223372036854775809", "1E99", "12%", "1,23", "十二", "", " "})
    void readsNothingElse(String text) {
        assertThat(Integers.parse(text)).isNull();
    }
}
