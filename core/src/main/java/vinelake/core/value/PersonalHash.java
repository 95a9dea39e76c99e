package vinelake.core.value;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keyed hash that stands for personal data outside the landing zone: HMAC-SHA-256 (RFC 2104, FIPS 180-4). Equal
 * persons stay equal, and nobody without the key can try all identity numbers.
 *
 * <p>It travels to the tasks of a cluster with its key, so whoever can read the tasks can read the key.
 */
public final class PersonalHash implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String ALGORITHM = "HmacSHA256";

    /** The length of the hash: RFC 2104, section 3, discourages shorter keys. */
    private static final int SHORTEST_KEY = 32;

    private final byte[] key;
    private final int version;

    /** What is hashed by this key in turn; null where it is the first. */
    private final PersonalHash former;

    /**
     * The hash with a key.
     *
     * @param key at least 32 bytes
     * @param version of the key, from 1; goes into every hash, so that a rotated key's hashes are never compared with the
     *     former one's
     * @throws IllegalArgumentException when the key is too short or the version below 1
     */
    public static PersonalHash of(byte[] key, int version) {
        if (key.length < SHORTEST_KEY) {
            throw new IllegalArgumentException(("key of personal data: it has %d bytes. Allowed: at least %d bytes. "
                            + "Write a new key, for example with: openssl rand 32")
                    .formatted(key.length, SHORTEST_KEY));
        }
        if (version < 1) {
            throw new IllegalArgumentException(
                    "key of personal data: its version is %d. Allowed: 1 and above. Count the keys from 1"
                            .formatted(version));
        }
        return new PersonalHash(key.clone(), version, null);
    }

    private PersonalHash(byte[] key, int version, PersonalHash former) {
        this.key = key;
        this.version = version;
        this.former = former;
    }

    /**
     * The hash after a rotation: a text is hashed by all keys in turn, so that the hashes of a former key become those of
     * this one although nobody has the texts any more. Who gets hold of the former key alone can try no numbers.
     *
     * @throws IllegalArgumentException when the former key's version is not below this one's
     */
    public PersonalHash after(PersonalHash before) {
        if (before.version >= version) {
            throw new IllegalArgumentException(
                    "key of personal data: version %d comes after %d. Allowed: a version above that of the former key"
                            .formatted(version, before.version));
        }
        return new PersonalHash(key, version, before);
    }

    /** The version that stands before each hash. */
    public int version() {
        return version;
    }

    /**
     * The hash by this key of what an earlier one hashed; one by this key stays.
     *
     * @throws IllegalArgumentException when no key before this one has made the hash
     */
    public String next(String hash) {
        if (hash == null || hash.startsWith("v" + version + ":")) {
            return hash;
        }
        if (former == null) {
            throw new IllegalArgumentException(
                    "a hash begins with '%s'. Allowed: the versions of the keys that hub.yaml names"
                            .formatted(hash.substring(0, Math.max(0, Math.min(8, hash.indexOf(':') + 1)))));
        }
        return keyed(former.next(hash));
    }

    /**
     * The hash of the text's canonical form ({@link Texts#canonical}). Case counts.
     *
     * @return {@code v<version>:} and 64 hexadecimal digits; null when the text is blank
     */
    public String hash(String text) {
        String canonical = Texts.canonical(text);
        if (canonical == null) {
            return null;
        }
        return keyed(former == null ? canonical : former.hash(text));
    }

    private String keyed(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            byte[] hash = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return "v" + version + ":" + HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "PersonalHash[version=" + version + "]";
    }
}
