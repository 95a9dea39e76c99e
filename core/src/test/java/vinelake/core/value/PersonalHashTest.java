package vinelake.core.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PersonalHashTest {

    private static final byte[] KEY = "an example key, of 32 bytes only".getBytes(StandardCharsets.US_ASCII);

    private final PersonalHash hash = PersonalHash.of(KEY, 1);

    /** RFC 4231, test cases 6 and 7. */
    @Test
    void givesTheHashesOfTheStandard() {
        byte[] key = new byte[131];
        Arrays.fill(key, (byte) 0xaa);
        PersonalHash standard = PersonalHash.of(key, 7);

        assertThat(standard.hash("Test Using Larger Than Block-Size Key - Hash Key First"))
                .isEqualTo("v7:60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
        assertThat(standard.hash("This is a test using a larger than block-size key and a larger than block-size data. "
                        + "The key needs to be hashed before being used by the HMAC algorithm."))
                .isEqualTo("v7:9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
    }

    @Test
    void givesOneHashForAllWaysToWriteAText() {
        assertThat(hash.hash("\u3000某甲１２３ ")).isEqualTo(hash.hash("某甲123")).isNotEqualTo(hash.hash("某甲124"));
    }

    @Test
    void hasNoHashForBlankText() {
        assertThat(hash.hash(" \u3000")).isNull();
        assertThat(hash.hash("")).isNull();
    }

    @Test
    void dependsOnKeyAndVersion() {
        byte[] other = KEY.clone();
        other[0]++;

        assertThat(hash.hash("某甲")).startsWith("v1:").hasSize("v1:".length() + 64);
        assertThat(PersonalHash.of(other, 1).hash("某甲")).isNotEqualTo(hash.hash("某甲"));
        assertThat(PersonalHash.of(KEY, 2).hash("某甲")).isEqualTo(hash.hash("某甲").replace("v1:", "v2:"));
    }

    @Test
    void keepsItsKeyWhateverHappensToTheArrayItCameIn() {
        byte[] key = KEY.clone();
        PersonalHash own = PersonalHash.of(key, 1);
        Arrays.fill(key, (byte) 0);

        assertThat(own.hash("某甲")).isEqualTo(hash.hash("某甲"));
    }

    /** The expected hash by Python's hmac: the second key's of the text of the first key's. */
    @Test
    void hashesByAllKeysInTurnAfterARotation() {
        byte[] one = new byte[32];
        one[0] = 1;
        byte[] two = new byte[32];
        two[0] = 2;
        PersonalHash first = PersonalHash.of(one, 1);
        PersonalHash second = PersonalHash.of(two, 2).after(first);
        PersonalHash fourth = PersonalHash.of(KEY, 4).after(second);

        assertThat(second.hash("13900000000"))
                .isEqualTo("v2:a02bedfb142f87d762cd1017e78c827a2897d361da1989ffaed4c0d3eb84b220")
                .isEqualTo(second.next(first.hash("13900000000")));
        for (PersonalHash earlier : List.of(first, second, fourth)) {
            assertThat(fourth.next(earlier.hash("某甲")))
                    .isEqualTo(fourth.hash("某甲"))
                    .startsWith("v4:");
        }
        assertThat(fourth.hash(" ")).isNull();
        assertThat(fourth.next(null)).isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fourth.next("v3:00"))
                .withMessageContaining("begins with 'v3:'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> first.after(second))
                .withMessageContaining("version 1 comes after 2");
    }

    @Test
    void showsNothingOfItsKey() {
        assertThat(hash).hasToString("PersonalHash[version=1]");
    }

    @Test
    void givesTheSameHashesAfterItTravelled() throws IOException, ClassNotFoundException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(hash);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(((PersonalHash) in.readObject()).hash("某甲")).isEqualTo(hash.hash("某甲"));
        }
    }

    @Test
    void refusesAShortKeyAndAnImpossibleVersion() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PersonalHash.of(new byte[31], 1))
                .withMessageContaining("it has 31 bytes. Allowed: at least 32 bytes.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PersonalHash.of(KEY, 0))
                .withMessageContaining("its version is 0. Allowed: 1 and above.");
    }
}
