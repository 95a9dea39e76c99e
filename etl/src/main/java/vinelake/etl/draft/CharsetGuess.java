package vinelake.etl.draft;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * In which charset a file is written, told from its first 64 MB. UTF-8 is told by being well-formed, UTF-16 by its mark or
 * its zero bytes. Nearly all text in Big5 is well-formed GB18030, too, but as such it has many characters whose second byte
 * is below 0xA1, which are rare in simplified Chinese.
 *
 * @param isSure whether every byte is text in it
 */
record CharsetGuess(Charset charset, boolean isSure) {

    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final Charset BIG5 = Charset.forName("Big5");
    private static final int ENOUGH = 64 << 20;
    private static final double RARE_IN_GB = 0.15;

    static CharsetGuess of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in.readNBytes(ENOUGH));
        }
    }

    static CharsetGuess of(byte[] bytes) {
        if (bytes.length >= 2 && isUtf16Mark(bytes)) {
            return new CharsetGuess(StandardCharsets.UTF_16, true);
        }
        int zerosAtEven = zeros(bytes, 0);
        int zerosAtOdd = zeros(bytes, 1);
        if (zerosAtEven + zerosAtOdd > bytes.length / 10) {
            return new CharsetGuess(
                    zerosAtOdd > zerosAtEven ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE, false);
        }
        if (isWellFormed(bytes, StandardCharsets.UTF_8)) {
            return new CharsetGuess(StandardCharsets.UTF_8, true);
        }
        if (shareOfLowTrails(bytes) > RARE_IN_GB && isWellFormed(bytes, BIG5)) {
            return new CharsetGuess(BIG5, true);
        }
        if (isWellFormed(bytes, GB18030)) {
            return new CharsetGuess(GB18030, true);
        }
        // Some bytes are spoilt: the one in which fewest are.
        long utf8 = malformed(bytes, StandardCharsets.UTF_8);
        long gb = malformed(bytes, GB18030);
        return new CharsetGuess(utf8 <= gb ? StandardCharsets.UTF_8 : GB18030, false);
    }

    private static boolean isUtf16Mark(byte[] bytes) {
        int first = bytes[0] & 0xFF;
        int second = bytes[1] & 0xFF;
        return (first == 0xFE && second == 0xFF) || (first == 0xFF && second == 0xFE);
    }

    private static int zeros(byte[] bytes, int from) {
        int zeros = 0;
        for (int i = from; i < bytes.length; i += 2) {
            zeros += bytes[i] == 0 ? 1 : 0;
        }
        return zeros;
    }

    /** Of characters of two bytes, those whose second is below 0xA1. */
    private static double shareOfLowTrails(byte[] bytes) {
        int low = 0;
        int all = 0;
        for (int i = 0; i + 1 < bytes.length; i++) {
            if (bytes[i] < 0) {
                int trail = bytes[i + 1] & 0xFF;
                low += trail >= 0x40 && trail < 0xA1 ? 1 : 0;
                all++;
                i++;
            }
        }
        return all == 0 ? 0 : (double) low / all;
    }

    private static boolean isWellFormed(byte[] bytes, Charset charset) {
        return malformed(bytes, charset) == 0;
    }

    /** How many sequences are malformed; one that the sample's end cuts is not counted. */
    private static long malformed(byte[] bytes, Charset charset) {
        var decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(1 << 16);
        long malformed = 0;
        while (true) {
            out.clear();
            var result = decoder.decode(in, out, bytes.length < ENOUGH);
            if (result.isError()) {
                malformed++;
                in.position(Math.min(in.limit(), in.position() + result.length()));
            } else if (result.isUnderflow()) {
                return malformed;
            }
        }
    }
}
