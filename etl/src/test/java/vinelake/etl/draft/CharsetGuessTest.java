package vinelake.etl.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharsetGuessTest {

    private static final String SIMPLIFIED = "纳税人名称,税额\n藤湖市远大电器销售有限公司,1200.50\n藤湖市信达技术有限责任公司,88.00\n";
    private static final String TRADITIONAL = "納稅人名稱,稅額\n臺北市遠大電器銷售有限公司,1200.50\n新竹縣信達技術股份有限公司,88.00\n";

    @ParameterizedTest
    @CsvSource({"UTF-8,UTF-8", "GB18030,GB18030", "GBK,GB18030", "UTF-16,UTF-16"})
    void tellsTheCharsetOfSimplifiedChinese(String written, String told) {
        var guess = CharsetGuess.of(SIMPLIFIED.getBytes(Charset.forName(written)));

        assertThat(guess).isEqualTo(new CharsetGuess(Charset.forName(told), true));
    }

    @Test
    void tellsBig5FromGb18030ThoughBothCanReadIt() {
        assertThat(CharsetGuess.of(TRADITIONAL.getBytes(Charset.forName("Big5"))))
                .isEqualTo(new CharsetGuess(Charset.forName("Big5"), true));
    }

    @Test
    void takesUtf16WithoutAMarkByItsZeros() {
        assertThat(CharsetGuess.of("a,b\n1,2\n".getBytes(StandardCharsets.UTF_16LE))
                        .charset())
                .isEqualTo(StandardCharsets.UTF_16LE);
    }

    @Test
    void isNotSureOfTextWithASpoiltByte() {
        byte[] bytes = SIMPLIFIED.getBytes(StandardCharsets.UTF_8);
        bytes[10] = (byte) 0xFF;

        var guess = CharsetGuess.of(bytes);

        assertThat(guess.isSure()).isFalse();
        assertThat(guess.charset()).isEqualTo(StandardCharsets.UTF_8);
    }

    @Test
    void takesPlainAsciiForUtf8() {
        assertThat(CharsetGuess.of("a,b\n1,2\n".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(new CharsetGuess(StandardCharsets.UTF_8, true));
        assertThat(Arrays.asList(CharsetGuess.of(new byte[0]).charset())).containsExactly(StandardCharsets.UTF_8);
    }
}
