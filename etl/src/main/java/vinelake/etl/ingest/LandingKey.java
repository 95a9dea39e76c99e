package vinelake.etl.ingest;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import vinelake.etl.text.FileCipher;

/**
 * The hub's key of the landing zone. It encrypts no file but the data key of each delivery (AES-256-GCM): whoever removes
 * that key makes the delivery's files unreadable, wherever a copy of them may lie.
 */
public final class LandingKey {

    private static final int SHORTEST = 32;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final String MODE = "AES/GCM/NoPadding";
    private static final String DERIVATION = "HmacSHA256";

    private final byte[] key;
    private final int version;

    /** What opens the data keys that this one has not wrapped yet; null for none. */
    private final LandingKey former;

    /**
     * @param secret at least 32 bytes
     * @param version of the key, from 1
     * @throws IllegalArgumentException when the secret is too short
     */
    public static LandingKey of(byte[] secret, int version) {
        if (secret.length < SHORTEST) {
            throw new IllegalArgumentException(
                    "it has %d bytes. Allowed: at least %d bytes. Write a new key, for example with: openssl rand -base64 48"
                            .formatted(secret.length, SHORTEST));
        }
        try {
            var mac = Mac.getInstance(DERIVATION);
            mac.init(new SecretKeySpec(secret, DERIVATION));
            return new LandingKey(mac.doFinal("vinelake landing".getBytes(StandardCharsets.UTF_8)), version, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + DERIVATION, e);
        }
    }

    private LandingKey(byte[] key, int version, LandingKey former) {
        this.key = key;
        this.version = version;
        this.former = former;
    }

    /** The key after a rotation: it also opens what the former ones have wrapped. */
    public LandingKey after(LandingKey before) {
        return new LandingKey(key, version, before);
    }

    /** Whether a line was wrapped under this key's version, whatever key that was. */
    boolean isCurrent(String line) {
        return line.startsWith("v" + version + ":");
    }

    static byte[] newDataKey() {
        var data = new byte[FileCipher.KEY_BYTES];
        new SecureRandom().nextBytes(data);
        return data;
    }

    /** A data key as it lies beside the files of its delivery: one line. */
    String wrap(String deliveryId, byte[] data) {
        var nonce = new byte[NONCE];
        new SecureRandom().nextBytes(nonce);
        try {
            var wrapped = cipher(Cipher.ENCRYPT_MODE, deliveryId, nonce).doFinal(data);
            return "v%d:%s:%s".formatted(version, base64(nonce), base64(wrapped));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MODE, e);
        }
    }

    /**
     * @return empty when the line is none of this key and this delivery
     */
    Optional<byte[]> unwrap(String deliveryId, String line) {
        var fields = line.strip().split(":", -1);
        if (fields.length != 3 || !fields[0].equals("v" + version)) {
            return former == null ? Optional.empty() : former.unwrap(deliveryId, line);
        }
        try {
            var nonce = Base64.getDecoder().decode(fields[1]);
            return Optional.of(cipher(Cipher.DECRYPT_MODE, deliveryId, nonce)
                    .doFinal(Base64.getDecoder().decode(fields[2])));
        } catch (AEADBadTagException | IllegalArgumentException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MODE, e);
        }
    }

    private Cipher cipher(int direction, String deliveryId, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance(MODE);
        cipher.init(direction, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD("v%d %s".formatted(version, deliveryId).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "LandingKey[version=" + version + "]";
    }
}
