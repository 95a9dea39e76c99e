package vinelake.etl.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCipherTest {

    private static final Configuration CONFIGURATION = new Configuration();
    private static final HexFormat HEX = HexFormat.of();

    /** NIST SP 800-38A, F.5.5: CTR-AES256. Its counter runs over the last byte in the first step. */
    private static final byte[] KEY = HEX.parseHex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");

    private static final byte[] COUNTER = HEX.parseHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    private static final byte[] TEXT = HEX.parseHex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
            + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
    private static final byte[] ENCRYPTED =
            HEX.parseHex("601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
                    + "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6");

    @TempDir
    private Path folder;

    @Test
    void readsThePublishedVectorFromEveryOffset() throws Exception {
        var file = folder.resolve("x");
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        try (var out = Files.newOutputStream(file)) {
            out.write(COUNTER);
            out.write(mac.doFinal(COUNTER), 0, 16);
            out.write(ENCRYPTED);
        }
        var cipher = FileCipher.of(KEY);

        for (int from = 0; from <= TEXT.length; from++) {
            try (var in = cipher.open(file.toUri(), CONFIGURATION, from)) {
                assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(TEXT, from, TEXT.length));
            }
        }
        assertThat(cipher.length(file.toUri(), CONFIGURATION)).isEqualTo(TEXT.length);
    }

    @Test
    void readsBackWhatItWroteHoweverItIsRead() throws IOException {
        var random = new Random(1);
        var content = new byte[100_003];
        random.nextBytes(content);
        var file = folder.resolve("x");
        var cipher = FileCipher.of(KEY);
        try (var out = cipher.writingTo(Files.newOutputStream(file))) {
            out.write(content[0]);
            for (int at = 1; at < content.length; ) {
                int length = Math.min(content.length - at, random.nextInt(3000));
                out.write(content, at, length);
                at += length;
            }
        }

        assertThat(Files.size(file)).isEqualTo(content.length + cipher.head());
        for (int i = 0; i < 200; i++) {
            int from = random.nextInt(content.length - 1000);
            try (var in = cipher.open(file.toUri(), CONFIGURATION, from)) {
                assertThat(in.read()).isEqualTo(content[from] & 0xFF);
                in.skipNBytes(i);
                assertThat(in.readNBytes(50)).isEqualTo(Arrays.copyOfRange(content, from + 1 + i, from + 51 + i));
            }
        }
    }

    @Test
    void refusesAFileOfAnotherKeyAndShowsNone() throws IOException {
        var file = folder.resolve("x");
        try (var out = FileCipher.of(KEY).writingTo(Files.newOutputStream(file))) {
            out.write(TEXT);
        }
        var other = FileCipher.of(new byte[32]);

        assertThat(other.hasWritten(file.toUri(), CONFIGURATION)).isFalse();
        assertThatThrownBy(() -> other.open(file.toUri(), CONFIGURATION, 0)).hasMessageContaining("not written with");
        assertThat(FileCipher.of(KEY)).hasToString("FileCipher[AES/CTR/NoPadding]");
    }
}
