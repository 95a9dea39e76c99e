package vinelake.core.value;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decimal numbers, mostly amounts. */
public final class Numbers {

    /** Longer than any number that a column of 38 digits can hold; keeps hostile text cheap. */
    private static final int LONGEST = 80;

    private static final String SIGN = "[-+\u2212]";
    private static final String YUAN = "[\u00A5\uFFE5]";

    /** A negative amount as accountants write it: (1,234.50). */
    private static final Pattern IN_PARENTHESES = Pattern.compile(YUAN + "? ?\\(" + YUAN + "? ?([^()]+)\\)");

    private static final Pattern SIGNED = Pattern.compile("(" + SIGN + "?)" + YUAN + "? ?([^()]+)");
    private static final Pattern SIGN_AFTER_YUAN = Pattern.compile(YUAN + " ?(" + SIGN + ")([^()]+)");

    /** Separators of thousands, where there are any, stand between all groups. */
    private static final Pattern UNSIGNED = Pattern.compile(
            "[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\\.[0-9]+)?|(?:[0-9]+(?:\\.[0-9]+)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?");

    /**
     * Reads {@code 1,234.50}, {@code -1000.0}, {@code +5}, {@code .5}, {@code 1.0E7}, {@code (1,234.50)} (negative), with
     * ￥ before or 元 after it, in full or half width. A percentage or an amount in another unit (万元) is no number.
     *
     * @return null when the text is no number
     */
    public static BigDecimal parse(String text) {
        String stripped = Texts.strip(text);
        if (stripped == null || stripped.length() > LONGEST) {
            return null;
        }
        String written = Texts.halfWidth(stripped);
        return isPlain(written) ? new BigDecimal(written) : amount(written);
    }

    /**
     * The number with exactly {@code scale} digits after the point.
     *
     * @return null when it would have to be rounded or has more than {@code precision} digits
     */
    public static BigDecimal fit(BigDecimal number, int precision, int scale) {
        BigDecimal shortest = number.scale() <= scale ? number : number.stripTrailingZeros();
        if (shortest.scale() > scale) {
            return null;
        }
        BigDecimal scaled = shortest.setScale(scale);
        return scaled.precision() <= precision ? scaled : null;
    }

    /** The one text of a number's value: no exponent, no separators, no zeros at the end of a fraction. */
    public static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    // Nearly all numbers of a delivery are digits with at most one point: they are spared the patterns.
    private static boolean isPlain(String text) {
        int start = text.charAt(0) == '-' ? 1 : 0;
        int point = -1;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && point < 0) {
                point = i;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        return point != start && point != text.length() - 1 && text.length() > start;
    }

    private static BigDecimal amount(String text) {
        String number = text.endsWith("元") ? Texts.strip(text.substring(0, text.length() - 1)) : text;
        if (number == null) {
            return null;
        }
        Matcher negative = IN_PARENTHESES.matcher(number);
        if (negative.matches()) {
            BigDecimal value = unsigned(negative.group(1));
            return value == null ? null : value.negate();
        }
        Matcher signed = SIGN_AFTER_YUAN.matcher(number);
        if (!signed.matches()) {
            signed = SIGNED.matcher(number);
        }
        if (!signed.matches()) {
            return null;
        }
        BigDecimal value = unsigned(signed.group(2));
        boolean isNegative = !signed.group(1).isEmpty() && !signed.group(1).equals("+");
        return value == null || !isNegative ? value : value.negate();
    }

    private static BigDecimal unsigned(String text) {
        return UNSIGNED.matcher(text).matches() ? new BigDecimal(text.replace(",", "")) : null;
    }

    private Numbers() {}
}
