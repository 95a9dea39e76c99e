package vinelake.city;

import java.util.List;

/**
 * Random numbers that depend on a seed and on what they are for, never on what was drawn elsewhere: so every subject
 * and dataset can be written alone, in any order. SplitMix64 (Steele, Lea, Flood 2014); the mathematics is
 * {@link StrictMath}, because the bytes must not depend on the machine.
 */
final class Dice {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private Dice(long state) {
        this.state = state;
    }

    static Dice of(long seed, long subject, String purpose) {
        long purposeBits = mix(purpose.hashCode() * GOLDEN_GAMMA);
        return new Dice(mix(mix(seed + GOLDEN_GAMMA) ^ mix(subject * GOLDEN_GAMMA ^ purposeBits)));
    }

    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** In [0, 1). */
    double unit() {
        state += GOLDEN_GAMMA;
        return (mix(state) >>> 11) * 0x1.0p-53;
    }

    boolean chance(double probability) {
        return unit() < probability;
    }

    /** In 0 .. bound - 1. */
    int below(int bound) {
        return (int) (unit() * bound);
    }

    /** In low .. high, both included. */
    int between(int low, int high) {
        return low + below(high - low + 1);
    }

    <T> T pick(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /** Standard normal (Box and Muller 1958). */
    double normal() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit()));
        return radius * StrictMath.cos(2 * StrictMath.PI * unit());
    }

    double logNormal(double mean, double deviation) {
        return StrictMath.exp(mean + deviation * normal());
    }

    /** Exponential with the mean. */
    double waiting(double mean) {
        return -mean * StrictMath.log(1 - unit());
    }

    /** Poisson, for small means (Knuth 1969). */
    int count(double mean) {
        double limit = StrictMath.exp(-mean);
        double product = unit();
        int events = 0;
        while (product > limit) {
            events++;
            product *= unit();
        }
        return events;
    }

    /** The probability with these log-odds. */
    static double logistic(double logOdds) {
        return 1 / (1 + StrictMath.exp(-logOdds));
    }
}
