package vinelake.etl.text;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import vinelake.lake.file.Bytes;

/**
 * Turns text of a charset into UTF-8. It is for charsets in which ASCII is ASCII: UTF-8, those of one byte, and the Chinese
 * ones of two or four (GB2312, GBK, GB18030, Big5), by a table that is made of Java's own decoder.
 */
final class Transcoder implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int FIRST_LEAD = 0x80;
    private static final int FIRST_TRAIL = 0x40;
    private static final int TRAILS = 0x100 - FIRST_TRAIL;

    /** GB18030's characters of four bytes: the second is a digit. */
    private static final int LONG = 4;

    private static final Map<String, Table> TABLES = new ConcurrentHashMap<>();

    /**
     * The UTF-8 of each code, at most three bytes in an int, the first one highest; 0 for none. Characters of one byte
     * come first, by byte; then those of two.
     */
    private record Table(int[] singles, int[] doubles, boolean hasLong) {}

    private final String charset;
    private transient Table table;

    private Transcoder(String charset) {
        this.charset = charset;
    }

    static Transcoder of(String charset) {
        return new Transcoder(Charset.forName(charset).name());
    }

    /** Whether records can be told apart by their bytes, without decoding: no line end is part of another character. */
    static boolean isByteWise(String charset) {
        var name = Charset.forName(charset).name().toUpperCase(Locale.ROOT);
        return name.equals("UTF-8") || isChinese(name) || isOfOneByte(Charset.forName(charset));
    }

    /** Whether the second byte of a character may be an ASCII character, from {@code @} on. */
    static boolean hasAsciiTrails(String charset) {
        var name = Charset.forName(charset).name().toUpperCase(Locale.ROOT);
        return isChinese(name) && !name.equals("GB2312");
    }

    private static boolean isChinese(String name) {
        return name.equals("GB18030") || name.equals("GBK") || name.equals("GB2312") || name.equals("BIG5");
    }

    private static boolean isOfOneByte(Charset charset) {
        if (!charset.canEncode() || charset.newEncoder().maxBytesPerChar() > 1) {
            return false;
        }
        var ascii = new byte[FIRST_LEAD];
        for (int i = 0; i < ascii.length; i++) {
            ascii[i] = (byte) i;
        }
        return new String(ascii, charset).equals(new String(ascii, StandardCharsets.US_ASCII));
    }

    /** @return false when a sequence is malformed; it becomes U+FFFD */
    boolean toUtf8(byte[] from, int start, int end, Bytes to) {
        if (charset.equals("UTF-8")) {
            return Utf8.copy(from, start, end, to);
        }
        if (table == null) {
            table = TABLES.computeIfAbsent(charset, Transcoder::table);
        }
        // No byte becomes more than three, and no long character more than its bytes.
        to.reserve(3 * (end - start));
        var into = to.array();
        int out = to.length();
        boolean isWellFormed = true;
        int at = start;
        while (at < end) {
            int first = from[at] & 0xFF;
            if (first < FIRST_LEAD) {
                into[out++] = (byte) first;
                at++;
                continue;
            }
            int code = at + 1 < end ? ofTwo(first, from[at + 1] & 0xFF) : 0;
            int length = 2;
            if (code == 0) {
                code = table.singles[first];
                length = 1;
            }
            if (code > 0xFFFF) {
                into[out] = (byte) (code >>> 16);
                into[out + 1] = (byte) (code >>> 8);
                into[out + 2] = (byte) code;
                out += 3;
            } else if (code > 0xFF) {
                into[out] = (byte) (code >>> 8);
                into[out + 1] = (byte) code;
                out += 2;
            } else if (code != 0) {
                into[out++] = (byte) code;
            } else {
                to.truncate(out);
                if (table.hasLong && at + LONG <= end && appendLong(from, at, to)) {
                    length = LONG;
                } else {
                    Utf8.appendReplacement(to);
                    isWellFormed = false;
                }
                out = to.length();
            }
            at += length;
        }
        to.truncate(out);
        return isWellFormed;
    }

    /** The text of a field that was scanned. */
    boolean append(RecordScanner fields, int field, byte[] bytes, Bytes to) {
        if ((fields.flags(field) & RecordScanner.HAS_QUOTES) == 0) {
            return toUtf8(bytes, fields.start(field), fields.end(field), to);
        }
        var unquoted = new byte[fields.end(field) - fields.start(field)];
        return toUtf8(unquoted, 0, fields.unquote(bytes, field, unquoted), to);
    }

    private int ofTwo(int first, int second) {
        return second < FIRST_TRAIL ? 0 : table.doubles[(first - FIRST_LEAD) * TRAILS + second - FIRST_TRAIL];
    }

    private boolean appendLong(byte[] from, int at, Bytes to) {
        if (from[at + 1] < '0' || from[at + 1] > '9') {
            return false;
        }
        var text = decode(decoder(charset), from, at, LONG);
        if (text == null || text.indexOf(TextFile.REPLACEMENT) >= 0) {
            return false;
        }
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        to.append(utf8, 0, utf8.length);
        return true;
    }

    private static Table table(String charset) {
        var decoder = decoder(charset);
        var singles = new int[256];
        var doubles = new int[(256 - FIRST_LEAD) * TRAILS];
        for (int first = FIRST_LEAD; first < 256; first++) {
            singles[first] = code(decode(decoder, new byte[] {(byte) first}, 0, 1));
            for (int second = FIRST_TRAIL; second < 256 && singles[first] == 0; second++) {
                doubles[(first - FIRST_LEAD) * TRAILS + second - FIRST_TRAIL] =
                        code(decode(decoder, new byte[] {(byte) first, (byte) second}, 0, 2));
            }
        }
        return new Table(singles, doubles, charset.equals("GB18030"));
    }

    /** The UTF-8 of a character of the basic plane; 0 for anything else, and for what is not to be delivered. */
    private static int code(String text) {
        if (text == null || text.length() != 1 || text.charAt(0) == TextFile.REPLACEMENT) {
            return 0;
        }
        int code = 0;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            code = code << 8 | (b & 0xFF);
        }
        return code;
    }

    private static CharsetDecoder decoder(String charset) {
        return Charset.forName(charset)
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private static String decode(CharsetDecoder decoder, byte[] from, int at, int length) {
        try {
            return decoder.decode(ByteBuffer.wrap(from, at, length)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
