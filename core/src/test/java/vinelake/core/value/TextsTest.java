package vinelake.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {" ", "\t", "\r\n", "\u3000", "\u00A0", "\uFEFF", "\u200B", "\u200D", "\u2060", "\u202A", "\u2003"
            })
    void stripsWhatCannotBeSeen(String blank) {
        assertThat(Texts.strip(blank + "甲 乙" + blank + blank)).isEqualTo("甲 乙");
        assertThat(Texts.strip(blank)).isNull();
    }

    @Test
    void keepsTheTextItself() {
        assertThat(Texts.strip("甲\u3000乙")).isEqualTo("甲\u3000乙");
        assertThat(Texts.strip("-")).isEqualTo("-");
        assertThat(Texts.strip("")).isNull();
    }

    @Test
    void halvesTheWidthOfAsciiFormsOnly() {
        assertThat(Texts.halfWidth("（Ａｚ０９～！）\u3000①㎡￥")).isEqualTo("(Az09~!) ①㎡￥");
        assertThat(Texts.halfWidth("有限公司")).isEqualTo("有限公司");
    }

    @Test
    void hasOneCanonicalFormForAllWaysToWriteAText() {
        assertThat(Texts.canonical(" Ｅ４２５\u3000")).isEqualTo("E425");
        assertThat(Texts.canonical("e\u0301")).isEqualTo("\u00E9");
        assertThat(Texts.canonical("\u00A0\u3000")).isNull();
    }
}
