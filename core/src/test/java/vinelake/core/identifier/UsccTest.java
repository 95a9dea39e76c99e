package vinelake.core.identifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsccTest {

    private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /**
     * By hand for the first: organisation code 74820466 gives 21+28+72+20+0+32+24+12 = 209 = 19 * 11, so 11 - 0 is written
     * 0; the values 9 1 3 2 0 1 0 0 7 4 8 2 0 4 6 6 0 times the weights 1 3 9 27 19 26 16 17 20 29 25 13 8 24 10 30 28 sum
     * to 937 = 30 * 31 + 7, and 31 - 7 = 24 is Q. For the last: MB188684 gives 66+77+9+80+40+48+32+8 = 360 = 32 * 11 + 8,
     * and 11 - 8 = 3; the whole sums to 1471 = 47 * 31 + 14, and 31 - 14 = 17 is H.
     */
    @ParameterizedTest
    @ValueSource(strings = {"91320100748204660Q", "91310000132215150M", "91320281142232229Q", "11320100MB1886843H"})
    void acceptsCodesInUse(String code) {
        assertThat(Uscc.isValid(code)).isTrue();
        assertThat(Uscc.withChecks(code.substring(0, 16))).isEqualTo(code);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "91320281142132229Q", // neither check holds
                "91320100748204660R", // the last character is wrong
                "9132010074820466Q", // too short
                "91320100748204660Q0", // too long
                "9132O100748204660Q", // the letter O
                "91320100748204660q", // not in normal form
                "000000000000000000", // both checks hold, but it means "none"
                ""
            })
    void refusesWhatIsNoCode(String code) {
        assertThat(Uscc.isValid(code)).isFalse();
    }

    /**
     * The values 9 1 3 2 0 1 0 0 7 4 8 2 0 4 6 6 4 sum to 937 + 4 * 28 = 1049 = 33 * 31 + 26, and 31 - 26 = 5: the last
     * check holds, the organisation code's (0) does not.
     */
    @Test
    void refusesACodeWhoseOrganizationCodeIsWrong() {
        assertThat(Uscc.isValid("913201007482046645")).isFalse();
    }

    @Test
    void refusesEveryChangeOfOneCharacter() {
        String code = "11320100MB1886843H";
        for (int i = 0; i < code.length(); i++) {
            for (int j = 0; j < ALPHABET.length(); j++) {
                String changed = code.substring(0, i) + ALPHABET.charAt(j) + code.substring(i + 1);
                assertThat(Uscc.isValid(changed)).as(changed).isEqualTo(changed.equals(code));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "91320100748204660q | 91320100748204660Q",
                "９１３２０１００７４８２０４６６０Ｑ | 91320100748204660Q",
                "'\u3000913201 0074820466-0\u00A0Q\uFEFF' | 91320100748204660Q",
                "91320100－748204660–Q | 91320100748204660Q",
                "无 | 无",
                "' \u3000- ' | ",
                "'' | "
            })
    void normalizesWidthCaseBlanksAndHyphens(String text, String code) {
        assertThat(Uscc.normalize(text)).isEqualTo(code);
    }

    @Test
    void namesTheOrganizationAndTheDivision() {
        assertThat(Uscc.organizationCode(" 11320100mb1886843h ")).isEqualTo("MB1886843");
        assertThat(Uscc.divisionCode("11320100MB1886843H")).isEqualTo("320100");
        assertThat(Uscc.organizationCode("91320281142132229Q")).isNull();
        assertThat(Uscc.divisionCode(null)).isNull();
    }

    /** 91320281142132229Q is the code in use 91320281142232229Q with its twelfth character 2 read as 1. */
    @Test
    void findsTheCodeThatOneCharacterWasWrongIn() {
        assertThat(Uscc.candidates("91320281142132229Q")).containsExactly("91320281142232229Q");
        assertThat(Uscc.candidates("９１３２０２８１－１４２１３２２２９Ｑ")).containsExactly("91320281142232229Q");
    }

    @Test
    void findsTheCodeWhereTheWrongCharacterIsOutsideTheAlphabet() {
        assertThat(Uscc.candidates("9132O100748204660Q")).containsExactly("91320100748204660Q");
        assertThat(Uscc.candidates("9I320100748204660Q")).containsExactly("91320100748204660Q");
        assertThat(Uscc.candidates("91320100748204660O")).containsExactly("91320100748204660Q");
        assertThat(Uscc.candidates("91320100748204某60Q")).containsExactly("91320100748204660Q");
    }

    /** 91320100101000683A with its 8 read as B; by place alone it would come last of three. */
    @Test
    void namesLookAlikesFirst() {
        assertThat(Uscc.candidates("913201001010006B3A"))
                .containsExactly("91320100101000683A", "913201001010C06B3A", "91320100101000WB3A");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "91320100748204660Q", "9132O1O0748204660Q", "9132010074820466", "无"})
    void hasNoCandidatesForAValidCodeOrOneThatIsFurtherAway(String text) {
        assertThat(Uscc.candidates(text)).isEmpty();
    }

    @Test
    void theCandidatesAreAllValidCodesOneCharacterAway() {
        var random = new Random(20);
        for (int i = 0; i < 200; i++) {
            String wrong = substituted(random, code(random), random.nextInt(18));
            String text = i % 4 == 0 ? wrong.replace(wrong.charAt(random.nextInt(18)), 'V') : wrong;
            var neighbours = IntStream.range(0, 18)
                    .boxed()
                    .flatMap(p ->
                            ALPHABET.chars().mapToObj(c -> text.substring(0, p) + (char) c + text.substring(p + 1)))
                    .filter(code -> !code.equals(text) && Uscc.isValid(code));

            assertThat(Uscc.candidates(text)).containsExactlyInAnyOrderElementsOf(neighbours.toList());
        }
    }

    /** The published share is 23 %: the checks alone find an error but seldom locate it. */
    @Test
    void aboutAQuarterOfRandomSubstitutionsLeavesExactlyOneCandidate() {
        var random = new Random(32100);
        int rounds = 4_000;
        int located = 0;
        for (int i = 0; i < rounds; i++) {
            String code = code(random);
            var candidates = Uscc.candidates(substituted(random, code, random.nextInt(18)));
            assertThat(candidates).contains(code);
            located += candidates.size() == 1 ? 1 : 0;
        }
        assertThat((double) located / rounds).isCloseTo(0.23, within(0.03));
    }

    /** Each of the positions 1 to 8 and 18 can satisfy the last check alone, so there are nine candidates at least. */
    @Test
    void cannotLocateAnErrorOutsideTheOrganizationCode() {
        var random = new Random(11714);
        for (int position : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 17}) {
            assertThat(Uscc.candidates(substituted(random, code(random), position)))
                    .hasSizeGreaterThanOrEqualTo(9);
        }
    }

    @Test
    void refusesToCompleteWhatIsNotSixteenCharactersOfTheAlphabet() {
        assertThatThrownBy(() -> Uscc.withChecks("913201007482046"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'913201007482046'");
        assertThatThrownBy(() -> Uscc.withChecks("9132O10074820466")).hasMessageContaining("9132O10074820466");
    }

    private static String code(Random random) {
        return Uscc.withChecks("91"
                + (110_000 + random.nextInt(550_000))
                + random.ints(8, 0, ALPHABET.length())
                        .mapToObj(i -> ALPHABET.substring(i, i + 1))
                        .collect(Collectors.joining()));
    }

    private static String substituted(Random random, String code, int position) {
        int value = ALPHABET.indexOf(code.charAt(position));
        int other = (value + 1 + random.nextInt(ALPHABET.length() - 1)) % ALPHABET.length();
        return code.substring(0, position) + ALPHABET.charAt(other) + code.substring(position + 1);
    }
}
