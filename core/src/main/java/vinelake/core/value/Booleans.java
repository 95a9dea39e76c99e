package vinelake.core.value;

import java.util.Locale;

/** Yes or no. */
public final class Booleans {

    /**
     * Reads 是/否, 有/无, Y/N, yes/no, true/false, T/F, 1/0 in any case and width.
     *
     * @return null when the text is none of these
     */
    public static Boolean parse(String text) {
        String stripped = Texts.strip(text);
        if (stripped == null) {
            return null;
        }
        return switch (Texts.halfWidth(stripped).toLowerCase(Locale.ROOT)) {
            case "是", "有", "y", "yes", "true", "t", "1" -> Boolean.TRUE;
            case "否", "无", "n", "no", "false", "f", "0" -> Boolean.FALSE;
            default -> null;
        };
    }

    private Booleans() {}
}
