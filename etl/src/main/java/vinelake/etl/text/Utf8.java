package vinelake.etl.text;

import java.nio.charset.StandardCharsets;
import vinelake.core.value.Texts;
import vinelake.lake.file.Bytes;

/** UTF-8, looked at as bytes. */
final class Utf8 {

    /** U+FFFD, what a malformed sequence becomes. */
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    static void appendReplacement(Bytes to) {
        to.append(REPLACEMENT, 0, REPLACEMENT.length);
    }

    /**
     * Copies text.
     *
     * @return false when a sequence is malformed or is U+FFFD itself, which nobody delivers for a reason
     */
    static boolean copy(byte[] from, int start, int end, Bytes to) {
        int at = start;
        while (at < end) {
            if (isInMiddle(from, at, end)) {
                at += 3;
                continue;
            }
            int length = length(from, at, end);
            if (length == 0 || isReplacement(from, at, length)) {
                var repaired =
                        new String(from, start, end - start, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
                to.append(repaired, 0, repaired.length);
                return false;
            }
            at += length;
        }
        to.append(from, start, end);
        return true;
    }

    /** Whether a character from U+1000 to U+CFFF stands here, as nearly all that are not ASCII do: every second byte fits. */
    private static boolean isInMiddle(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xFF;
        return first > 0xE0
                && first < 0xED
                && at + 2 < end
                && (bytes[at + 1] & 0xC0) == 0x80
                && (bytes[at + 2] & 0xC0) == 0x80;
    }

    /** The length of the well-formed character at a place (Unicode 15, table 3-7); 0 when there is none. */
    private static int length(byte[] bytes, int at, int end) {
        int first = bytes[at];
        if (first >= 0) {
            return 1;
        }
        first &= 0xFF;
        if (first < 0xC2 || first > 0xF4) {
            return 0;
        }
        int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (at + length > end) {
            return 0;
        }
        int second = bytes[at + 1] & 0xFF;
        int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    private static boolean isReplacement(byte[] bytes, int at, int length) {
        return length == REPLACEMENT.length
                && bytes[at] == REPLACEMENT[0]
                && bytes[at + 1] == REPLACEMENT[1]
                && bytes[at + 2] == REPLACEMENT[2];
    }

    /** Whether a byte is an ASCII character that {@link Texts#isBlank}. */
    static boolean isBlank(byte c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
    }

    /** Whether the text may begin or end with a blank outside ASCII: Chinese letters and most of what is beside them do not. */
    static boolean mayHaveWideBlanks(byte[] bytes, int start, int end) {
        return isSuspect(bytes[start] & 0xFF) || isSuspect(leadOfLast(bytes, start, end));
    }

    private static int leadOfLast(byte[] bytes, int start, int end) {
        int at = end - 1;
        while (at > start && (bytes[at] & 0xC0) == 0x80) {
            at--;
        }
        return bytes[at] & 0xFF;
    }

    /** Lead bytes of U+3400 to U+DFFF are of letters; so is all of ASCII here, whose blanks are seen elsewhere. */
    private static boolean isSuspect(int lead) {
        return lead >= 0x80 && !(lead >= 0xE4 && lead <= 0xED);
    }

    private Utf8() {}
}
