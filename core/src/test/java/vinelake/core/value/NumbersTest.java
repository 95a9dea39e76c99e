package vinelake.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "007.5 | 7.5",
                ".5 | 0.5",
                "1,234.50 | 1234.5",
                "12,345,678 | 12345678",
                "-1000.0 | -1000",
                "+5 | 5",
                "−5 | -5",
                "-0.00 | 0",
                "(1,234.50) | -1234.5",
                "(0) | 0",
                "￥1,234.50 | 1234.5",
                "¥ 100 | 100",
                "-￥100 | -100",
                "￥-100 | -100",
                "(￥100) | -100",
                "￥(100) | -100",
                "100元 | 100",
                "100 元 | 100",
                "￥100元 | 100",
                "-100.25元 | -100.25",
                "１，２３４．５０ | 1234.5",
                "－１０００ | -1000",
                "（１，２３４．５０） | -1234.5",
                "＋５ | 5",
                "1.0E7 | 10000000",
                "1e-3 | 0.001",
                "-2.5E+3 | -2500",
                "'\u3000 12\u00A0' | 12",
                "12345678901234567890123456789012345678 | 12345678901234567890123456789012345678"
            })
    void readsTheFormsOfTheDepartments(String text, String plain) {
        assertThat(Numbers.plain(Numbers.parse(text))).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12%",
                "１２％",
                "1,23.4",
                "1,2345",
                "12,34,567",
                "1234,567",
                "0,123",
                ",123",
                "1,234,",
                "1,234E5",
                "5.",
                ".",
                "1.2.3",
                "1.234.567,89",
                "--5",
                "+-5",
                "-",
                "5-",
                "-(5)",
                "(-5)",
                "()",
                "(5",
                "((5))",
                "1 234",
                "1e",
                "1E999",
                "1E-100",
                "0x1F",
                "1f",
                "NaN",
                "Infinity",
                "∞",
                "一百",
                "100万元",
                "$100",
                "￥",
                "元",
                "无",
                "",
                " ",
                "1e+"
            })
    void readsNothingElse(String text) {
        assertThat(Numbers.parse(text)).isNull();
    }

    @Test
    void refusesTextLongerThanAnyNumber() {
        assertThat(Numbers.parse("1".repeat(80))).isNotNull();
        assertThat(Numbers.parse("1".repeat(81))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1234.5, 18, 2, 1234.50",
        "1234.5000, 18, 2, 1234.50",
        "1E+3, 18, 2, 1000.00",
        "1E+3, 4, 0, 1000",
        "0, 2, 2, 0.00",
        "-0.99, 2, 2, -0.99",
        "9999999999999999.99, 18, 2, 9999999999999999.99",
    })
    void fitsWhatNeedsNoRounding(BigDecimal number, int precision, int scale, BigDecimal fitted) {
        assertThat(Numbers.fit(number, precision, scale)).isEqualTo(fitted);
    }

    @ParameterizedTest
    @CsvSource({"1.005, 18, 2", "0.5, 18, 0", "1, 2, 2", "1E+3, 3, 0", "1E+3, 5, 2", "10000000000000000, 18, 2"})
    void doesNotFitWhatIsTooLongOrTooFine(BigDecimal number, int precision, int scale) {
        assertThat(Numbers.fit(number, precision, scale)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1234.50, 1234.5", "1E+7, 10000000", "0.000, 0", "-0.10, -0.1", "100, 100"})
    void writesANumberInOneWay(BigDecimal number, String plain) {
        assertThat(Numbers.plain(number)).isEqualTo(plain);
    }
}
