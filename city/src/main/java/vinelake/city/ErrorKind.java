package vinelake.city;

import java.util.Locale;

/** What goes wrong between a department's books and its file, and in which share of the rows. */
enum ErrorKind {
    /** One character of a social credit code became another of its alphabet. */
    WRONG_CHARACTER(0.005),
    /** 0, 1, 2, 5 or 8 of a code was read as O, I, Z, S or B. */
    LOOK_ALIKE(0.002),
    /** A code in full-width characters: the same code. */
    FULL_WIDTH(0.002),
    /** One character of a code is lost. */
    LOST_CHARACTER(0.001),
    /** A valid code that the registry has given to nobody. */
    UNREGISTERED_CODE(0.002),
    IMPOSSIBLE_DATE(0.002),
    LETTER_IN_AMOUNT(0.002),
    /** A value that the department promises is not there. */
    MISSING_VALUE(0.003),
    /** Gross is not net and tax together. */
    WRONG_GROSS(0.002),
    /** The last fields of the row are missing. */
    SHORT_ROW(0.001),
    /** Blanks around a value: the same value. */
    BLANKS(0.004),
    /** Ideographic blanks (U+3000) around a value: the same value. */
    WIDE_BLANKS(0.001),
    /** The row stands twice, one below the other. */
    DUPLICATE_ROW(0.005),
    /** A row of the delivery before, sent again; this share of the subjects in a delivery. */
    RESENT_ROW(0.004);

    private final double rate;

    ErrorKind(double rate) {
        this.rate = rate;
    }

    double rate() {
        return rate;
    }

    /** In the truth: wrong_character. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
