package vinelake.core.identifier;

import vinelake.core.value.Texts;

/** What all codes of ASCII letters and digits share. */
final class CodeText {

    /** The mathematical minus stands where a hyphen was meant. */
    private static final char MINUS = '\u2212';

    /** Half-width, upper case, without blanks and hyphens; null for null and when nothing is left. */
    static String normalize(String text) {
        if (text == null) {
            return null;
        }
        String half = Texts.halfWidth(text);
        StringBuilder code = new StringBuilder(half.length());
        for (int i = 0; i < half.length(); i++) {
            char c = half.charAt(i);
            if (!Texts.isBlank(c) && !isHyphen(c)) {
                code.append(c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
            }
        }
        return code.isEmpty() ? null : code.toString();
    }

    /** Whether all are zero: such a code satisfies its checks, but systems write it for "none". */
    static boolean isAllZero(String code) {
        for (int i = 0; i < code.length(); i++) {
            if (code.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }

    private static boolean isHyphen(char c) {
        return Character.getType(c) == Character.DASH_PUNCTUATION || c == MINUS;
    }

    private CodeText() {}
}
