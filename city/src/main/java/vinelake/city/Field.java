package vinelake.city;

/**
 * A column of a department's file.
 *
 * @param header its name, or its position like #5 in a file without a header line
 * @param kind what can go wrong with it
 * @param isRequired whether the department promises a value in every row
 */
record Field(String header, Kind kind, boolean isRequired) {

    enum Kind {
        CODE,
        DATE,
        AMOUNT,
        GROSS,
        TEXT,
        PERSONAL
    }

    static Field code(String header) {
        return new Field(header, Kind.CODE, true);
    }

    static Field date(String header) {
        return new Field(header, Kind.DATE, true);
    }

    static Field amount(String header) {
        return new Field(header, Kind.AMOUNT, true);
    }

    /** Net and tax together. */
    static Field gross(String header) {
        return new Field(header, Kind.GROSS, true);
    }

    static Field text(String header) {
        return new Field(header, Kind.TEXT, true);
    }

    /** Of a person: never damaged, so that the truth files stay free of it. */
    static Field personal(String header) {
        return new Field(header, Kind.PERSONAL, false);
    }

    Field optional() {
        return new Field(header, kind, false);
    }

    boolean is(Kind other) {
        return kind == other;
    }
}
