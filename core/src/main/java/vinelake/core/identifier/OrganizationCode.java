package vinelake.core.identifier;

import java.nio.charset.StandardCharsets;

/**
 * Organisation code (组织机构代码, GB 11714): eight characters 0-9, A-Z and a check character, also written with a hyphen
 * before the check. Since 2015 it lives on as positions 9 to 17 of the {@link Uscc}.
 */
public final class OrganizationCode {

    static final int LENGTH = 9;

    private static final int[] WEIGHTS = {3, 7, 9, 10, 5, 8, 4, 2};
    private static final int MODULUS = 11;

    /**
     * The form in which codes are compared.
     *
     * @return half-width, upper case, without blanks and hyphens; null when the text is null or blank
     */
    public static String normalize(String text) {
        return CodeText.normalize(text);
    }

    /**
     * Whether the check holds.
     *
     * @param code in its normal form; null is not valid, and neither are nine zeros, which systems write for "none"
     */
    public static boolean isValid(String code) {
        return code != null
                && code.length() == LENGTH
                && isChecked(code.getBytes(StandardCharsets.ISO_8859_1), 0)
                && !CodeText.isAllZero(code);
    }

    /** The valid code that the text holds: its normal form; null when that is not valid. */
    public static String parse(String text) {
        String code = normalize(text);
        return isValid(code) ? code : null;
    }

    /** Whether the nine characters from {@code start} end with the check character of the first eight. */
    static boolean isChecked(byte[] code, int start) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            int value = value((char) (code[start + i] & 0xFF));
            if (value < 0) {
                return false;
            }
            sum += WEIGHTS[i] * value;
        }
        return code[start + WEIGHTS.length] == check(sum);
    }

    /** The check character of the eight characters from {@code start}, each 0-9 or A-Z. */
    static char checkCharacter(String code, int start) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * value(code.charAt(start + i));
        }
        return check(sum);
    }

    private static char check(int sum) {
        int check = MODULUS - sum % MODULUS;
        return switch (check) {
            case 10 -> 'X';
            case 11 -> '0';
            default -> (char) ('0' + check);
        };
    }

    private static int value(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
    }

    private OrganizationCode() {}
}
