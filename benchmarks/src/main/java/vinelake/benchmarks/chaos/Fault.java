package vinelake.benchmarks.chaos;

import java.util.Optional;

/**
 * Something that happens to runs, but for a kill.
 *
 * @param times how often it is tried
 * @param obstacle why it cannot be tried on this machine; none where it can
 */
record Fault(String name, int times, Optional<String> obstacle, Attempt attempt) {

    /** Makes it happen and looks what lies in the lake when the cause is gone and a run has ended. */
    @FunctionalInterface
    interface Attempt {

        /** @param number of the try, from 0 */
        Trial attempt(String fault, int number) throws Exception;
    }

    Trial attempt(int number) throws Exception {
        return attempt.attempt(name, number);
    }
}
