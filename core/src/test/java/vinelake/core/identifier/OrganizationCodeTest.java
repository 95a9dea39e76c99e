package vinelake.core.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrganizationCodeTest {

    /**
     * By hand: D2143569 (D is 13) gives 39+14+9+40+15+40+24+18 = 199 = 18 * 11 + 1, and 11 - 1 = 10 is X; 70000000 gives 21 =
     * 11 + 10, and 11 - 10 = 1; 74820466 gives 209 = 19 * 11, and 11 is 0; H0000000 (H is 17) gives 51 = 4 * 11 + 7, and
     * 11 - 7 = 4 (with H as 16, as in the social credit code's own alphabet, it were 7).
     */
    @ParameterizedTest
    @ValueSource(strings = {"D2143569X", "700000001", "748204660", "MB1886843", "H00000004"})
    void acceptsCodesWhoseCheckHolds(String code) {
        assertThat(OrganizationCode.isValid(code)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"D21435690", "748204661", "74820466", "7482046600", "74820466-0", "7482046某0", "000000000"})
    void refusesWhatIsNoCode(String code) {
        assertThat(OrganizationCode.isValid(code)).isFalse();
    }

    @Test
    void readsTheFormWithHyphen() {
        assertThat(OrganizationCode.parse(" d2143569－x ")).isEqualTo("D2143569X");
        assertThat(OrganizationCode.parse("74820466-1")).isNull();
        assertThat(OrganizationCode.normalize("74820466-1")).isEqualTo("748204661");
        assertThat(OrganizationCode.normalize(" - ")).isNull();
    }
}
