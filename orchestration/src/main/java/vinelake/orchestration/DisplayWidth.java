package vinelake.orchestration;

/** How many columns of a terminal a text takes: a Chinese character takes two. */
final class DisplayWidth {

    /** Hangul; radicals, kana, CJK and its punctuation; Hangul again; full-width forms; pictures; the rest of CJK. */
    private static final int[][] WIDE = {
        {0x1100, 0x115F},
        {0x2E80, 0x303E},
        {0x3041, 0xA4CF},
        {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},
        {0xFE30, 0xFE6F},
        {0xFF01, 0xFF60},
        {0xFFE0, 0xFFE6},
        {0x1F300, 0x1FAFF},
        {0x20000, 0x3FFFD}
    };

    static int of(String text) {
        return text.codePoints().map(DisplayWidth::of).sum();
    }

    /** After Unicode's East Asian Width: wide and full-width characters take two columns, marks on others none. */
    private static int of(int character) {
        int type = Character.getType(character);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        return Character.isIdeographic(character) || isWide(character) ? 2 : 1;
    }

    private static boolean isWide(int character) {
        for (int[] range : WIDE) {
            if (range[0] <= character && character <= range[1]) {
                return true;
            }
        }
        return false;
    }

    private DisplayWidth() {}
}
