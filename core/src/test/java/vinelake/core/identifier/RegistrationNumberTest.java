package vinelake.core.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationNumberTest {

    /** 0794 is the example of ISO 7064; 00200667308 a German tax number, which has the same check. */
    @ParameterizedTest
    @CsvSource({"0794, 5", "00200667308, 5"})
    void computesTheCheckDigitsOfPublishedNumbers(String digits, char check) {
        assertThat(RegistrationNumber.checkDigit(digits)).isEqualTo(check);
    }

    /**
     * By hand for 11010800000001, the product after each digit: 2 6 1 4 8 1 2 4 8 5 10 9 7 5; 11 - 5 = 6. For
     * 44030110344556: 8 4 8 2 4 10 2 4 3 3 3 5 9 10; 11 - 10 = 1.
     */
    @ParameterizedTest
    @ValueSource(strings = {"110108000000016", "440301103445561"})
    void acceptsNumbersWhoseCheckHolds(String number) {
        assertThat(RegistrationNumber.isValid(number)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"110108000000017", "11010800000016", "1101080000000016", "11010800000001X", "000000000000000", ""
            })
    void refusesWhatIsNoNumber(String number) {
        assertThat(RegistrationNumber.isValid(number)).isFalse();
    }

    @Test
    void findsEverySwapOfNeighboursThatDiffer() {
        String number = "440301103445561";
        for (int i = 0; i + 1 < number.length(); i++) {
            String swapped = number.substring(0, i) + number.charAt(i + 1) + number.charAt(i) + number.substring(i + 2);
            assertThat(RegistrationNumber.isValid(swapped)).as(swapped).isEqualTo(swapped.equals(number));
        }
    }

    @Test
    void readsFullWidthDigits() {
        assertThat(RegistrationNumber.parse("１１０１０８０００００００１６")).isEqualTo("110108000000016");
        assertThat(RegistrationNumber.parse("110108000000017")).isNull();
    }
}
