package vinelake.city;

import java.math.BigDecimal;

/** Amounts in cents (分), as departments write them. */
final class Money {

    private Money() {}

    /** 1234.50 */
    static String yuan(long cents) {
        return BigDecimal.valueOf(cents, 2).toPlainString();
    }

    /** 1,234.50 */
    static String grouped(long cents) {
        String plain = yuan(cents);
        StringBuilder text = new StringBuilder(plain);
        for (int i = plain.indexOf('.') - 3; i > (cents < 0 ? 1 : 0); i -= 3) {
            text.insert(i, ',');
        }
        return text.toString();
    }

    /** A part of an amount, whole cents. */
    static long part(long cents, double share) {
        return Math.round(cents * share);
    }
}
