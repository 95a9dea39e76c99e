package vinelake.core.identifier;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters of an alphabet of 31. Registering department
 * (position 1), class of organisation (2), administrative division (3-8, GB/T 2260), organisation code with its own
 * check (9-17, GB 11714), check character (18, MOD 31-3).
 */
public final class Uscc {

    private static final int LENGTH = 18;
    private static final int DIVISION = 2;
    private static final int ORGANIZATION = 8;

    /** Without I, O, S, V, Z; a character's value is its place. */
    private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private static final int MODULUS = ALPHABET.length();

    /** Powers of 3 modulo 31, and 1 for the check character: the weighted sum of a whole code is a multiple of 31. */
    private static final int[] WEIGHTS = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1};

    private static final int OUTSIDE = -1;

    /** Values by ASCII character. */
    private static final int[] VALUES =
            IntStream.range(0, 128).map(ALPHABET::indexOf).toArray();

    /** Pairs that the eye, or a scanner, takes for each other. */
    private static final List<String> LOOK_ALIKES = List.of("0O", "1I", "2Z", "5S", "8B");

    /**
     * The form in which codes are compared.
     *
     * @return half-width, upper case, without blanks and hyphens; null when the text is null or blank
     */
    public static String normalize(String text) {
        return CodeText.normalize(text);
    }

    /**
     * Whether both checks hold. It does not say that there is such a department, division or enterprise.
     *
     * @param code in its normal form; null is not valid, and neither are eighteen zeros, which systems write for "none"
     */
    public static boolean isValid(String code) {
        return code != null && code.length() == LENGTH && isValid(code.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The same of a code as ASCII bytes, which are nearly all that a delivery has of it. */
    public static boolean isValid(byte[] code) {
        if (code.length != LENGTH) {
            return false;
        }
        int sum = 0;
        boolean isAllZero = true;
        for (int i = 0; i < LENGTH; i++) {
            int value = code[i] >= 0 ? VALUES[code[i]] : OUTSIDE;
            if (value == OUTSIDE) {
                return false;
            }
            sum += value * WEIGHTS[i];
            isAllZero &= value == 0;
        }
        return sum % MODULUS == 0 && !isAllZero && OrganizationCode.isChecked(code, ORGANIZATION);
    }

    /** The valid code that the text holds: its normal form; null when that is not valid. */
    public static String parse(String text) {
        if (isValid(text)) {
            return text;
        }
        String code = normalize(text);
        return isValid(code) ? code : null;
    }

    /** Positions 9 to 17, a valid {@link OrganizationCode}; null when the text is no valid code. */
    public static String organizationCode(String text) {
        String code = parse(text);
        return code == null ? null : code.substring(ORGANIZATION, LENGTH - 1);
    }

    /** Positions 3 to 8, the division by GB/T 2260; null when the text is no valid code. */
    public static String divisionCode(String text) {
        String code = parse(text);
        return code == null ? null : code.substring(DIVISION, ORGANIZATION);
    }

    /**
     * What the text may have been before one character went wrong: every code that satisfies both checks and differs from
     * the normal form in exactly one place. A valid code has none.
     *
     * <p>A candidate counts only when the registry has it, and better when the name agrees: the checks find an error but
     * seldom locate it. Of random substitutions within the alphabet 23 % leave exactly one candidate (none of those at
     * positions 1 to 8 and 18), and after two errors the only candidate is a wrong one.
     *
     * @return look-alikes (0/O, 1/I, 2/Z, 5/S, 8/B) first, then by the place of the change; empty when there are none
     */
    public static List<String> candidates(String text) {
        String written = normalize(text);
        if (written == null || written.length() != LENGTH) {
            return List.of();
        }
        List<String> likely = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < LENGTH; i++) {
            char replacement = fitting(written, i);
            String code = written.substring(0, i) + replacement + written.substring(i + 1);
            if (replacement != written.charAt(i) && isValid(code)) {
                (looksAlike(written.charAt(i), replacement) ? likely : others).add(code);
            }
        }
        likely.addAll(others);
        return List.copyOf(likely);
    }

    /**
     * The code with these first 16 characters: the organisation code's check and the code's own are added.
     *
     * @param first16 positions 1 to 16, in normal form
     * @throws IllegalArgumentException when there are not 16 characters of the alphabet
     */
    public static String withChecks(String first16) {
        if (first16.length() != LENGTH - 2 || weightedSum(first16, LENGTH) == OUTSIDE) {
            throw new IllegalArgumentException("social credit code: its first characters are '%s'. Allowed: 16 of %s"
                    .formatted(first16, ALPHABET));
        }
        String first17 = first16 + OrganizationCode.checkCharacter(first16, ORGANIZATION);
        return first17 + fitting(first17, LENGTH - 1);
    }

    /**
     * The one character with which the last check holds at the place: every weight has an inverse modulo 31. The character
     * means nothing when another one is outside the alphabet.
     */
    private static char fitting(String code, int place) {
        int others = weightedSum(code, place);
        int value = 0;
        while ((others + value * WEIGHTS[place]) % MODULUS != 0) {
            value++;
        }
        return ALPHABET.charAt(value);
    }

    /** Over all characters but the one at the place {@code without}; OUTSIDE when one of them is not in the alphabet. */
    private static int weightedSum(String code, int without) {
        int sum = 0;
        for (int i = 0; i < code.length(); i++) {
            if (i != without) {
                char c = code.charAt(i);
                int value = c < VALUES.length ? VALUES[c] : OUTSIDE;
                if (value == OUTSIDE) {
                    return OUTSIDE;
                }
                sum += value * WEIGHTS[i];
            }
        }
        return sum;
    }

    private static boolean looksAlike(char a, char b) {
        return LOOK_ALIKES.stream().anyMatch(pair -> pair.indexOf(a) >= 0 && pair.indexOf(b) >= 0);
    }

    private Uscc() {}
}
