package vinelake.service.page;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Numbers as an officer reads them. */
final class Figures {

    private static final BigDecimal TEN_THOUSAND = BigDecimal.valueOf(10_000);
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final Pattern WHOLE = Pattern.compile("-?\\d+\\.0+");

    static final String NONE = "—";

    private Figures() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Yuan as 万元 with two digits: 1,520,122.55 is 152.01. */
    static String wan(BigDecimal yuan) {
        return String.format(Locale.ROOT, "%,.2f", yuan.divide(TEN_THOUSAND, 2, RoundingMode.HALF_UP));
    }

    static String wan(JsonNode yuan) {
        return yuan.isNumber() ? wan(yuan.decimalValue()) : NONE;
    }

    /** Yuan to the cent. */
    static String yuan(BigDecimal yuan) {
        return String.format(Locale.ROOT, "%,.2f", yuan.setScale(2, RoundingMode.HALF_UP));
    }

    /** A share from 0 to 1 as a percentage with one digit. */
    static String percent(JsonNode share) {
        return share.isNumber()
                ? String.format(
                        Locale.ROOT,
                        "%,.1f%%",
                        share.decimalValue().multiply(HUNDRED).setScale(1, RoundingMode.HALF_UP))
                : NONE;
    }

    static String points(int points) {
        return points > 0 ? "+" + points : points < 0 ? "−" + -points : "0";
    }

    /** A number of no certain kind: at most two digits after the point, none where they are 0. */
    static String plain(JsonNode number) {
        if (!number.isNumber()) {
            return NONE;
        }
        var rounded = number.decimalValue().setScale(2, RoundingMode.HALF_UP);
        var text = String.format(Locale.ROOT, "%,.2f", rounded);
        return WHOLE.matcher(text.replace(",", "")).matches() ? text.substring(0, text.indexOf('.')) : text;
    }
}
