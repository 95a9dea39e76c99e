package vinelake.etl.draft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalTextTest {

    /** The example of GB 11643-1999 itself, its woman, and both with what the standard says is wrong. */
    @Test
    void tellsACitizenNumberByItsCheckAndBirthday() {
        assertThat(PersonalText.isCitizenNumber("11010519491231002X")).isTrue();
        assertThat(PersonalText.isCitizenNumber("440524188001010014")).isFalse();
        assertThat(PersonalText.isCitizenNumber("11010519491231002x")).isTrue();
        assertThat(PersonalText.isCitizenNumber("110105194912310021")).isFalse();
        assertThat(PersonalText.isCitizenNumber("11010519491331002X")).isFalse();
        assertThat(PersonalText.isCitizenNumber("91320100748204660Q")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"王小明", "欧阳修文", "李某"})
    void knowsNames(String name) {
        assertThat(PersonalText.isPersonName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"印花税", "电器", "王", "有限公司", "Wang"})
    void takesOtherWordsForNoNames(String text) {
        assertThat(PersonalText.isPersonName(text)).isFalse();
    }

    @Test
    void makesUpWhatHasTheSameFormAndIsNobodys() {
        var number = PersonalText.madeUp("11010519491231002X", 0);
        assertThat(PersonalText.isCitizenNumber(number)).isTrue();
        assertThat(number).startsWith("999999");
        assertThat(PersonalText.isMobilePhone(PersonalText.madeUp("13912345678", 1)))
                .isTrue();
        assertThat(PersonalText.madeUp("13912345678", 1)).isNotEqualTo("13912345678");
        assertThat(PersonalText.madeUp("王小明", 0)).isEqualTo("张某");
        assertThat(PersonalText.madeUp("AB-12 c", 0)).isEqualTo("AA-00 a");
        assertThat(PersonalText.madeUp("藤湖市南街1号", 0)).isEqualTo("（示例文字）");
    }

    @Test
    void findsNumbersWithinText() {
        assertThat(PersonalText.isWithin("请联系13912345678。")).isTrue();
        assertThat(PersonalText.isWithin("发票 4413912345678901")).isFalse();
    }
}
