package vinelake.etl.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.etl.text.FileCipher;
import vinelake.lake.Delivery.FileDigest;

class LandingZoneTest {

    private static final Configuration CONFIGURATION = new Configuration();
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final String TEXT = "id,name\n1,planted-name\n".repeat(1000);

    @TempDir
    private Path folder;

    private Path inbox;

    @BeforeEach
    void deliver() throws IOException {
        inbox = Files.createDirectories(folder.resolve("inbox/a"));
        Files.writeString(inbox.resolve("x.csv"), TEXT);
    }

    @Test
    void keepsAFileSoThatOnlyTheKeyOpensIt() throws IOException {
        var zone = zone(1, 1);
        var cipher = zone.cipher(ID);
        var copy = take(zone, cipher);

        assertThat(Files.readString(Path.of(copy), StandardCharsets.ISO_8859_1)).doesNotContain("planted-name");
        assertThat(read(cipher, copy)).isEqualTo(TEXT);
        assertThat(read(zone(1, 1).cipher(ID), copy)).isEqualTo(TEXT);
        assertThat(zone(2, 1).cipher(ID).hasWritten(copy, CONFIGURATION)).isFalse();
    }

    @Test
    void letsNobodyElseLookIn() throws IOException {
        var zone = zone(1, 1);
        var copy = Path.of(take(zone, zone.cipher(ID)));
        var landing = folder.resolve("lake/landing");

        assertThat(permissions(landing)).isEqualTo("rwx------");
        assertThat(permissions(landing.resolve(ID))).isEqualTo("rwx------");
        assertThat(permissions(landing.resolve(ID + ".key"))).isEqualTo("rw-------");
        assertThat(permissions(copy)).isEqualTo("rw-------");
    }

    @Test
    void copiesAgainWhatAFormerKeyOrNoneWrote() throws IOException {
        var none = new LandingZone(lake(), CONFIGURATION, Optional.empty());
        assertThat(read(none.cipher(ID), take(none, none.cipher(ID)))).isEqualTo(TEXT);

        for (int version = 1; version <= 2; version++) {
            var zone = zone(version, version);
            var cipher = zone.cipher(ID);
            assertThat(read(cipher, take(zone, cipher))).isEqualTo(TEXT);
        }
        assertThat(read(none.cipher(ID), take(none, none.cipher(ID)))).isEqualTo(TEXT);
    }

    @Test
    void leavesACopyThatIsThere() throws IOException {
        var zone = zone(1, 1);
        var copy = Path.of(take(zone, zone.cipher(ID)));
        var bytes = Files.readAllBytes(copy);

        take(zone(1, 1), zone(1, 1).cipher(ID));

        assertThat(copy).hasBinaryContent(bytes);
    }

    private LandingZone zone(int secret, int version) {
        var bytes = new byte[32];
        bytes[0] = (byte) secret;
        return new LandingZone(lake(), CONFIGURATION, Optional.of(LandingKey.of(bytes, version)));
    }

    private URI lake() {
        return folder.resolve("lake").toUri();
    }

    private URI take(LandingZone zone, FileCipher cipher) throws IOException {
        var bytes = Files.readAllBytes(inbox.resolve("x.csv"));
        var checksum = LandingZone.newChecksum();
        checksum.update(bytes, 0, bytes.length);
        var file = new FileDigest("a/x.csv", "0".repeat(64), bytes.length);
        return zone.take(folder.resolve("inbox"), ID, file, checksum.getValue(), cipher);
    }

    private static String read(FileCipher cipher, URI file) throws IOException {
        try (var in = cipher.open(file, CONFIGURATION, 0)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
