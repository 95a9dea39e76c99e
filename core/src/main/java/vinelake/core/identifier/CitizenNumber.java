package vinelake.core.identifier;

import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * Citizen's identity number (公民身份号码, GB 11643-1999): a division of six digits, a birthday of eight, three digits, and
 * a check character by ISO 7064 MOD 11-2.
 */
public final class CitizenNumber {

    private static final int LENGTH = 18;
    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String CHECKS = "10X98765432";

    /** Whether a text is one: in ASCII, without blanks. It does not say that somebody has it. */
    public static boolean isValid(String text) {
        if (text.length() != LENGTH || text.charAt(0) == '0') {
            return false;
        }
        for (int i = 0; i < LENGTH - 1; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        try {
            int year = Integer.parseInt(text, 6, 10, 10);
            LocalDate.of(year, Integer.parseInt(text, 10, 12, 10), Integer.parseInt(text, 12, 14, 10));
            return year >= 1900 && year < 2100 && check(text) == Character.toUpperCase(text.charAt(LENGTH - 1));
        } catch (DateTimeException noBirthday) {
            return false;
        }
    }

    /** The check character of the first seventeen digits. */
    public static char check(String number) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * (number.charAt(i) - '0');
        }
        return CHECKS.charAt(sum % CHECKS.length());
    }

    private CitizenNumber() {}
}
