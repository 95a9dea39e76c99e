package vinelake.etl.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.etl.ingest.LandedDeliveries.Rewrapped;
import vinelake.lake.Delivery.FileDigest;

class LandedDeliveriesTest {

    private static final Configuration CONFIGURATION = new Configuration();
    private static final LandingKey FIRST = key(1);
    private static final LandingKey SECOND = key(2).after(FIRST);

    /** Longer than a buffer, so that what is looked for lies across two. */
    private static final String TEXT = "x".repeat(LandingZone.BUFFER - 4) + "planted-name\n";

    private static final FileDigest FILE = new FileDigest("a/x.csv", "0".repeat(64), TEXT.length());

    @TempDir
    private Path folder;

    @BeforeEach
    void deliver() throws IOException {
        Files.createDirectories(folder.resolve("inbox/a"));
        Files.writeString(folder.resolve("inbox/a/x.csv"), TEXT);
        take("one", Optional.of(FIRST));
        take("two", Optional.of(FIRST));
        take("clear", Optional.empty());
    }

    @Test
    void namesWhatLiesThereAndWhatNothingEncrypts() throws IOException {
        assertThat(landed(FIRST).ids()).containsExactly("clear", "one", "two");
        assertThat(landed(FIRST).inClear()).containsExactly("landing/clear/a/x.csv");
        assertThat(landed(key(1)).has("one")).isTrue();
        assertThat(landed(key(1)).has("three")).isFalse();
    }

    @Test
    void looksThroughATextAndSaysWhereItCannot() throws IOException {
        var wanted = List.of("planted-name".getBytes(StandardCharsets.UTF_8));
        var other = List.of("other-name".getBytes(StandardCharsets.UTF_8));

        for (var id : List.of("one", "clear")) {
            assertThat(landed(FIRST).holds(id, wanted, true)).as(id).contains(true);
            assertThat(landed(FIRST).holds(id, other, true)).as(id).contains(false);
        }
        assertThat(landed(FIRST).holds("one", wanted, false)).isEmpty();
        assertThat(landed(key(3)).holds("one", wanted, true)).isEmpty();
    }

    @Test
    void wrapsDataKeysAnewAndLeavesTheFiles() throws IOException {
        var file = folder.resolve("lake/landing/one/a/x.csv");
        var before = Files.readAllBytes(file);

        assertThat(landed(SECOND).rewrap()).isEqualTo(new Rewrapped(2, 0, 0));

        assertThat(file).hasBinaryContent(before);
        assertThat(Files.readString(folder.resolve("lake/landing/one.key"))).startsWith("v2:");
        assertThat(read("one", key(2))).isEqualTo(TEXT);
        assertThat(landed(SECOND).rewrap()).isEqualTo(new Rewrapped(0, 2, 0));
        assertThat(landed(key(3)).rewrap()).isEqualTo(new Rewrapped(0, 0, 2));
        assertThatIOException().isThrownBy(() -> read("one", FIRST)).withMessageContaining("no key of hub.yaml opens");
    }

    @Test
    void opensWhatWasCopiedUnderAFormerKeyOrNone() throws IOException {
        assertThat(read("one", SECOND)).isEqualTo(TEXT);
        assertThat(read("clear", SECOND)).isEqualTo(TEXT);
    }

    @Test
    void destroysADeliverysKeyAndFilesAndSaysSoToWhoeverWantsThem() throws IOException {
        assertThat(landed(FIRST).destroy("one")).isTrue();

        assertThat(folder.resolve("lake/landing/one")).doesNotExist();
        assertThat(folder.resolve("lake/landing/one.key")).doesNotExist();
        assertThat(landed(FIRST).destroy("one")).isFalse();
        assertThat(read("two", FIRST)).isEqualTo(TEXT);
        assertThatIOException()
                .isThrownBy(() -> read("one", FIRST))
                .withMessageContaining("it was destroyed after its retention, or erased");
    }

    private LandedDeliveries landed(LandingKey key) throws IOException {
        return new LandedDeliveries(lake(), CONFIGURATION, Optional.of(key));
    }

    private String read(String id, LandingKey key) throws IOException {
        var cipher = new LandingZone(lake(), CONFIGURATION, Optional.of(key)).opening(id, FILE);
        try (var in =
                cipher.open(folder.resolve("lake/landing/" + id + "/a/x.csv").toUri(), CONFIGURATION, 0)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void take(String id, Optional<LandingKey> key) throws IOException {
        var zone = new LandingZone(lake(), CONFIGURATION, key);
        var bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        var checksum = LandingZone.newChecksum();
        checksum.update(bytes, 0, bytes.length);
        zone.take(folder.resolve("inbox"), id, FILE, checksum.getValue(), zone.cipher(id));
    }

    private URI lake() {
        return folder.resolve("lake").toUri();
    }

    private static LandingKey key(int version) {
        var bytes = new byte[32];
        bytes[0] = (byte) version;
        return LandingKey.of(bytes, version);
    }
}
