package vinelake.models.scorecard;

import java.nio.charset.StandardCharsets;

/**
 * The generator SplitMix64 (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014), and a hash by
 * the same mixer. Written out because the numbers must stay what they are on every Java version.
 */
final class SplitMix {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private long state;

    private SplitMix(long state) {
        this.state = state;
    }

    /** The stream with this number, independent of the streams with other numbers. */
    static SplitMix stream(long seed, int number) {
        return new SplitMix(mix(seed + mix(number + 1L)));
    }

    /** 64 bits of the text: FNV-1a over its UTF-8 bytes, mixed so that similar texts lie far apart. */
    static long hash(String text) {
        long hash = FNV_OFFSET;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
        }
        return mix(hash);
    }

    long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** A number in [0, bound); the bias is below bound / 2^63. */
    int nextInt(int bound) {
        return (int) Math.multiplyHigh(nextLong() >>> 1, 2L * bound);
    }

    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
