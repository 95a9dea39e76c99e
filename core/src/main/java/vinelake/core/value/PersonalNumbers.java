package vinelake.core.value;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vinelake.core.identifier.CitizenNumber;
import vinelake.core.identifier.Uscc;

/** Numbers that tell who somebody is, wherever in a text they stand: citizens' identity numbers and mobile phones. */
public final class PersonalNumbers {

    /** What a number is. */
    public enum Kind {
        CITIZEN_NUMBER,
        MOBILE_PHONE
    }

    /**
     * Between characters that are no ASCII letters or digits, so that no part of a hash or of a longer number is taken for
     * one. A phone may have its country before it and be written in three groups; a number with a fraction is none.
     */
    private static final Pattern NUMBER = Pattern.compile("(?<![0-9A-Za-z])(?:([1-9]\\d{16}[0-9Xx])"
            + "|(?<!\\d\\.)(?:\\+?86[- ]?)?(1[3-9]\\d[- ]?\\d{4}[- ]?\\d{4})(?!\\.\\d))(?![0-9A-Za-z])");

    /** Shorter ones hold none. */
    private static final int SHORTEST = 11;

    /** Names the kind of each number of a text. */
    public static void find(String text, Consumer<Kind> found) {
        if (text.length() < SHORTEST) {
            return;
        }
        var number = NUMBER.matcher(Texts.halfWidth(text));
        while (number.find()) {
            if (isOne(number)) {
                found.accept(number.group(1) == null ? Kind.MOBILE_PHONE : Kind.CITIZEN_NUMBER);
            }
        }
    }

    /** Whether a text holds one. */
    public static boolean isIn(String text) {
        if (text.length() < SHORTEST) {
            return false;
        }
        var number = NUMBER.matcher(Texts.halfWidth(text));
        while (number.find()) {
            if (isOne(number)) {
                return true;
            }
        }
        return false;
    }

    /**
     * An enterprise's code of digits only may have a birthday within, and passes the check by chance. It begins with a 9,
     * which no division does.
     */
    private static boolean isOne(Matcher number) {
        var citizen = number.group(1);
        return citizen == null
                || CitizenNumber.isValid(citizen) && !(citizen.charAt(0) == '9' && Uscc.isValid(citizen));
    }

    private PersonalNumbers() {}
}
