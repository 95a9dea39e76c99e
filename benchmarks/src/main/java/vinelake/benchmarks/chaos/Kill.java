package vinelake.benchmarks.chaos;

import java.util.Locale;
import java.util.Optional;

/**
 * A moment of a run at which it is killed: at a commit, or when a share of an undisturbed run's length is over.
 *
 * @param share 0 to 1; counts where there is no halt
 */
record Kill(double share, Optional<Halt> halt) {

    @Override
    public String toString() {
        return halt.map(Halt::toString).orElseGet(() -> String.format(Locale.ROOT, "%.4f", share));
    }
}
