package vinelake.core.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uscc | 91320100 748204660q | 91320100748204660Q | true",
                "uscc | 91320281142132229Q | 91320281142132229Q | false",
                "organization_code | 74820466-0 | 748204660 | true",
                "organization_code | 74820466-1 | 748204661 | false",
                "registration_number | １１０１０８０００００００１６ | 110108000000016 | true",
                "registration_number | 110108000000017 | 110108000000017 | false",
                "cumcm | '\u3000Ｅ425 ' | E425 | true",
                "farm | nf-0007 a | nf-0007 a | true"
            })
    void normalizesAndChecksByScheme(String scheme, String text, String normal, boolean isValid) {
        assertThat(Schemes.normalize(scheme, text)).isEqualTo(normal);
        assertThat(Schemes.isValid(scheme, normal)).isEqualTo(isValid);
    }

    @ParameterizedTest
    @CsvSource({"uscc", "organization_code", "registration_number", "cumcm"})
    void blankIsNoIdentifierOfAnyScheme(String scheme) {
        assertThat(Schemes.normalize(scheme, " \u3000")).isNull();
        assertThat(Schemes.normalize(scheme, null)).isNull();
        assertThat(Schemes.isValid(scheme, null)).isFalse();
        assertThat(Schemes.isValid(scheme, " ")).isFalse();
    }
}
