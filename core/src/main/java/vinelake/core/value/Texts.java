package vinelake.core.value;

import java.text.Normalizer;

/** Text as people and systems deliver it. */
public final class Texts {

    /** Distance between a full-width form (U+FF01 to U+FF5E) and its ASCII character. */
    private static final int FULL_WIDTH = 0xFEE0;

    /**
     * The text without what cannot be seen at its ends: Unicode blanks, no-break and ideographic (U+3000) space, BOM,
     * zero-width characters and directional marks.
     *
     * @return null when nothing is left
     */
    public static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return start == end ? null : text.substring(start, end);
    }

    /**
     * One form for all ways to write the same text: Unicode NFKC, without blanks at the ends. Case is kept.
     *
     * @return null when nothing is left
     */
    public static String canonical(String text) {
        return strip(Normalizer.normalize(text, Normalizer.Form.NFKC));
    }

    /** The text with full-width (全角) letters, digits, signs and space in half width; nothing else is changed. */
    public static String halfWidth(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (halfWidth(text.charAt(i)) != text.charAt(i)) {
                StringBuilder half = new StringBuilder(text.length());
                text.chars().forEach(c -> half.append(halfWidth((char) c)));
                return half.toString();
            }
        }
        return text;
    }

    /** Whether a reader sees nothing at the character's place. */
    public static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
    }

    private static char halfWidth(char c) {
        if (c >= '\uFF01' && c <= '\uFF5E') {
            return (char) (c - FULL_WIDTH);
        }
        return c == '\u3000' ? ' ' : c;
    }

    private Texts() {}
}
