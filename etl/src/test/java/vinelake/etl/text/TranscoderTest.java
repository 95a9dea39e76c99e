package vinelake.etl.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vinelake.lake.file.Bytes;

class TranscoderTest {

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "GB18030", "GBK", "GB2312", "Big5", "windows-1252"})
    void decodesEveryTwoBytesAsJavaDoes(String charset) {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                requireAsJava(charset, new byte[] {(byte) first, (byte) second});
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "GB18030", "GBK", "Big5"})
    void decodesLongerTextAsJavaDoes(String charset) {
        var random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            var bytes = new byte[random.nextInt(9)];
            for (int k = 0; k < bytes.length; k++) {
                // Digits and high bytes, so that characters of four bytes occur.
                bytes[k] = (byte) (random.nextBoolean() ? '0' + random.nextInt(10) : 0x81 + random.nextInt(0x7E));
            }
            requireAsJava(charset, bytes);
        }
    }

    private static void requireAsJava(String charset, byte[] bytes) {
        var text = new Bytes(16);
        boolean isWellFormed = Transcoder.of(charset).toUtf8(bytes, 0, bytes.length, text);
        var java = decoded(bytes, charset);
        assertThat(isWellFormed).as("%s %s", charset, Arrays.toString(bytes)).isEqualTo(java != null);
        if (java != null) {
            assertThat(Arrays.copyOf(text.array(), text.length())).isEqualTo(java.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Null where the bytes are no text, or hold the character that stands for that. */
    private static String decoded(byte[] bytes, String charset) {
        try {
            var text = Charset.forName(charset)
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf(TextFile.REPLACEMENT) < 0 ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
