package vinelake.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vinelake.core.value.PersonalNumbers.Kind;

class PersonalNumbersTest {

    /** 11010519491231002X is the example that GB 11643 itself gives. */
    @ParameterizedTest
    @CsvSource({
        "11010519491231002X, CITIZEN_NUMBER",
        "11010519491231002x, CITIZEN_NUMBER",
        "证件11010519491231002X号, CITIZEN_NUMBER",
        "１１０１０５１９４９１２３１００２Ｘ, CITIZEN_NUMBER",
        "13000000000, MOBILE_PHONE",
        "电话：13000000000。, MOBILE_PHONE",
        "+86 130-0000-0000, MOBILE_PHONE",
        "8613000000000, MOBILE_PHONE",
        "130 0000 0000, MOBILE_PHONE"
    })
    void findsANumberWhereverItStands(String text, Kind kind) {
        var found = new ArrayList<Kind>();
        PersonalNumbers.find(text, found::add);

        assertThat(found).containsExactly(kind);
        assertThat(PersonalNumbers.isIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "110105194912310021", // another check character
                "11010519491331002X", // a thirteenth month
                "12000000000",
                "130000000001",
                "13000000000.50",
                "0.13000000000",
                "v1:a13000000000b",
                "91320500MA00000013",
                ""
            })
    void takesNothingElseForOne(String text) {
        assertThat(PersonalNumbers.isIn(text)).isFalse();
    }
}
