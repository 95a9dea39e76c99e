package vinelake.core.value;

import java.math.BigDecimal;

/** Whole numbers, mostly counts. */
public final class Integers {

    /** Any number of so many digits fits 64 bits. */
    private static final int SAFE_DIGITS = 18;

    /**
     * Reads every form of {@link Numbers#parse} whose value is whole: {@code 1,234}, {@code 12.0}.
     *
     * @return null when the text is no number, the number is not whole or does not fit 64 bits
     */
    public static Long parse(String text) {
        if (isDigits(text)) {
            return Long.valueOf(text);
        }
        BigDecimal number = Numbers.parse(text);
        if (number == null) {
            return null;
        }
        BigDecimal shortest = number.stripTrailingZeros();
        if (shortest.scale() > 0 || shortest.toBigInteger().bitLength() >= Long.SIZE) {
            return null;
        }
        return shortest.longValueExact();
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= SAFE_DIGITS;
    }

    private Integers() {}
}
