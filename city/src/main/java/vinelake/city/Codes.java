package vinelake.city;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import vinelake.core.identifier.RegistrationNumber;
import vinelake.core.identifier.Uscc;

/**
 * Synthetic identifiers with valid check characters. They lie in administrative divisions that GB/T 2260 has not
 * given to anybody, so that none can belong to a real enterprise or person.
 */
final class Codes {

    static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private static final int[] CITIZEN_WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final long EIGHT_DIGITS = 100_000_000L;
    private static final long SIX_SYMBOLS = 31L * 31 * 31 * 31 * 31 * 31;

    private Codes() {}

    /**
     * Unified social credit code (统一社会信用代码), GB 32100-2015.
     *
     * @param classCode registering department and organisation class, like 91
     * @param division administrative division, 6 digits
     * @param organization organisation code without its check character, 8 characters
     */
    static String uscc(String classCode, String division, String organization) {
        return Uscc.withChecks(classCode + division + organization);
    }

    /** Organisation code without its check character, in the numbers that were given before the unified code. */
    static String oldOrganization(long serial) {
        // A factor that shares no divisor with 10^8 sends different serials to different numbers.
        return padded((serial * 73_939_133L + 20_221_017L) % EIGHT_DIGITS, 8);
    }

    /** Organisation code of those registered since October 2015, without its check: MA and six characters. */
    static String newOrganization(long serial) {
        long rest = (serial * 48_271_019L + 7_654_321L) % SIX_SYMBOLS;
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            body.append(ALPHABET.charAt((int) (rest % 31)));
            rest /= 31;
        }
        return "MA" + body.reverse();
    }

    /** Old registration number (注册号), GS 15-2006: 14 digits and the check digit that makes them valid. */
    static String registrationNumber(String division, long serial) {
        String body = division + padded(serial % EIGHT_DIGITS, 8);
        int check = 0;
        while (!RegistrationNumber.isValid(body + check)) {
            check++;
        }
        return body + check;
    }

    /** Citizen number (公民身份号码), GB 11643, check character after ISO 7064 MOD 11-2. */
    static String citizenNumber(String division, LocalDate born, int serial) {
        String body = division + born.format(DateTimeFormatter.BASIC_ISO_DATE) + padded(serial, 3);
        int sum = 0;
        for (int i = 0; i < body.length(); i++) {
            sum += Character.digit(body.charAt(i), 10) * CITIZEN_WEIGHTS[i];
        }
        return body + "10X98765432".charAt(sum % 11);
    }

    static String padded(long number, int digits) {
        String text = Long.toString(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }
}
