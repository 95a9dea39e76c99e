package vinelake.orchestration;

/** How many columns of a terminal a text takes: a Chinese character takes two. */
final class DisplayWidth {

    static int of(String text) {
        return text.codePoints().map(DisplayWidth::of).sum();
    }

    /** After Unicode's East Asian Width: wide and full-width characters take two columns, marks on others none. */
    private static int of(int character) {
        int type = Character.getType(character);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean isWide = Character.isIdeographic(character)
                || character >= 0x1100 && character <= 0x115F // Hangul
                || character >= 0x2E80 && character <= 0x303E // radicals, CJK punctuation
                || character >= 0x3041 && character <= 0xA4CF // kana, CJK
                || character >= 0xAC00 && character <= 0xD7A3 // Hangul
                || character >= 0xF900 && character <= 0xFAFF
                || character >= 0xFE30 && character <= 0xFE6F
                || character >= 0xFF01 && character <= 0xFF60 // full-width forms
                || character >= 0xFFE0 && character <= 0xFFE6
                || character >= 0x1F300 && character <= 0x1FAFF
                || character >= 0x20000 && character <= 0x3FFFD;
        return isWide ? 2 : 1;
    }

    private DisplayWidth() {}
}
