package vinelake.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * One round: each way once.
 *
 * @param number from 1
 * @param order who ran first, second and third
 * @param oursSeconds wall time
 * @param phases seconds of ours by phase
 */
record Round(
        int number,
        List<String> order,
        double oursSeconds,
        double sparkCopySeconds,
        double duckdbSeconds,
        Map<String, Double> phases) {

    double ratioToSparkCopy() {
        return oursSeconds / sparkCopySeconds;
    }

    double ratioToDuckDb() {
        return oursSeconds / duckdbSeconds;
    }
}
