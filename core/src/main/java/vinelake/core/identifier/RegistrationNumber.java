package vinelake.core.identifier;

/**
 * Registration number of the former industry and commerce offices (工商注册号, GS 15-2006): six digits of administrative
 * division, eight of serial, one check digit by ISO 7064 MOD 11,10.
 */
public final class RegistrationNumber {

    private static final int LENGTH = 15;

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
     * @param number in its normal form; null is not valid
     */
    public static boolean isValid(String number) {
        if (number == null || number.length() != LENGTH || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        return number.charAt(LENGTH - 1) == checkDigit(number.substring(0, LENGTH - 1));
    }

    /** The valid code that the text holds: its normal form; null when that is not valid. */
    public static String parse(String text) {
        String number = normalize(text);
        return isValid(number) ? number : null;
    }

    /** ISO 7064 MOD 11,10 over digits of any length. */
    static char checkDigit(String digits) {
        int product = 10;
        for (int i = 0; i < digits.length(); i++) {
            int sum = (product + digits.charAt(i) - '0') % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (char) ('0' + (11 - product) % 10);
    }

    private RegistrationNumber() {}
}
