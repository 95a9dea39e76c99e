package vinelake.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BooleansTest {

    @ParameterizedTest
    @ValueSource(strings = {"是", "有", "Y", "y", "yes", "YES", "true", "True", "T", "1", "Ｙ", "１", "ｔｒｕｅ", " 是\u3000"})
    void readsYes(String text) {
        assertThat(Booleans.parse(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"否", "无", "N", "n", "no", "No", "false", "FALSE", "F", "0", "Ｎ", "０", "\uFEFF否"})
    void readsNo(String text) {
        assertThat(Booleans.parse(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"不是", "2", "01", "yes!", "是否", "null", "-", "", " "})
    void readsNothingElse(String text) {
        assertThat(Booleans.parse(text)).isNull();
    }
}
