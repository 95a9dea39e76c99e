package vinelake.etl.text;

import java.io.Serializable;

/** What is known of the records of a part of a file before they are written, by their place in it: four bits each. */
public final class Verdicts implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Of a record that may be accepted. */
    public static final int NEW = 0;

    /** Another record says the same, and comes before. */
    public static final int DUPLICATE = 1;

    /** A record of a snapshot that says what is in force already. */
    public static final int UNCHANGED = 2;

    /** Another record of the snapshot has its key and says something else. */
    public static final int CONFLICT = 3;

    /** A record that was dealt with before. */
    static final int DONE = 4;

    /** A record that may be in the lake already: it is dealt with later. */
    public static final int ASIDE = 5;

    /** Every record is new. */
    static final Verdicts NONE = new Verdicts(new byte[0]);

    private static final int PER_BYTE = 2;
    private static final int BITS = 4;

    private final byte[] codes;

    private Verdicts(byte[] codes) {
        this.codes = codes;
    }

    /** Room for so many records, all of them new. */
    public static byte[] codes(int records) {
        return new byte[records / PER_BYTE + 1];
    }

    /** @param record from 0, and new so far */
    public static void set(byte[] codes, int record, int verdict) {
        codes[record / PER_BYTE] |= (byte) (verdict << shift(record));
    }

    public static Verdicts of(byte[] codes) {
        return new Verdicts(codes);
    }

    int get(int record) {
        return codes.length == 0 ? NEW : codes[record / PER_BYTE] >>> shift(record) & ((1 << BITS) - 1);
    }

    private static int shift(int record) {
        return BITS * (record % PER_BYTE);
    }
}
