package vinelake.benchmarks.chaos;

import java.util.List;

/**
 * What came of one try of a fault; of kills, of one chain of them.
 *
 * @param number of the try, from 0
 * @param happened what was done to which run, and how it ended, in words; of kills, one for each
 */
record Trial(String fault, int number, List<String> happened, Verdict verdict, double seconds) {

    /** The fault of which a try is a chain, which counts by its kills. */
    static final String KILL = "kill";

    Trial {
        happened = List.copyOf(happened);
    }

    int tried() {
        return fault.equals(KILL) ? happened.size() : 1;
    }
}
