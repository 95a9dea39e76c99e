package vinelake.etl.text;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.io.IOUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Opens a file that lies encrypted: AES-256 in counter mode, so that stretches of it can be read side by side from any
 * offset. A file begins with a head, its random first counter and a mark of the key; then come as many bytes as the file
 * has. Whether they are the ones that were delivered is not told here but by the ledger's digests.
 *
 * <p>It travels to the tasks of a cluster with its key, so whoever can read the tasks can read the key.
 */
public final class FileCipher implements Serializable {

    /** For a file that lies as it is. */
    public static final FileCipher NONE = new FileCipher(new byte[0]);

    public static final int KEY_BYTES = 32;

    private static final long serialVersionUID = 1L;
    private static final String MODE = "AES/CTR/NoPadding";
    private static final String MARK = "HmacSHA256";
    private static final int BLOCK = 16;
    private static final int HEAD = 2 * BLOCK;

    /** The compiler takes the processor's instructions for AES after so many calls: many small ones come to it sooner. */
    private static final int PIECE = 4 << 10;

    private final byte[] key;

    /** @param key of 32 bytes */
    public static FileCipher of(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a data key has %d bytes. Allowed: %d".formatted(key.length, KEY_BYTES));
        }
        return new FileCipher(key.clone());
    }

    private FileCipher(byte[] key) {
        this.key = key;
    }

    /** How many bytes more than its content a file has. */
    public int head() {
        return isNone() ? 0 : HEAD;
    }

    private boolean isNone() {
        return key.length == 0;
    }

    /** How many bytes of content a file has. */
    public long length(URI location, Configuration configuration) throws IOException {
        var path = new Path(location);
        return path.getFileSystem(configuration).getFileStatus(path).getLen() - head();
    }

    /**
     * The content from an offset on.
     *
     * @throws IOException when the file was written with another key
     */
    public InputStream open(URI location, Configuration configuration, long from) throws IOException {
        var path = new Path(location);
        var in = path.getFileSystem(configuration).open(path);
        try {
            if (isNone()) {
                in.seek(from);
                return in;
            }
            var head = new byte[HEAD];
            IOUtils.readFully(in, head);
            if (!isMarked(head)) {
                throw new IOException("%s: was not written with the key of its delivery".formatted(location));
            }
            in.seek(HEAD + from);
            return new Decrypted(in, cipher(Cipher.DECRYPT_MODE, head, from));
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** Whether a file was written with this key. */
    public boolean hasWritten(URI location, Configuration configuration) throws IOException {
        if (isNone()) {
            return true;
        }
        var path = new Path(location);
        var head = new byte[HEAD];
        try (var in = path.getFileSystem(configuration).open(path)) {
            IOUtils.readFully(in, head);
            return isMarked(head);
        } catch (EOFException e) {
            return false;
        }
    }

    /** Writes the head of a file, and gives what takes its content; closing it closes the file. */
    public OutputStream writingTo(OutputStream file) throws IOException {
        if (isNone()) {
            return file;
        }
        var counter = new byte[BLOCK];
        new SecureRandom().nextBytes(counter);
        file.write(counter);
        file.write(mark(counter));
        return new Encrypted(file, cipher(Cipher.ENCRYPT_MODE, counter, 0));
    }

    private boolean isMarked(byte[] head) {
        var counter = Arrays.copyOf(head, BLOCK);
        return MessageDigest.isEqual(mark(counter), Arrays.copyOfRange(head, BLOCK, HEAD));
    }

    private byte[] mark(byte[] counter) {
        try {
            var mac = Mac.getInstance(MARK);
            mac.init(new SecretKeySpec(key, MARK));
            return Arrays.copyOf(mac.doFinal(counter), BLOCK);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MARK, e);
        }
    }

    private Cipher cipher(int direction, byte[] head, long from) {
        try {
            var cipher = Cipher.getInstance(MODE);
            cipher.init(direction, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter(head, from / BLOCK)));
            cipher.update(new byte[(int) (from % BLOCK)]);
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MODE, e);
        }
    }

    /** The counter so many blocks after the first; it begins again after the last one, as the cipher's own does. */
    private static byte[] counter(byte[] head, long blocks) {
        var sum = new BigInteger(1, Arrays.copyOf(head, BLOCK))
                .add(BigInteger.valueOf(blocks))
                .toByteArray();
        var counter = new byte[BLOCK];
        int length = Math.min(sum.length, BLOCK);
        System.arraycopy(sum, sum.length - length, counter, BLOCK - length, length);
        return counter;
    }

    /** Decrypts what was read where it was read to. */
    private static final class Decrypted extends FilterInputStream {

        private final Cipher cipher;

        private Decrypted(InputStream in, Cipher cipher) {
            super(in);
            this.cipher = cipher;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            if (count > 0) {
                update(cipher, bytes, offset, count, bytes, offset);
            }
            return count;
        }

        /** By reading: the counter must go along. */
        @Override
        public long skip(long count) throws IOException {
            var passed = new byte[(int) Math.max(0, Math.min(count, 1 << 16))];
            return Math.max(0, read(passed, 0, passed.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    private static final class Encrypted extends OutputStream {

        private final OutputStream out;
        private final Cipher cipher;
        private byte[] buffer = new byte[0];

        private Encrypted(OutputStream out, Cipher cipher) {
            this.out = out;
            this.cipher = cipher;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            buffer = buffer.length < length ? new byte[length] : buffer;
            update(cipher, bytes, offset, length, buffer, 0);
            out.write(buffer, 0, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    private static void update(Cipher cipher, byte[] from, int offset, int length, byte[] to, int at)
            throws IOException {
        try {
            for (int done = 0; done < length; done += PIECE) {
                int size = Math.min(PIECE, length - done);
                if (cipher.update(from, offset + done, size, to, at + done) != size) {
                    throw new IOException("the cipher kept bytes back, which counter mode never does");
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return isNone() ? "FileCipher[none]" : "FileCipher[" + MODE + "]";
    }
}
